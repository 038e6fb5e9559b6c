"""Random small logs: which visits show effort, and what it says where nobody spoke."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from percorso.domain.catalogue import STAGES
from percorso.journeys.emotion import Feelings, feelings
from percorso.journeys.partials.effort import SIGNALS
from percorso.store.warehouse import Warehouse
from tests.journeys import naive
from tests.journeys.logs import CODES, KEY, NUMBER, Contact, Rules, cut, in_memory
from tests.journeys.test_against_naive import logs, rules

DAY = 86_400
POSITION = {stage.key: stage.position for stage in STAGES}
SERVICE = ("help", "chat", "answer", "ticket_reopened", "information_asked_again")
often = settings(
    deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@some.composite
def laborious(draw) -> list[Contact]:
    """A log whose ticks are three days, half of it contacts with service about a case."""
    return [
        replace(
            row,
            second=row.second // 10 * 3 * DAY,
            place=draw(some.just(row.place) | some.sampled_from(SERVICE)),
            case=draw(some.none() | some.sampled_from(["A", "B"])),
            felt=draw(some.none() | some.sampled_from([-1.0, 0.5])),
        )
        for row in draw(logs)
    ]


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    with in_memory() as opened:
        yield opened


def measure(warehouse: Warehouse, log: list[Contact], rules: Rules) -> dict[str, dict[str, int]]:
    """The effort of each place that shows any."""
    rows = cut(warehouse, log, rules).sums.rows("effort")
    return {KEY[row.pop("code")]: row for row in rows}


def felt(warehouse: Warehouse, log: list[Contact], rules: Rules) -> Feelings:
    sums = cut(warehouse, log, rules).sums
    return feelings(sums, {c.number: POSITION[c.touchpoint.stage] for c in CODES})


def counted(log: list[Contact], rules: Rules) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {}
    for place, _, signals in naive.effort(log, rules):
        if signals:
            so_far = counts.setdefault(place, Counter(dict.fromkeys(("high", *SIGNALS), 0)))
            so_far.update({"signals": len(signals), "high": len(signals) >= 2})
            so_far.update(signals)
    return counts


@often
@given(log=laborious(), rules=rules)
def test_signals_are_those_counted_visit_by_visit(warehouse, log, rules):
    rules = replace(rules, gap=rules.gap * DAY, collapse=rules.collapse * DAY // 3)
    rules = replace(rules, since=None, until=None, tail=rules.tail * DAY)
    assert measure(warehouse, log, rules) == counted(log, rules)


def test_a_customer_who_calls_again_about_the_case_shows_it(warehouse):
    log = [
        Contact(1, 0, "help", case="A"),
        Contact(1, 2 * DAY, "answer", case="A"),
        Contact(1, 3 * DAY, "chat", case="A"),
        Contact(1, 20 * DAY, "help", case="A"),
        Contact(1, 21 * DAY, "ticket_reopened"),
    ]
    found = measure(warehouse, log, Rules(is_cut=False, success=("order",), gap=90 * DAY))
    assert {place: {k: n for k, n in row.items() if n} for place, row in found.items()} == {
        "chat": {"signals": 2, "high": 1, "switched": 1, "repeated": 1},
        "ticket_reopened": {"signals": 2, "high": 1, "switched": 1, "redone": 1},
    }


def test_where_the_case_is_the_customer_it_is_no_topic(warehouse):
    log = [
        Contact(1, 0, "help", case="A", is_of_case=True),
        Contact(1, 1 * DAY, "help", case="A", is_of_case=True),
    ]
    found = measure(warehouse, log, Rules(is_cut=False, success=("order",), gap=90 * DAY))
    assert (found["help"]["returned"], found["help"]["repeated"]) == (1, 0)


def test_what_the_company_sends_again_is_no_effort(warehouse):
    log = [Contact(1, day * DAY, "answer", case="A") for day in range(4)]
    assert measure(warehouse, log, Rules(is_cut=False, success=("order",))) == {}


def test_a_wait_beyond_the_promise_counts_while_it_runs_and_not_after_the_goal(warehouse):
    log = [
        Contact(1, 0, "help"),
        Contact(2, 0, "help"),
        Contact(2, 3 * DAY, "answer"),
        Contact(3, 0, "order"),
        Contact(3, 1 * DAY, "help"),
        Contact(4, 10 * DAY, "page"),
    ]
    found = measure(warehouse, log, Rules(is_cut=False, success=("order",), gap=90 * DAY))
    assert (found["help"]["waited"], found["help"]["signals"]) == (1, 1)


def test_effort_stands_in_where_nobody_spoke_with_a_quarter_of_a_voice(warehouse):
    log = [Contact(1, day * DAY, "page") for day in range(3)]
    log += [Contact(2, 0, "shop", felt=1.0)]
    emotion = felt(warehouse, log, Rules(is_cut=False, collapse=0)).of_code
    page = emotion[NUMBER["page"]]
    # Two returns of -1/4 weigh 1/2; ten cases of the stage's level, which is the shop's 1.
    assert page["value"] == pytest.approx((10 * 1 + 0.5 * -0.25) / 10.5)
    assert (page["n"], page["inferred_n"], page["raw"]) == (0, 2, None)
    assert page["evidence"] == "hypothesis"


def test_what_was_asked_outranks_what_is_inferred(warehouse):
    log = [Contact(1, day * DAY, "page") for day in range(3)]
    log += [Contact(2, 0, "page", felt=0.5)]
    made = felt(warehouse, log, Rules(is_cut=False, collapse=0))
    for emotion in (made.of_code[NUMBER["page"]], made.of_stage[POSITION["consideration"]]):
        assert emotion["value"] == emotion["raw"] == pytest.approx(0.5)
        assert (emotion["n"], emotion["inferred_n"]) == (1, 0)


@often
@given(log=laborious())
def test_levels_are_the_weighted_means_of_what_stands_for_them(warehouse, log):
    rules = Rules(is_cut=False, collapse=0)
    made = felt(warehouse, log, rules)
    seen = naive.effort(log, rules)
    spoken = {place for place, has_voice, _ in seen if has_voice}
    expected = Counter(place for place, _, signals in seen if signals and place not in spoken)
    inferred = {
        KEY[code]: emotion["inferred_n"]
        for code, emotion in made.of_code.items()
        if emotion["inferred_n"]
    }
    assert inferred == expected
    assert {KEY[code] for code in made.of_code} == spoken | set(expected)
    for emotion in (*made.of_code.values(), *made.of_stage.values()):
        assert -1 <= emotion["value"] <= 1
        assert (emotion["n"] == 0) == (emotion["raw"] is None)
        assert bool(emotion["n"]) != bool(emotion["inferred_n"])
