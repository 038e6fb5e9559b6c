"""Holding a workspace: one writer or many readers, across processes."""

import subprocess
import sys
import threading
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from percorso.cli.main import exit_code
from percorso.store import lock
from percorso.store.lock import WorkspaceHeld, hold_workspace, is_awaited

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


def test_who_waits_is_seen_and_nobody_overtakes_it(tmp_path):
    has_written = threading.Event()

    def write() -> None:
        with hold_workspace(tmp_path, to_write=True, wait_seconds=60):
            has_written.set()

    writer = threading.Thread(target=write)
    with hold_workspace(tmp_path, to_write=False, wait_seconds=0):
        assert not is_awaited(tmp_path)
        writer.start()
        while not is_awaited(tmp_path):
            pass
        # One who only reads could share with the one who reads: its turn is later all the same.
        with (
            pytest.raises(WorkspaceHeld),
            hold_workspace(tmp_path, to_write=False, wait_seconds=0.1),
        ):
            pass
        assert not has_written.is_set()
    writer.join()
    assert has_written.is_set()


@pytest.mark.parametrize(("lets_go", "waits_seconds"), [(True, 60), (False, 10)])
def test_who_lets_go_by_itself_is_waited_for_longer(tmp_path, monkeypatch, lets_go, waits_seconds):
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    with hold_workspace(tmp_path, to_write=True, wait_seconds=0, lets_go=lets_go):
        monkeypatch.setattr(lock, "time", SimpleNamespace(monotonic=lambda: now[0], sleep=sleep))
        with (
            pytest.raises(WorkspaceHeld, match=f"waited {waits_seconds} s"),
            hold_workspace(tmp_path, to_write=False, wait_seconds=10),
        ):
            pass
        assert now[0] == pytest.approx(waits_seconds, abs=0.1)


def test_a_round_of_the_server_that_ends_late_is_not_too_late(tmp_path, monkeypatch):
    now = [0.0]
    with ExitStack() as held:
        held.enter_context(hold_workspace(tmp_path, to_write=True, wait_seconds=0, lets_go=True))

        def sleep(seconds: float) -> None:
            now[0] += seconds
            if now[0] > 30:
                held.close()

        monkeypatch.setattr(lock, "time", SimpleNamespace(monotonic=lambda: now[0], sleep=sleep))
        with hold_workspace(tmp_path, to_write=True, wait_seconds=10):
            assert now[0] > 30
