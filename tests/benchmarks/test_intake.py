"""What the benchmark of the intake sends, and how it counts what comes of it."""

import msgspec
import pytest

from harness.intake_events import BATCH_EVENTS, EVENT_BYTES, batches, events_of, sent_as
from harness.intake_page import intake_page
from harness.intake_seen import seconds_until_seen
from harness.intake_sender import share_below
from percorso.collect.wire.body import judged, parts_of


def test_events_are_as_large_as_said_and_no_door_refuses_one():
    [batch] = batches(1)
    events = events_of(batch)
    assert {len(one) for one in events} == {EVENT_BYTES}
    assert len(events) == BATCH_EVENTS
    assert judged(parts_of(batch, ""), "", EVENT_BYTES) == {}


def test_no_id_comes_twice():
    sent = [sent_as(batch, run) for run in (1, 2) for batch in batches(3)]
    ids = [one["messageId"] for body in sent for one in msgspec.json.decode(body)["batch"]]
    assert len(set(ids)) == len(ids) == 6 * BATCH_EVENTS
    assert len({len(body) for body in sent}) == 1


def test_a_batch_is_seen_when_all_before_it_are():
    seen = [(11.0, 150), (12.0, 200), (15.0, 400)]
    assert seconds_until_seen([10.0, 10.5, 12.0], seen, before=50) == [1.0, 4.5, 3.0]


def test_a_batch_that_is_never_seen_has_no_time():
    assert seconds_until_seen([10.0, 10.5], [(11.0, 199)]) == [1.0]


@pytest.mark.parametrize(("share", "value"), [(0.0, 1), (0.5, 2), (1.0, 3)])
def test_a_share_of_the_answers_came_within_a_time(share, value):
    assert share_below([3, 1, 2], share) == value


def test_the_page_says_which_goals_are_met():
    way = {"events_per_second": 60.0, "p50_ms": 1, "p99_ms": 2, "sender_cpu_share": 0.1}
    found = {"load": 0, "file": 200.0, "sqlite": 100.0, "bare_door": way, "door": way,
             "full": way | {"events_per_second": 30.0}}  # fmt: skip
    machine = dict.fromkeys(("processor", "cores", "memory_gigabytes", "system", "python"), "x")
    page = intake_page(
        {"rounds": [found], "steady": [], "loaded_per_second": None, "machine": machine,
         "measured_at": "", "commit": ""}
    )  # fmt: skip
    assert "| ✓ | doors alone, of bare SQLite | 60% |" in page
    assert "| ✗ | doors and loader, of bare SQLite | 30% |" in page
