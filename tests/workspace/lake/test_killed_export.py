"""An export killed at any instant leaves the old lake or the new one, whole, to who reads."""

import json
import shutil

import pytest

from percorso.workspace.lake import shown_lake
from tests.workspace.test_killed import Killer, killer

__all__ = ["killer"]

TASK = "lake export"
POINTS = 10


@pytest.mark.parametrize("point", range(1, POINTS + 1))
@pytest.mark.xdist_group("killed lake export")
def test_who_reads_finds_a_whole_lake_after_a_kill(killer: Killer, point):
    effects, _ = killer.uninterrupted(TASK)
    home = killer.home(TASK, f"reader{point}")
    before = shown_lake(home / "lake").manifest
    assert killer.run(TASK, home, max(1, round(point * effects / POINTS)))["killed"]
    found = shown_lake(home / "lake", check=True)
    assert found.faults == {}
    assert found.manifest.generation in (before.generation, before.generation + 1)
    assert (found.manifest == before) == (found.manifest.generation == before.generation)


def test_a_first_export_that_was_killed_is_no_lake_and_can_be_written(killer: Killer):
    home = killer.home(TASK, "first")
    shutil.rmtree(home / "lake")
    effects = killer.run(TASK, home)["effects"]
    shutil.rmtree(home / "lake")
    # The rename of the manifest is the last effect but its folder's fsync.
    assert killer.run(TASK, home, effects - 1)["killed"]
    assert list((home / "lake").glob("*.parquet"))
    assert not (home / "lake" / "manifest.json").exists()
    assert not killer.run(TASK, home)["killed"]
    told = json.loads((home / "lake" / "manifest.json").read_text())
    names = {path.name for path in (home / "lake").iterdir()} - {"lock", "manifest.json"}
    assert {one["path"] for one in told["files"]} == names
