"""Importance of ratings through the command line: an export in, a moment of truth out."""

import json
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from tests.flows.door import percorso

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
DRAWN = np.random.default_rng(7).integers(1, 6, size=(60, 2))


def survey(answers: int) -> str:
    """An export of ratings of support and packaging; NPS later follows the packaging."""
    lines = ["customer,at,touchpoint,stars,nps"]
    for number in range(answers):
        support, packaging = DRAWN[number]
        first, last = START + timedelta(hours=number), START + timedelta(days=4, hours=number)
        lines += [
            f"c{number},{first.isoformat()},Support,{support},",
            f"c{number},{(first + timedelta(days=1)).isoformat()},Packaging,{packaging},",
            f"c{number},{last.isoformat()},Survey,,{2 * packaging}",
        ]
    return "\n".join(lines) + "\n"


@pytest.fixture
def surveyed(desk):
    desk.load(survey(60))
    return desk


def test_the_important_rating_is_a_moment_of_truth(surveyed):
    data = surveyed.map("--lang", "en").data
    important = {
        row["touchpoint"]
        for row in data["findings"]
        if "important" in row["detail"].get("tests", ())
    }
    assert important == {"packaging"}
    (model,) = [row for row in data["importance"] if row["outcome"] == "nps"]
    assert (model["customers"], model["touchpoints"], model["method"]) == (60, 2, "lmg")


def test_it_stands_in_the_csv_and_in_the_panel(surveyed):
    csv = percorso("map", "-w", surveyed.home, "--format", "csv").out
    assert "importance_nps_value" in csv.splitlines()[0]
    page = percorso("map", "-w", surveyed.home, "--format", "html", "--lang", "en").out
    assert "Importance of the rating" in page
    assert "association, not cause" in page


def test_a_few_answers_say_too_few(desk):
    desk.load(survey(20))
    data = desk.map().data
    assert {row["null_reason"] for row in data["importance"]} == {"too_few"}
    assert all(row["importance"] == {"repurchase": None, "nps": None}
               for row in data["touchpoints"])  # fmt: skip
    assert "important" not in json.dumps(data["findings"])
