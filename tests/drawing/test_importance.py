"""The panel says how much a rating matters, and when it cannot be told."""

import re
from html import unescape
from typing import Any

import pytest

from percorso.domain.journey_map import Importance, ImportanceModel
from percorso.drawing.language import Language
from percorso.drawing.page.importance import importance_section
from tests.drawing.maps import DAY, touchpoint

IT, EN = Language("it"), Language("en")


def importance(**more: Any) -> Importance:
    made: Importance = {
        "value": 0.105, "low": 0.033, "high": 0.222, "n": 217, "random_high": 0.026,
        "share_of_r2": 0.85, "correlation": 0.32, "mean_felt": 0.56, "quadrant": "focus",
    }  # fmt: skip
    return {**made, **more}  # type: ignore[typeddict-item]


def untold(n: int) -> Importance:
    return {key: n if key == "n" else None for key in importance()}  # type: ignore[return-value]


def model(outcome: str, within: float | None = None) -> ImportanceModel:
    return {
        "outcome": outcome, "customers": 293, "touchpoints": 4, "r_squared": None, "method": "lmg",
        "shrinkage": 0.0, "within_seconds": within, "null_reason": None,
    }  # type: ignore[typeddict-item]  # fmt: skip


MODELS = [model("repurchase", 37 * DAY), model("nps")]


def said(language: Language, **found: Importance | None) -> str:
    """The section's text; every piece of it on a line."""
    card = touchpoint("cour", "Consegna", "delivery", "delivery", 400,
                      importance={"repurchase": None, "nps": None, **found})  # fmt: skip
    html = importance_section(card, MODELS, language)
    text = unescape(re.sub(r"<[^>]+>", "\n", html)).replace("\u00a0", " ")
    return re.sub(r"\s*\n\s*", "\n", text).strip()


def test_an_importance_is_said_with_interval_n_and_that_it_is_no_cause():
    assert said(IT, nps=importance()).split("\n") == [
        "Importanza del voto",
        "associazione, non causa",
        "NPS",
        "10,5 % delle differenze",
        "3,3–22,2 % · n 217",
        "Importante e votato basso: da curare per primo.",
        "Un voto dato a caso può dare fino a 2,6 %.",
        "Quota di quanto spiegano tutti i voti insieme: 85 %.",
    ]


def test_what_a_random_column_reaches_too_gives_no_advice():
    text = said(EN, nps=importance(low=0.02))
    assert "No more than chance: a rating given at random can reach 2.6%." in text
    assert "mend" not in text
    assert "85" not in text


def test_a_rating_that_goes_against_the_outcome_says_so():
    assert "Those who rate better here do worse later." in said(
        EN, nps=importance(correlation=-0.3)
    )
    assert "worse later" not in said(EN, nps=importance())


@pytest.mark.parametrize(
    ("n", "text"),
    [(18, "Too few ratings followed by an outcome: 18, it takes 30."), (41, "ratings 41.")],
)
def test_too_few_are_counted_in_words(n, text):
    assert text in said(EN, nps=untold(n))


def test_the_time_to_buy_again_stands_beside_it():
    assert "secondo acquisto entro 37 gg" in said(IT, repurchase=importance())


def test_where_nobody_rated_and_has_an_outcome_there_is_no_section():
    assert said(IT) == ""
