"""Holding a workspace: one writer or many readers, across processes."""

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from percorso.cli.main import exit_code
from percorso.store.lock import WorkspaceHeld, hold_workspace

_HOLDER = """
import sys, pathlib
from percorso.store.lock import hold_workspace
with hold_workspace(pathlib.Path(sys.argv[1]), to_write=True, wait_seconds=0):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_process(folder: Path):
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(folder), "load", "orders.csv"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as holder:  # fmt: skip
        assert holder.stdout.readline() == "held\n"
        yield holder
        holder.kill()
        holder.wait()


def test_a_second_process_is_told_who_holds_the_workspace_and_a_killed_one_lets_go(tmp_path):
    with another_process(tmp_path) as holder:
        with (
            pytest.raises(WorkspaceHeld) as told,
            hold_workspace(tmp_path, to_write=True, wait_seconds=0.2),
        ):
            pass
        assert f"process {holder.pid}" in str(told.value)
        assert "load orders.csv" in str(told.value)
        assert "waited 0.2 s" in str(told.value)
        assert exit_code(told.value) == 4
        holder.kill()
        holder.wait()
        with hold_workspace(tmp_path, to_write=True, wait_seconds=0):
            pass


def test_a_killed_writer_is_not_blamed_for_what_a_reader_holds(tmp_path):
    with another_process(tmp_path) as holder:
        holder.kill()
        holder.wait()
    with (
        hold_workspace(tmp_path, to_write=False, wait_seconds=0),
        pytest.raises(WorkspaceHeld) as told,
        hold_workspace(tmp_path, to_write=True, wait_seconds=0),
    ):
        pass
    assert str(holder.pid) not in str(told.value)
    assert "reading" in str(told.value)


def test_readers_share_and_a_writer_is_alone(tmp_path):
    with (
        hold_workspace(tmp_path, to_write=False, wait_seconds=0),
        hold_workspace(tmp_path, to_write=False, wait_seconds=0),
        pytest.raises(WorkspaceHeld),
        hold_workspace(tmp_path, to_write=True, wait_seconds=0),
    ):
        pass


def test_a_failing_block_lets_go(tmp_path):
    with pytest.raises(ZeroDivisionError), hold_workspace(tmp_path, to_write=True, wait_seconds=0):
        raise ZeroDivisionError
    with hold_workspace(tmp_path, to_write=True, wait_seconds=0):
        assert "pid" in (tmp_path / "lock").read_text()
    assert (tmp_path / "lock").read_text() == ""
