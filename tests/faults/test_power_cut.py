"""After a power cut all that was acknowledged is there: a run is recorded, and cut at many places.

Of what was not synced nothing is left, or a part of it, torn. The same cuts find a loss as soon as
one sync is taken out of the run.
"""

import errno
import functools
import json
import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from percorso.settings import Settings
from percorso.workspace import Workspace
from tests.faults.child import Faults
from tests.faults.disk import Kind
from tests.faults.power_cut import Change, DiskModel, read_trace, without_syncs
from tests.faults.shop import HURRIED, Shop
from tests.thorough import THOROUGH

OPENED = 6
SEED = 20261123
ADD = ("source", "add", "shop", "--kind", "server", "--json")


def never(_: object) -> bool:
    """No version of SQLite is free of the fault that forbids a log beside the file."""
    return False


@dataclass(frozen=True)
class Run:
    """How a run is recorded, and how often its power is cut.

    Attributes:
        cuts: At how many places.
        values: What is another value in the program.
        fails: Whether syncs of the records fail now and then.
    """

    cuts: int
    values: dict[str, object] = field(default_factory=dict)
    fails: bool = False


RUNS = {
    "log": Run(100),
    "log whose sync fails": Run(60 if THOROUGH else 30, fails=True),
    "rollback journal": Run(
        40 if THOROUGH else 20, {"percorso.store.records.sqlite_file:safe_for_wal": never}
    ),
}


@dataclass
class Recording:
    """A run: what it did to the disk, and what it had promised by when.

    Attributes:
        folder: The watched one, as the run left it.
        trace: Every change.
        promised: How many changes there were when a message was acknowledged: id -> count.
        founded: How many there were when the first command was over.
    """

    folder: Path
    trace: list[Change]
    founded: int
    promised: dict[str, int] = field(default_factory=dict)

    @property
    def key(self) -> bytes:
        return (self.folder / "home" / "workspace.key").read_bytes()


def record(folder: Path, run: Run) -> Recording:
    """A workspace is founded, a server takes in, loads and seals, is killed, and starts again."""
    shop = Shop(folder / "home")
    faults = Faults(values=HURRIED | run.values, traced=True)
    founding = shop.child(*ADD, faults=faults)
    shop.key = json.loads(founding.said.read())["write_key"]
    assert founding.wait() == 0
    recording = Recording(folder, [], founding.disk.happened)
    for is_killed in (True, False):
        child, sender = shop.serves(faults)
        with child:
            for number in range(10):
                if run.fails and number % 3 == 1:
                    child.disk.refuses(errno.EIO, part="sqlite-wal", kinds=Kind.SYNC, times=1)
                if shop.send(sender) == 200:
                    at = child.disk.happened
                    recording.promised |= dict.fromkeys(shop.sent[-1].ids, at)
            if not is_killed:
                sender.drained()
                child.process.terminate()
                assert child.wait() == 0
    recording.trace = read_trace(folder / "trace")
    failed = sum(1 for change in recording.trace if change.error)
    assert bool(failed) is run.fails
    assert len(recording.promised) >= 30
    return recording


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Recording]:
    """Runs by their name, each recorded once."""
    return functools.cache(lambda name: record(tmp_path_factory.mktemp("run"), RUNS[name]))


class Loss(AssertionError):
    """Something acknowledged is not there after a cut."""


def looks(recording: Recording, folder: Path, at: int, *, opens: bool) -> None:
    """Open a workspace after a cut, and look for all it had promised by then."""
    shop = Shop(folder / "home")
    wanted = {one for one, count in recording.promised.items() if count <= at}
    try:
        # Whatever is left, the next command works.
        workspace = Workspace(shop.home, Settings(workspace=shop.home), create=True)
        if at < recording.founded:
            return
        assert (shop.home / "workspace.key").read_bytes() == recording.key
        assert [line.source for line in workspace.sources.ledger()] == ["shop"] or not wanted
        lost = wanted - shop.kept()
        assert not lost, sorted(lost)
        if opens:
            workspace.load_inbox()
            shop.sent = []
            assert wanted <= set(shop.stored())
            shop.is_whole()
    except Exception as loss:
        raise Loss(f"cut after change {at}") from loss


def cuts(
    recording: Recording, trace: Sequence[Change | None], places: Sequence[int], scratch: Path,
    *, opened: int = 0,
) -> Iterator[int]:  # fmt: skip
    """Cut the power at places, look at what is left, and say the place."""
    draw = random.Random(SEED)
    model, done = DiskModel(), 0
    for number, place in enumerate(places):
        for change in trace[done:place]:
            if change is not None:
                model.make(change)
        done = place
        folder = scratch / "cut"
        folder.mkdir()
        model.lies_after_cut(folder, draw if number % 3 else None)
        looks(
            recording, folder, place, opens=bool(opened) and number % (len(places) // opened) == 0
        )
        shutil.rmtree(folder)
        yield place


def places_of(recording: Recording, count: int) -> list[int]:
    """So many places, spread over the run."""
    return sorted(random.Random(SEED).sample(range(1, len(recording.trace) + 1), count))


@pytest.mark.xdist_group("power cut")
@pytest.mark.parametrize("name", RUNS)
def test_the_trace_holds_all_that_was_done_to_the_disk(recorded, name, tmp_path):
    recording = recorded(name)
    model = DiskModel()
    for change in recording.trace:
        model.make(replace(change, error=0))
    model.lies_now(tmp_path)
    files = {path for path in (recording.folder / "home").rglob("*") if path.is_file()}
    seen = {path for path in files if not path.name.endswith("-shm")}
    assert {path.relative_to(recording.folder) for path in seen} == {
        path.relative_to(tmp_path) for path in (tmp_path / "home").rglob("*") if path.is_file()
    }
    for path in seen:
        assert path.read_bytes() == (tmp_path / path.relative_to(recording.folder)).read_bytes()


@pytest.mark.xdist_group("power cut")
@pytest.mark.parametrize("name", RUNS)
def test_whatever_the_power_takes_all_that_was_acknowledged_is_there(recorded, name, tmp_path):
    recording = recorded(name)
    places = places_of(recording, RUNS[name].cuts)
    made = list(cuts(recording, recording.trace, places, tmp_path, opened=OPENED))
    assert made == places


SYNCS = {
    "the records' commit": (Kind.SYNC, "records.sqlite-"),
    "a segment": (Kind.SYNC, "scratch/"),
    "the archive's names": (Kind.SYNC_FOLDER, "archive"),
    "the key": (Kind.SYNC, "workspace.key"),
    "the names of the workspace": (Kind.SYNC_FOLDER, "home"),
}


@pytest.mark.xdist_group("power cut")
@pytest.mark.parametrize("sync", SYNCS)
def test_without_one_of_its_syncs_the_same_cuts_find_a_loss(recorded, sync, tmp_path):
    recording = recorded("log")
    left_out = without_syncs(recording.trace, *SYNCS[sync])
    assert None in left_out
    with pytest.raises(Loss):
        list(cuts(recording, left_out, places_of(recording, RUNS["log"].cuts), tmp_path))
