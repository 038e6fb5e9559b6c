"""Random small logs with many ties: the SQL and the plain definitions agree on every count."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from percorso.store.warehouse import Warehouse
from tests.journeys import naive
from tests.journeys.logs import KEY, PLACES, Contact, Cut, Rules, by_place, cut, in_memory, walks

NAMES = [place.key for place in PLACES]
CONTACTS = [place.key for place in PLACES if not place.is_broadcast]
LEADS = {"moves_on": "moves_on", "lost": "lost", "done": "done", "open": "still_open"}

contacts = some.builds(
    Contact,
    customer=some.sampled_from([1, 2, 3, 4, None]),
    second=some.integers(0, 30).map(lambda tick: tick * 10),
    place=some.sampled_from(NAMES),
    source=some.integers(1, 2),
    case=some.sampled_from([None, None, "case-1", "case-2"]),
    order=some.sampled_from([None, "order-1", "order-2"]),
)
logs = some.lists(contacts, min_size=1, max_size=40)
places = some.lists(some.sampled_from(CONTACTS), max_size=2, unique=True).map(tuple)
limits = some.none() | some.integers(0, 300)
rules = some.builds(
    Rules,
    is_cut=some.booleans(),
    success=places,
    failure=places,
    gap=some.sampled_from([10, 50, 90]),
    collapse=some.sampled_from([0, 10, 30]),
    tail=some.sampled_from([20, 60]),
    since=limits,
    until=limits,
    segment=some.none() | some.lists(some.integers(1, 4), max_size=3, unique=True).map(tuple),
)
# What begins journeys, what may stand in them, and whether a case is one: seldom all at once.
selections = some.fixed_dictionaries(
    {},
    optional={
        "start": some.lists(some.sampled_from(CONTACTS), max_size=3, unique=True).map(tuple),
        "stages": some.sampled_from([("service",), ("consideration", "delivery")]),
        "by_case": some.just(True),
        "broadcasts": some.sampled_from([(), ("letter", "shop"), ("help",)]),
    },
)
selective = some.builds(
    lambda one, how: replace(one, **_without_broadcast_starts(how)), rules, selections
)
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
often, sometimes = settings(unhurried, max_examples=70), settings(unhurried, max_examples=25)


def _without_broadcast_starts(how):
    """A place that starts journeys is no broadcast: a definition file says one or the other."""
    letters = how.get("broadcasts", ("letter",))
    start = tuple(place for place in how.get("start", ()) if place not in letters)
    return {**how, "start": start}


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    with in_memory() as opened:
        yield opened


def steps(made: Cut) -> Counter[tuple[str, str]]:
    named = {**KEY, -1: "start", 0: "success", -2: "failure"}
    counts: Counter[tuple[str, str]] = Counter()
    for row in made.sums.rows("chain_steps"):
        counts[named[row["source"]], named[row["target"]]] += row["steps"]
    return counts


def wheres(row: dict[str, int]) -> Counter[str]:
    counts = Counter({where: row[column] for where, column in LEADS.items()})
    counts["unknown"] = row["visits"] - counts.total()
    return +counts


@often
@given(log=logs, rules=rules)
def test_the_path_builder_agrees_with_the_definitions(warehouse, log, rules):
    made = cut(warehouse, log, rules)
    expected = naive.walks(log, rules)
    assert walks(made) == expected
    counts = {
        (KEY[row["code"]], KEY[row["code_after"]]): row["visits"]
        for row in made.sums.rows("transitions")
    }
    assert counts == naive.transitions(expected)
    assert {place: wheres(row) for place, row in by_place(made).items()} == naive.leads(expected)
    assert {
        place: (row["decided_success"], row["decided"])
        for place, row in by_place(made).items()
        if row["decided"]
    } == naive.success_after(expected)
    assert steps(made) == naive.chain_steps(expected)


@settings(unhurried, max_examples=50)
@given(log=logs, rules=selective)
def test_starts_stages_and_cases_agree_with_the_definitions(warehouse, log, rules):
    made = cut(warehouse, log, rules)
    expected = naive.walks(log, rules)
    assert walks(made) == expected
    assert steps(made) == naive.chain_steps(expected)


@sometimes
@given(log=logs, rules=rules)
def test_reach_is_the_same_on_the_map_in_the_paths_and_in_a_funnel(warehouse, log, rules):
    made = cut(warehouse, log, rules)
    paths = [
        ([KEY[code] for code in row["path"]], row["journeys"]) for row in made.sums.rows("variants")
    ]
    funnel = Counter(
        place for one in naive.walks(log, rules).elements() for place in set(one.places)
    )
    reach = {place: row["journeys"] for place, row in by_place(made).items()}
    assert reach == funnel
    assert reach == Counter(
        place for path, journeys in paths for _ in range(journeys) for place in set(path)
    )


@sometimes
@given(log=logs, rules=rules)
def test_every_visit_but_the_last_of_a_journey_is_a_transition(warehouse, log, rules):
    made = cut(warehouse, log, rules)
    transitions = sum(row["visits"] for row in made.sums.rows("transitions"))
    visits = sum(row["visits"] for row in by_place(made).values())
    assert transitions == visits - made.path.journeys.number.size
    assert visits - transitions == sum(row["journeys"] for row in made.sums.rows("ends"))
