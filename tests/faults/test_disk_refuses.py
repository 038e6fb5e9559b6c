"""A disk that is full or fails: what is refused is said so, what is kept is kept, and it goes on.

One server lives through all faults of a test, each followed by a disk that works again. No fault
may be answered with 200 for something that is not kept, and none may need a new start.
"""

import errno
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import duckdb
import pytest

from tests.faults.child import Child, Faults
from tests.faults.disk import Kind
from tests.faults.shop import HURRIED, Shop
from tests.flows.server import Sender

_ANYWHERE, _LOG, _RECORDS = "", "/records.sqlite-wal", "/records.sqlite$"
_JOURNAL = "/records.sqlite-journal"
_WAREHOUSE, _WAREHOUSE_LOG = "/warehouse.duckdb$", "/warehouse.duckdb.wal"
# The log is carried into the file when it has 4 MB.
_PADDING = 1_500_000
_MET_WITHIN_SECONDS = 30
_WELL_WITHIN_SECONDS = 30


@dataclass(frozen=True)
class Fault:
    """What a disk refuses: which changes of which files, from which on, and why."""

    part: str
    kinds: Kind
    from_: int
    error: int


def full(part: str, *from_: int) -> list[Fault]:
    """A disk is full from a change on."""
    return [Fault(part, Kind.GROWTH, one, errno.ENOSPC) for one in from_]


def failing(part: str, kinds: Kind, *from_: int) -> list[Fault]:
    """A disk fails from a change on."""
    return [Fault(part, kinds, one, errno.EIO) for one in from_]


def never(_: object) -> bool:
    """No version of SQLite is free of the fault that forbids a log beside the file."""
    return False


# Every batch meets the first; the last two files are met where the log is carried into the file.
LOG = [
    *full(_LOG, *range(1, 26)),
    *failing(_LOG, Kind.WRITE, *range(1, 21)),
    *failing(_LOG, Kind.SYNC, 1, 2, 3, 4),
    *failing(_LOG, Kind.ALL, 1, 4, 7),
    *full(_ANYWHERE, *range(1, 13)),
    *full(_RECORDS, 1, 2, 5, 9),
    *failing(_RECORDS, Kind.WRITE, 1, 3),
    *failing(_RECORDS, Kind.SYNC, 1),
]
JOURNAL = [
    *full(_JOURNAL, *range(1, 8)),
    *full(_RECORDS, *range(1, 6)),
    *full(_ANYWHERE, *range(1, 5)),
    *failing(_JOURNAL, Kind.WRITE | Kind.SYNC, *range(1, 8)),
    *failing(_JOURNAL, Kind.TRUNCATE, 1, 2),
    *failing(_RECORDS, Kind.WRITE | Kind.SYNC, *range(1, 8)),
]
# What the loader and the sealer write: senders notice nothing of it.
BEHIND = [
    *full(_WAREHOUSE_LOG, 1, 2, 3, 5, 8),
    *failing(_WAREHOUSE_LOG, Kind.WRITE | Kind.SYNC, 1, 2, 3),
    *full(_WAREHOUSE, 1, 2, 4),
    *failing(_WAREHOUSE, Kind.WRITE | Kind.SYNC, 1, 2, 3, 4),
    *full("/scratch/", 1, 2),
    *failing("/scratch/", Kind.SYNC, 1),
    *failing("/archive", Kind.RENAME | Kind.SYNC_FOLDER, 1, 2),
    *failing("/lock", Kind.ALL, 1, 2),
]
STORIES = {
    "log": (LOG, HURRIED),
    "rollback journal": (
        JOURNAL, HURRIED | {"percorso.store.records.sqlite_file:safe_for_wal": never},
    ),
    "behind the door": (BEHIND, HURRIED),
}  # fmt: skip


def waits(is_so: Callable[[], bool], seconds: float) -> bool:
    """Whether something becomes so in time."""
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            return False
        threading.Event().wait(0.01)
    return True


def sends(shop: Shop, sender: Sender, padding: int = 0) -> int:
    """Send a batch, which is kept, or turned away with the time to come again."""
    status = shop.send(sender, padding=padding)
    assert status in (200, 503), status
    if status == 503:
        assert int(sender.headers["Retry-After"]) > 0
    return status


def lives_through(shop: Shop, child: Child, sender: Sender, fault: Fault) -> None:
    """Send while the disk refuses, then until it works again."""
    child.disk.refuses(fault.error, part=fault.part, kinds=fault.kinds, from_=fault.from_)

    def is_met() -> bool:
        sends(shop, sender, _PADDING if fault.part == _RECORDS else 0)
        return child.disk.refused > 0

    assert waits(is_met, _MET_WITHIN_SECONDS), f"{fault} is not met"
    sends(shop, sender)
    child.disk.recovers()
    assert waits(lambda: sends(shop, sender) == 200, _WELL_WITHIN_SECONDS), (
        f"{fault} is over, and it does not serve"
    )


@pytest.mark.parametrize("name", STORIES)
def test_a_disk_that_refuses_costs_nothing_that_was_acknowledged(shop, name):
    faults, values = STORIES[name]
    child, sender = shop.serves(Faults(values=values))
    with child:
        for fault in faults:
            lives_through(shop, child, sender, fault)
        assert waits(lambda: sender.drained()["loader"] == "ok", _WELL_WITHIN_SECONDS)
        assert sender.drained()["ledger_difference"] == 0
        child.process.terminate()
        assert child.wait() == 0
    # Read from here on with the journal that is usual, which is not every story's.
    assert shop.acknowledged <= shop.kept()
    shop.comes_back()


def test_so_many_places_of_the_disk_refuse():
    places = {(name, fault) for name, (faults, _) in STORIES.items() for fault in faults}
    assert len(places) >= 100


def test_what_was_counted_while_the_warehouse_refused_is_stored_without_another_message(shop):
    child, sender = shop.serves(Faults(values=HURRIED))
    with child:
        assert shop.send(sender) == 200
        # The round is over: the next one meets the fault where it stores what it has counted.
        assert waits(lambda: sender.drained()["warehouse"] == "ok", _WELL_WITHIN_SECONDS)
        child.disk.refuses(errno.EIO, part=_WAREHOUSE_LOG, kinds=Kind.WRITE)
        assert shop.send(sender) == 200
        assert waits(lambda: child.disk.refused > 0, _MET_WITHIN_SECONDS)
        sender.drained()
        child.disk.recovers()
        assert waits(lambda: sender.health()["loader"] == "ok", _WELL_WITHIN_SECONDS)
        child.process.terminate()
        assert child.wait() == 0
    with duckdb.connect(str(shop.home / "warehouse.duckdb"), read_only=True) as warehouse:
        found = warehouse.execute("select message_id from interaction").fetchall()
    assert shop.acknowledged == {one for (one,) in found}
