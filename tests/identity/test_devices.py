"""Whose the anonymous history of a shared device is: a visit at a time."""

from hypothesis import given
from hypothesis import strategies as st

from percorso.identity.devices import DeviceWindow, device_windows

MINUTE = 60_000_000


def windows(*history: tuple[float, str | None]) -> list[tuple[str, float, float]]:
    found = device_windows(("tablet", int(minute * MINUTE), who) for minute, who in history)
    return [(one.strong_key, one.since_us / MINUTE, one.until_us / MINUTE) for one in found]


def owner_at(found: list[DeviceWindow], us: int) -> set[str]:
    return {one.strong_key for one in found if one.since_us <= us < one.until_us}


def test_anonymous_minutes_go_to_the_first_log_in_of_the_visit():
    [(who, since, until)] = windows((0, None), (5, None), (10, "ada"), (12, None))
    assert (who, since) == ("ada", 0)
    assert until > 12


def test_the_visit_before_belongs_to_nobody():
    found = windows((0, None), (31, None), (32, "ada"))
    assert [one[:2] for one in found] == [("ada", 31)]


def test_exactly_thirty_quiet_minutes_are_still_one_visit():
    assert windows((0, None), (30, "ada"))[0][:2] == ("ada", 0)


def test_a_second_log_in_opens_a_window_of_its_own():
    found = windows((0, None), (1, "ada"), (2, None), (3, "bob"), (4, None))
    assert [one[:2] for one in found] == [("ada", 0), ("bob", 3)]
    assert found[0][2] == 3


def test_a_person_who_comes_back_gets_a_window_again():
    assert [one[0] for one in windows((0, "ada"), (1, "bob"), (2, "ada"))] == ["ada", "bob", "ada"]


def test_two_devices_are_two_histories():
    found = device_windows([("a", 0, None), ("b", 1, "ada")])
    assert [one.device_key for one in found] == ["b"]


HISTORY = st.lists(
    st.tuples(st.integers(0, 300), st.sampled_from([None, None, "ada", "bob", "cleo"])),
    min_size=1, max_size=25,
).map(lambda rows: sorted(rows, key=lambda row: row[0]))  # fmt: skip


@given(HISTORY)
def test_no_minute_belongs_to_two_persons(history):
    found = device_windows(("tablet", minute * MINUTE, who) for minute, who in history)
    for minute, _ in history:
        assert len(owner_at(found, minute * MINUTE)) <= 1


@given(HISTORY)
def test_whoever_is_logged_in_alone_at_a_minute_holds_the_device_then(history):
    found = device_windows(("tablet", minute * MINUTE, who) for minute, who in history)
    for minute, who in history:
        others = {other for at, other in history if at == minute and other is not None}
        if who is not None and others == {who}:
            assert owner_at(found, minute * MINUTE) == {who}


@given(HISTORY, st.integers(1, 24))
def test_visits_are_independent_of_each_other(history, cut):
    # Whatever happened before a quiet half-hour changes nothing after it.
    earlier, later = history[:cut], [(minute + 1000, who) for minute, who in history[cut:]]
    together = windows(*earlier, *later)
    assert together == windows(*earlier) + windows(*later)
