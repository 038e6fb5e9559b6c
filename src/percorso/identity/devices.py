"""To whom the anonymous history of a shared device goes: the first log-in of that visit only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from operator import itemgetter

from percorso.domain.identifiers import VISIT_GAP

_GAP_US = VISIT_GAP // timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class DeviceWindow:
    """From `since_us` until before `until_us` the device was in this person's hands."""

    device_key: str
    strong_key: str
    since_us: int
    until_us: int


def device_windows(history: Iterable[tuple[str, int, str | None]]) -> list[DeviceWindow]:
    """Windows of one person each, from (device, occurred_us, who was logged in) in order.

    The anonymous part of a visit before its first log-in goes to that log-in; a second person
    opens a new window; a visit without a log-in stays with the device.
    """
    windows: list[DeviceWindow] = []
    for device_key, rows in groupby(history, key=itemgetter(0)):
        visit: list[tuple[int, str | None]] = []
        for _, occurred_us, strong_key in rows:
            if visit and occurred_us - visit[-1][0] > _GAP_US:
                windows += _windows_of_visit(device_key, visit)
                visit = []
            visit.append((occurred_us, strong_key))
        windows += _windows_of_visit(device_key, visit)
    return windows


def _windows_of_visit(device_key: str, visit: list[tuple[int, str | None]]) -> list[DeviceWindow]:
    logins: list[tuple[int, str]] = []
    for occurred_us, strong_key in visit:
        if strong_key is not None and (not logins or logins[-1][1] != strong_key):
            logins.append((occurred_us, strong_key))
    starts = [visit[0][0], *(since for since, _ in logins[1:])]
    ends = [*starts[1:], visit[-1][0] + 1]
    return [
        DeviceWindow(device_key, strong_key, since, until)
        for (_, strong_key), since, until in zip(logins, starts, ends, strict=False)
        if until > since
    ]
