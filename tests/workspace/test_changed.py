"""What changed since last week: what was changed is told, what was not is steady or too few."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from percorso.domain.changed import Changed, ChangedNumber
from percorso.domain.errors import InputError
from percorso.settings import Settings
from percorso.workspace import Workspace
from tests.workspace.changed_shop import LAST_DAY, changed_shop

WEEK = timedelta(days=7)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return changed_shop(tmp_path_factory.mktemp("changed"))


@pytest.fixture(scope="module")
def since_a_week(shop: Workspace) -> Changed:
    return shop.changed("week", "purchase", language="en").data


def number(changed: Changed, measure: str, key: str = "") -> ChangedNumber:
    (found,) = [one for one in changed.numbers if (one.measure, one.key, one.to) ==
                (measure, key, None) and one.subject != "stage"]  # fmt: skip
    return found


def counted(one: ChangedNumber) -> tuple[float | None, float | None]:
    """This period's value, and the other's."""
    value, other = one.difference["value"], one.difference["other"]
    return None if value is None or other is None else value + other, other


def test_the_last_week_stands_beside_the_one_before(since_a_week: Changed) -> None:
    assert (since_a_week.first, since_a_week.last) == (LAST_DAY - WEEK + timedelta(1), LAST_DAY)
    assert since_a_week.other == (date(2026, 2, 23), date(2026, 3, 1))
    assert since_a_week.is_whole
    # Both are known until the same hour of their last day, and no longer.
    assert since_a_week.followed_until is not None
    assert since_a_week.followed_until[10:] == (since_a_week.other_followed_until or "")[10:]


@pytest.mark.parametrize(
    ("measure", "this", "other", "verdict"),
    [("journeys", 245, 140, "more"), ("orders", 28, 70, "less"), ("ratings", 28, 70, "less"),
     ("revenue", 112_000, 280_000, "less")],
)  # fmt: skip
def test_totals_are_counted_by_hand(
    since_a_week: Changed, measure: str, this: int, other: int, verdict: str
) -> None:
    one = number(since_a_week, measure)
    assert counted(one) == pytest.approx((this, other))
    assert one.verdict == verdict


def test_what_was_changed_is_told(since_a_week: Changed) -> None:
    assert number(since_a_week, "contacts", "call_received").verdict == "more"
    assert number(since_a_week, "contacts", "product_page").verdict == "more"
    assert number(since_a_week, "reach", "order").verdict == "less"
    less = number(since_a_week, "reach", "order").difference
    assert (less["n"], less["n_other"]) == (245, 140)
    assert (less["high"] or 0) < 0


def test_the_weeks_before_are_steady(shop: Workspace) -> None:
    first = LAST_DAY - 2 * WEEK + timedelta(1)
    found = shop.changed(None, "purchase", first=first, until=first + WEEK).data
    assert {one.verdict for one in found.numbers} <= {"steady", "few"}
    assert number(found, "reach", "order").verdict == "steady"
    assert found.findings == ()
    assert found.silent == ()


def test_a_source_that_fell_silent_is_told(since_a_week: Changed) -> None:
    (silent,) = since_a_week.silent
    assert (silent.name, silent.last_on, silent.silent_days) == ("mail", date(2026, 3, 1), 7)
    assert (silent.busy_days, silent.looked_days) == (28, 28)
    assert silent.probability < 0.025


def test_a_name_nobody_placed_is_new_once(since_a_week: Changed, shop: Workspace) -> None:
    assert [(one.name, one.contacts) for one in since_a_week.new_names] == [("Zorp", 1)]


def test_data_that_begin_too_late_compare_no_totals(shop: Workspace) -> None:
    found = shop.changed("month", "purchase").data
    assert not found.is_whole
    assert {number(found, key).verdict for key in ("journeys", "contacts", "orders")} == {"few"}


def test_it_is_told_in_words_on_paper_and_as_data(shop: Workspace) -> None:
    result = shop.changed("week", "purchase", language="it")
    text = result.to_text()
    assert "Percorsi cominciati +105, da 140 a 245" in text
    assert "mail tace da 7 giorni" in text
    assert result.to_svg().count("<svg") == 1
    assert '"schema": "percorso.changed/1"' in result.to_json()


def test_what_cannot_be_asked_is_said(shop: Workspace, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--since is one of week"):
        shop.changed("yesterday")
    with pytest.raises(InputError, match="first and a last day"):
        shop.changed(None, first=LAST_DAY)
    home = tmp_path / "empty"
    empty = Workspace(home, Settings(workspace=home), create=True)
    with pytest.raises(InputError, match="no contact yet"):
        empty.changed()
