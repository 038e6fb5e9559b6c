"""Who behaves like a machine is left out, whenever it shows; who does not, never is."""

from collections import Counter
from collections.abc import Callable, Iterator
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from percorso.identity import changes_sql, newcomers
from tests.identity.conftest import Contact, Log, Stream
from tests.identity.test_newcomers import brought_up, often, told

SECOND = 1_000_000
MINUTE, HOUR, DAY = 60 * SECOND, 3600 * SECOND, 86_400 * SECOND


@pytest.fixture(autouse=True)
def never_all(monkeypatch):
    """However much is new, it is looked at alone: else small logs were always resolved whole."""
    monkeypatch.setattr(newcomers, "_MOST_AFFECTED", 1e9)
    monkeypatch.setattr(changes_sql, "_MOST_CHANGED", 1e9)


def every(step: int, count: int, start: int = 0) -> list[int]:
    return [start + place * step for place in range(count)]


def counted(log: Log) -> Counter[str]:
    """Contacts that count, by the stream they came in."""
    return Counter(name.rpartition("-")[0] or name for name in log.customer_of())


def test_the_same_event_every_second_for_a_day_is_left_out_those_counted_before_too(log):
    log.arrives(Contact("ada", 1, {"user_id": "ada"}))
    log.brings(
        Stream("first hours", every(SECOND, 3 * 3600, 11 * HOUR)),
        Stream("by hand", [12 * HOUR], event=2),
    )
    assert counted(log) == {"ada": 1, "first hours": 10_800, "by hand": 1}
    log.brings(Stream("the rest", every(SECOND, 21 * 3600, 14 * HOUR)))
    assert counted(log) == {"ada": 1, "by hand": 1}
    assert {customer for customer, _ in brought_up(log)} == {2}
    [found] = log.warehouse.rows("select name_no, rule, beat_seconds, count(*) from machine_day "
                                 "group by all")  # fmt: skip
    assert found == (1, "one_beat", 1.0, 2)
    log.brings(Stream("late", [12 * HOUR + 1]), Stream("later", [9 * DAY]))
    assert counted(log) == {"ada": 1, "by hand": 1, "later": 1}


def test_two_hundred_a_second_leave_out_all_of_their_days(log):
    log.arrives(Stream("before", [5 * DAY]), Stream("the day before", [8 * DAY], event=3))
    log.brings(Stream("a burst", every(SECOND // 200, 800, 9 * DAY)))
    assert counted(log) == {"before": 1, "the day before": 1, "a burst": 800}
    log.brings(Stream("more", every(SECOND // 200, 800, 9 * DAY + 4 * SECOND)))
    assert counted(log) == {"before": 1}
    log.brings(Stream("after", [10 * DAY + HOUR], event=2), Stream("long after", [12 * DAY]))
    assert counted(log) == {"before": 1, "long after": 1}


def test_who_is_said_to_be_a_person_counts_whatever_it_behaves_like(log):
    robot = Stream("fast", every(SECOND // 200, 1400))
    log.arrives(robot, Contact("ada", 1, {"user_id": "ada"}))
    assert counted(log) == {"ada": 1}
    log.persons_word = ["user_id:robot"]
    log.arrives()
    assert counted(log) == {"fast": 1400, "ada": 1}
    log.brings(Stream("more", every(SECOND // 200, 200, 7 * SECOND)))
    assert counted(log)["more"] == 200
    log.persons_word = []
    log.arrives()
    assert counted(log) == {"ada": 1}


def poisson(seed: int, per_hour: float, hours: int) -> Iterator[int]:
    """Moments of independent visitors, in microseconds."""
    random, us = Random(seed), 8 * HOUR
    while (us := us + int(random.expovariate(per_hour) * HOUR)) < (8 + hours) * HOUR:
        yield us


def whole(unit: int, moments: Iterator[int]) -> list[int]:
    return [us // unit * unit for us in moments]


NOT_MACHINES = {
    "the account of a till": Stream("a", whole(SECOND, poisson(1, 400, 12))),
    "a till that tells minutes alone": Stream("a", whole(MINUTE, poisson(2, 200, 12))),
    "a quiet till that tells minutes alone": Stream("a", whole(MINUTE, poisson(3, 40, 12))),
    "the kiosks of a fair under one account": Stream("a", every(SECOND // 250, 2_500), devices=40),
    "an import that stamps whole seconds": Stream("a", whole(SECOND, iter(every(500, 20_000)))),
    "an import that stamps one time": Stream("a", [HOUR] * 5_000),
    "a page that tells of 300 pictures as it opens":
        Stream("a", [start + ms * 1_000 for start in every(10 * MINUTE, 50)
                     for ms in range(300)]),
    "a film that tells every ten seconds that it plays": Stream("a", every(10 * SECOND, 1_200)),
    "a file of measurements": Stream("a", every(SECOND, 40_000), verdict=None),
    "one that is seen every hour": Stream("a", every(HOUR, 240)),
}  # fmt: skip


@pytest.mark.parametrize("what", NOT_MACHINES)
def test_what_only_looks_like_a_machine_counts(log, what):
    log.arrives(NOT_MACHINES[what])
    assert counted(log) == {"a": len(NOT_MACHINES[what].moments)}


# What the order of arrival must not matter to: parts of machines, what breaks a beat, people.
PARTS = [
    Stream("fast", every(SECOND // 120, 360, 5 * DAY)),
    Stream("fast on", every(SECOND // 120, 360, 5 * DAY + 3 * SECOND)),
    Stream("near", [4 * DAY + HOUR, 6 * DAY + HOUR, 8 * DAY], event=2, devices=1),
    Stream("beat", every(MINUTE, 240, DAY), user="pinger", event=2),
    Stream("beat on", every(MINUTE, 240, DAY + 4 * HOUR), user="pinger", event=2),
    Stream("off beat", [DAY + place * 11 * MINUTE + 7 * SECOND for place in range(40)],
           user="pinger", event=2),
    Stream("other event", every(17 * MINUTE, 60, DAY), user="pinger", event=3),
    Contact("both", 60 * 24, {"user_id": "pinger", "email": "ada"}),
    Contact("ada", 60 * 30, {"email": "ada"}, verdict="unknown"),
]  # fmt: skip


@settings(often, max_examples=5)
@given(order=some.permutations(PARTS), cuts=some.sets(some.integers(1, len(PARTS)), max_size=4))
def test_what_is_new_alone_and_any_order_give_one_verdict(
    open_log: Callable[..., Log], order, cuts
):
    alone, whole_log = open_log("default"), open_log("default")
    ends = sorted({*cuts, len(PARTS)})
    for first, last in zip([0, *ends], ends, strict=False):
        (alone.brings if first else alone.arrives)(*order[first:last])
        whole_log.arrives(*order[first:last])
        assert told(alone) == told(whole_log)
    held = {"near": 1, "beat": 240, "beat on": 240, "off beat": 40, "other event": 60}
    assert counted(alone) == {**held, "both": 1, "ada": 1}
