"""When did it happen? The forms senders write times in, and what is assumed without one."""

from datetime import UTC, datetime

import pytest

from percorso.collect.hooks import Receipt
from percorso.collect.hooks.moments import instant, local_moment, moment
from percorso.collect.hooks.node import Node
from tests.collect.hooks.senders import NOW

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    ["2026-03-01T12:00:00Z", "2026-03-01T13:00:00+01:00", "2026-03-01 12:00:00", 1772366400,
     1772366400000, "1772366400", "1772366400.0", "Sun, 01 Mar 2026 12:00:00 GMT",
     "Sun, 01 Mar 2026 13:00:00 +0100", "2026-03-01T12:00:00.0000000Z"],
)  # fmt: skip
def test_a_time_is_read_in_every_form_senders_use(written):
    assert instant(written) == NOON


@pytest.mark.parametrize(
    "written", ["", "soon", "20260301", 20260301, True, None, [], "9" * 30, -1]
)
def test_what_is_no_time_is_none(written):
    assert instant(written) is None


@pytest.mark.parametrize(
    ("written", "flag"),
    [(None, "no_time"), ("", "no_time"), ("soon", "bad_time"), ("1969-12-31", "bad_time"),
     ("2026-03-02T10:06:00Z", "future")],
)  # fmt: skip
def test_without_a_time_that_can_be_that_of_the_receipt_is_assumed(written, flag):
    found = moment(Node(written), Receipt(NOW))
    assert (found.at, found.quality, found.flags) == (NOW, "assumed", (flag,))


def test_four_minutes_ahead_are_a_clock_and_stay():
    assert moment(Node("2026-03-02T10:04:00Z"), Receipt(NOW)).quality == "exact"


def test_a_courier_s_bare_time_is_italian_and_said_to_be_assumed():
    found = local_moment(Node("2026-07-01T12:00:00"), Receipt(datetime(2026, 8, 1, tzinfo=UTC)))
    assert found.at == datetime(2026, 7, 1, 10, 0, tzinfo=UTC)
    assert found.flags == ("zone_assumed",)
    assert local_moment(Node("2026-03-01T12:00:00Z"), Receipt(NOW)).flags == ()
