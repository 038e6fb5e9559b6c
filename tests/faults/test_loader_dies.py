"""The loader of a server dies: the doors stay open, and another one goes on where it was."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from percorso.cli.options import settings_of
from percorso.workspace.server import loader_process
from percorso.workspace.stores import open_stores
from tests.flows.server import Server

_SOON_SECONDS = 60


def _is_there(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


def _until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + _SOON_SECONDS
    while not is_so():
        assert time.monotonic() < until
        threading.Event().wait(0.02)


def test_a_loader_that_is_killed_is_started_again_and_what_came_meanwhile_is_loaded(shop):
    with Server(shop.home, is_forged=False) as server:
        assert shop.send(server) == 200
        server.drained()
        first = server.loader()
        os.kill(first, signal.SIGKILL)
        _until(lambda: "killed by SIGKILL" in str(server.health()["loader"]))
        assert server.health()["status"] == "degraded"
        assert shop.send(server) == 200
        assert server.drained()["ledger_difference"] == 0
        _until(lambda: server.health()["status"] == "ok")
        second = server.loader()
        assert second != first
        assert server.stop() == 0
    assert not _is_there(second)
    shop.is_whole()


def test_a_server_that_is_killed_takes_its_loader_with_it(shop):
    with Server(shop.home, is_forged=False) as server:
        loader = server.loader()
        os.kill(server.process.pid, signal.SIGKILL)
        _until(lambda: not _is_there(loader))


def test_a_loader_that_dies_at_once_is_started_less_and_less_often(shop, monkeypatch):
    started, asked = [], []

    def starts() -> "subprocess.Popen[str]":
        started.append(True)
        return subprocess.Popen(
            [sys.executable, "-c", "exit(3)"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True,
        )  # fmt: skip

    class Stopped(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            asked.append(timeout)
            return len(asked) == 4

    monkeypatch.setattr(loader_process, "start_loader", starts)
    monkeypatch.setattr(loader_process, "_LONGEST_PAUSE_SECONDS", 4.0)
    loader = loader_process.LoaderProcess(
        open_stores(shop.home, settings_of(shop.home), create=False), Stopped()
    )
    _until(lambda: len(asked) == 4)
    loader.stop(_SOON_SECONDS)
    assert asked == [1.0, 2.0, 4.0, 4.0]
    assert len(started) == 4
    assert loader.trouble == "the loader ended (exit code 3), and starts again in 4 s"
