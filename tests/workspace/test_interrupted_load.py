"""A load that breaks off, at any point, ends like one that did not once it is started again."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from percorso.domain.errors import InputError, NotFoundError
from percorso.store.archive import Archive
from percorso.store.records import sources as source_records
from percorso.workspace.arrivals import storing, who_is_who
from percorso.workspace.loading import loading
from tests.workspace.company import Company

BEFORE = (
    "customer,at,touchpoint,order_id\n"
    "ada,2025-03-01T10:00:00Z,Home,\n"
    "ada,2025-03-01T10:05:00Z,Order Completed,O-1001\n"
)
TRACKING = (
    "tracking_number,order_id,email,at,status\n"
    "TRK-1,O-1001,,2025-03-02T10:00:00Z,In transit\n"
    "TRK-1,,,2025-03-03T10:00:00Z,Delivered\n"
    "TRK-2,,cleo@b.it,2025-03-03T11:00:00Z,Delivered\n"
)


class PowerCut(BaseException):
    """What no code of ours catches."""


@pytest.fixture
def founded(tmp_path: Path) -> Company:
    """A company that has loaded its orders."""
    (tmp_path / "founded").mkdir()
    company = Company(tmp_path / "founded")
    company.load(BEFORE)
    return company


@pytest.fixture
def twin(founded: Company, tmp_path: Path) -> Company:
    """The same company in another folder, which is never interrupted."""
    shutil.copytree(founded.folder, tmp_path / "twin")
    twin = Company(tmp_path / "twin")
    twin.load(TRACKING, source="courier", name="tracking.csv")
    return twin


def cut_before(monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> None:
    def cut(*_: object, **__: object) -> None:
        raise PowerCut

    monkeypatch.setattr(owner, name, cut)


def cut_after(monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> None:
    whole = getattr(owner, name)

    def cut(*given: object, **named: object) -> None:
        whole(*given, **named)
        raise PowerCut

    monkeypatch.setattr(owner, name, cut)


POINTS = {
    "before sealing": (cut_before, Archive, "seal"),
    "after sealing, before registering": (cut_after, Archive, "seal"),
    "after the entry, before its commit": (cut_after, source_records, "count_in_ledger"),
    "after registering, before storing": (cut_before, loading, "store_segment"),
    "after naming, before storing": (cut_before, storing, "_keep_identifiers"),
    "after the vault, before storing": (cut_after, storing, "_keep_identifiers"),
    "after storing, before linking": (cut_before, loading, "link_and_resolve"),
    "after linking, before resolving": (cut_before, who_is_who, "resolve_new"),
    "inside resolving": (cut_after, who_is_who, "resolve_new"),
    "before the report": (cut_before, loading, "_report"),
}


def load_cut_short(company: Company, monkeypatch: pytest.MonkeyPatch, point: str) -> None:
    """Load the tracking file; the power goes at the point named."""
    cut, owner, name = POINTS[point]
    with monkeypatch.context() as patched:
        cut(patched, owner, name)
        with pytest.raises(PowerCut):
            company.load(TRACKING, source="courier", name="tracking.csv")


@pytest.mark.parametrize("point", list(POINTS))
def test_a_load_cut_short_and_started_again_ends_like_an_uninterrupted_one(
    founded, twin, monkeypatch, point
):
    load_cut_short(founded, monkeypatch, point)
    founded.load(TRACKING, source="courier", name="tracking.csv")
    assert founded.content() == twin.content()
    registered = {row[0] for row in founded.records("select name from segment")}
    assert founded.segments() == registered


@pytest.mark.parametrize(
    "point",
    ["after registering, before storing", "after storing, before linking",
     "after linking, before resolving"],
)  # fmt: skip
def test_a_map_after_a_load_cut_short_shows_what_was_registered(founded, twin, monkeypatch, point):
    load_cut_short(founded, monkeypatch, point)
    shown, wanted = founded.workspace.map().data, twin.workspace.map().data
    assert shown["totals"] == wanted["totals"]
    assert founded.content() == twin.content()


def test_the_files_before_a_bad_one_are_in_the_map(founded, twin):
    good = founded.export(TRACKING, "tracking.csv")
    bad = founded.export("when,what\n", "bad.csv")
    with pytest.raises(InputError, match="header"):
        founded.workspace.load(good, bad, source="courier")
    assert founded.workspace.map().data["totals"] == twin.workspace.map().data["totals"]
    assert founded.content() == twin.content()


def test_a_segment_nobody_registered_goes_with_the_next_load(founded):
    stray = founded.home / "archive" / "20250101T000000-0001-deadbeef.parquet"
    stray.write_bytes(b"left behind")
    founded.load(BEFORE)
    assert not stray.exists()


_KILLED = """
import os, signal, sys
from pathlib import Path
from percorso.settings import Settings
from percorso.workspace import Workspace
from percorso.workspace.loading import loading
from percorso.domain.errors import InputError, NotFoundError
from percorso.store.archive import Archive
owner, name = {"seal": (Archive, "seal"), "store": (loading, "store_segment"),
               "link": (loading, "link_and_resolve"), "report": (loading, "_report")}[sys.argv[3]]
whole = getattr(owner, name)
def killed(*given, **named):
    whole(*given, **named)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(owner, name, killed)
home = Path(sys.argv[1])
Workspace(home, Settings(workspace=home)).load(Path(sys.argv[2]), source="courier")
"""


@pytest.mark.parametrize("after", ["seal", "store", "link"])
def test_a_killed_process_leaves_nothing_that_the_next_load_does_not_mend(founded, twin, after):
    file = founded.export(TRACKING, "tracking.csv")
    ended = subprocess.run(
        [sys.executable, "-c", _KILLED, str(founded.home), str(file), after],
        check=False, env={**os.environ}, capture_output=True,
    )  # fmt: skip
    assert ended.returncode == -signal.SIGKILL
    if after != "seal":
        assert founded.workspace.map().data["totals"] == twin.workspace.map().data["totals"]
    founded.workspace.load(file, source="courier")
    assert founded.content() == twin.content()
    left = [path.name for path in (founded.home / "scratch").iterdir()]
    assert left == [], "clear rows of a killed load stay behind"


def test_nothing_is_loaded_when_one_of_the_files_is_missing(founded):
    before = founded.workspace.map().data["totals"]
    good = founded.export(TRACKING, "tracking.csv")
    with pytest.raises(NotFoundError, match=r"gone\.csv"):
        founded.workspace.load(good, founded.folder / "gone.csv", source="courier")
    assert founded.workspace.map().data["totals"] == before
