"""What a map is filtered by: an address and back, and what the library is asked."""

from datetime import date

import pytest

from percorso.web.filters import Filters
from percorso.workspace import ComparedWith

LAST = date(2026, 11, 15)


@pytest.mark.parametrize(
    "query",
    ["", "journey=purchase", "period=30&channel=phone&compare=before",
     "period=own&since=2026-01-01&last=2026-01-31", "period=own&last=2026-01-31&compare=year"],
)  # fmt: skip
def test_an_address_says_what_is_filtered_and_back(query: str) -> None:
    told = dict(part.split("=") for part in query.split("&")) if query else {}
    assert Filters.read(told).query() == query


@pytest.mark.parametrize(
    "told",
    [{"period": "31"}, {"channel": "pigeon"}, {"compare": "before"}, {"period": "own"},
     {"period": "own", "since": "tomorrow"},
     {"period": "own", "since": "2026-02-01", "last": "2026-01-01"}, {"since": "2026-01-01"}],
)  # fmt: skip
def test_what_means_nothing_filters_nothing(told: dict[str, str]) -> None:
    assert Filters.read(told).are_usual


def test_a_preset_counts_back_from_the_last_day_of_the_data() -> None:
    asked = Filters(period="7", compare="before").asked(LAST)
    assert (asked["since"], asked["until"]) == (date(2026, 11, 9), date(2026, 11, 16))
    assert asked["compared_with"] == ComparedWith(date(2026, 11, 2), date(2026, 11, 9))


def test_a_year_before_has_the_same_days_of_the_week() -> None:
    asked = Filters(period="7", compare="year").asked(LAST)
    other = asked["compared_with"]
    assert other.since.weekday() == asked["since"].weekday()
    assert (asked["since"] - other.since).days == 364


def test_nothing_is_asked_of_a_workspace_without_data() -> None:
    asked = Filters(period="30", compare="before").asked(None)
    assert (asked["since"], asked["until"], asked["compared_with"]) == (None, None, None)
