"""Killed at any instant and started again, every command ends in the same workspace.

Real kills (SIGKILL, before the n-th effect on disk), three points a command with each change and
seven in all, spread over all of its effects: the last of them is always one.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlalchemy import text

from percorso.settings import Settings
from percorso.store.records.database import Records
from percorso.workspace.examining import examine
from percorso.workspace.lake import shown_lake
from percorso.workspace.loading.rebuilding import checksum
from percorso.workspace.stores import open_stores
from tests.conftest import REPOSITORY
from tests.thorough import THOROUGH
from tests.workspace.killed import TASKS, prepare, write_files

POINTS = 7 if THOROUGH else 3
_NEVER = 10**9

# All but numbers that are drawn, the instant, and how often a row was sent.
_RECORDS = (
    "select key, name, family, rank from source order by no",
    "select source_no, version, body from mapping order by 1, 2",
    "select source_no, mapping_version, door, file, rows from segment order by position",
    "select message_id, fingerprint, stage, code, reason, raw, line, mapping_version, state, "
    "segment is null from rejected order by no",
    "select source_no, sum(stored), sum(received - stored - duplicate - rejected - dropped) "
    "from ledger group by source_no order by 1",
    "select no, source_no, type, name, touchpoint_key, rule from observed_name order by no",
    "select key, name_it, stage, channel from touchpoint order by key",
    "select source_no, messages, refused, call from inbox order by no",
    "select source_no, loaded_no, rows, mapping_version from inbox_place order by 1",
    "select no from customer order by no",
    "select key, type, clear_value from identifier order by key",
    "select identifier_key, customer_no, rule, since_at, until_at from identity_link "
    "order by 1, 2, 3, 4",
    "select identifier_key, other_key, first_seen_at from remembered_pair order by 1, 2",
)
_ARCHIVE = (
    "select source_id, message_id, fingerprint, line, body, mapping_version "
    "from read_parquet($files) order by all"
)


def state(home: Path) -> dict[str, Any]:
    """Everything a workspace holds, as far as it is not drawn or dated."""
    records = Records(home / "records.sqlite")
    with records.read() as connection:
        kept = [[tuple(row) for row in connection.execute(text(sql))] for sql in _RECORDS]
        named = {row[0] for row in connection.execute(text("select name from segment"))}
    records.close()
    files = sorted((home / "archive").glob("*.parquet"))
    engine = duckdb.connect()
    named_files = {"files": [str(file) for file in files]}
    archive = engine.execute(_ARCHIVE, named_files).fetchall() if files else []
    engine.close()
    settings = Settings(workspace=home)
    stores = open_stores(home, settings, create=False)
    with stores.hold(to_write=False) as warehouse:
        said = checksum(warehouse)
    found = examine(home, settings)
    return {
        "records": kept,
        "archive": archive,
        "warehouse": said,
        "lake": lake_state(home / "lake"),
        "troubles": [check for check in found.checks if not check.is_sound],
        "segments are those registered": {file.stem for file in files} == named,
        "left behind": sorted(path.name for path in (home / "scratch").iterdir())
        + sorted(path.name for path in home.glob("*rebuilding*")),
    }


def lake_state(folder: Path) -> list[Any]:
    """What a lake says, its generation, and every file of its folder."""
    if not folder.exists():
        return []
    shown = shown_lake(folder, check=True)
    names = sorted(path.name.partition("-")[0] for path in folder.iterdir())
    return [replace(shown.manifest, written_at="", workspace="", files=()), shown.faults, names]


@dataclass
class Killer:
    """The process that forks, and for each task the workspace it begins and ends with."""

    folder: Path
    process: "subprocess.Popen[str]"
    effects: dict[str, int] = field(default_factory=dict)
    ends: dict[str, dict[str, Any]] = field(default_factory=dict)

    def home(self, task: str, copy: str) -> Path:
        """A copy of the workspace as the task finds it."""
        begun = self.folder / task
        if not begun.exists():
            begun.mkdir()
            write_files(begun)
            prepare(task, begun / "home")
        # Files are loaded from one folder whatever the copy: their path is kept with the rows.
        home = begun / copy
        shutil.copytree(begun / "home", home)
        return home

    def run(self, task: str, home: Path, at: int = _NEVER) -> dict[str, Any]:
        """Run the task in a process of its own, killed before that effect."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"home": str(home), "task": task, "at": at}) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def uninterrupted(self, task: str) -> tuple[int, dict[str, Any]]:
        """How many effects the task has, and the workspace it ends in."""
        if task not in self.ends:
            home = self.home(task, "whole")
            self.effects[task] = self.run(task, home)["effects"]
            self.ends[task] = state(home)
        return self.effects[task], self.ends[task]


@pytest.fixture(scope="module")
def killer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killer]:
    """One process that forks for all tries of this module."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.workspace.killed"], text=True, cwd=REPOSITORY,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(os.environ),
    )  # fmt: skip
    yield Killer(tmp_path_factory.mktemp("killed"), process)
    assert process.stdin is not None
    process.stdin.close()
    process.wait(timeout=30)


@pytest.mark.parametrize(
    ("task", "point"),
    [
        pytest.param(task, point, marks=pytest.mark.xdist_group(f"killed {task}"))
        for task in TASKS
        for point in range(1, POINTS + 1)
    ],
)
def test_killed_and_started_again_ends_like_one_that_was_not(killer, task, point):
    effects, wanted = killer.uninterrupted(task)
    assert effects > POINTS
    home = killer.home(task, f"point{point}")
    at = max(1, round(point * effects / POINTS))
    assert killer.run(task, home, at)["killed"]
    assert not killer.run(task, home)["killed"]
    assert state(home) == wanted
