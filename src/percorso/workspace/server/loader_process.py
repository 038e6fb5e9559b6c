"""The loader of a running server: a process of its own, started again where it dies.

The server writes its settings into it, and a line when it is to end; where that pipe closes without
one, the server is gone, and the loader goes with it. It says in turn what hinders it.
"""

import contextlib
import gc
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from percorso.settings import Settings
from percorso.workspace.server.loader import Loader
from percorso.workspace.stores import Stores

_LOG = logging.getLogger("percorso")
_END = "end\n"
_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 60.0
# Who has run so long did not die of what the one before died of.
_WELL_AFTER_SECONDS = 120.0
# A page of messages is some hundred thousand objects, which go by themselves.
_YOUNG_OBJECTS = 200_000


class LoaderProcess:
    """Keeps a loader running beside the server until it is stopped.

    Args:
        stores: The workspace.
        stopped: Waited for between a loader that died and the next one.

    Attributes:
        trouble: What hinders it, in words; None where nothing does.
    """

    def __init__(self, stores: Stores, stopped: threading.Event | None = None) -> None:
        self._greeting = _greeting(stores.folder, stores.settings, sys.argv)
        self._is_stopped = stopped or threading.Event()
        self.trouble: str | None = None
        self._child = self._started()
        self._thread = threading.Thread(target=self._run, name="loader", daemon=True)
        self._thread.start()

    def stop(self, wait_seconds: float) -> None:
        """Let it finish the page at hand; where it takes longer, kill it.

        What it leaves undone, the next start does: it is killed as safely as it is stopped.
        """
        self._is_stopped.set()
        _tell(self._child, _END)
        self._thread.join(wait_seconds)
        self._child.kill()
        self._thread.join()

    def _run(self) -> None:
        pause = _FIRST_PAUSE_SECONDS
        while True:
            begun = time.monotonic()
            code = self._listen()
            if time.monotonic() - begun > _WELL_AFTER_SECONDS:
                pause = _FIRST_PAUSE_SECONDS
            if self._is_stopped.is_set():
                return
            self._waits(f"the loader ended ({_end(code)}), and starts again in {pause:g} s")
            if self._is_stopped.wait(pause):
                return
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
            self._child = self._started()
            if self._is_stopped.is_set():
                _tell(self._child, _END)

    def _started(self) -> "subprocess.Popen[str]":
        child = start_loader()
        _tell(child, self._greeting)
        return child

    def _listen(self) -> int:
        """Hear what hinders the loader until it ends; its exit code."""
        with self._child as child:
            for line in child.stdout or ():
                self._waits(json.loads(line))
        return child.returncode

    def _waits(self, trouble: str | None) -> None:
        self.trouble = trouble
        if trouble is not None:
            _LOG.warning("Loading waits: %s", trouble)


def _tell(child: "subprocess.Popen[str]", line: str) -> None:
    # One that died reads no more; that it did is found where it is listened to.
    with contextlib.suppress(OSError, ValueError):
        if child.stdin is not None:
            child.stdin.write(line)
            child.stdin.flush()


def start_loader() -> "subprocess.Popen[str]":
    """A process that waits for its settings."""
    command = [sys.executable, "-P", "-m", __name__]
    return subprocess.Popen(  # noqa: S603 - our own module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )  # fmt: skip


def _greeting(folder: Path, settings: Settings, called: Sequence[str]) -> str:
    """What a loader needs to know, as a line: a password in it is in no list of processes."""
    told = {"folder": str(folder), "settings": asdict(settings), "called": list(called)}
    return json.dumps(told, default=str) + "\n"


def _end(code: int) -> str:
    with contextlib.suppress(ValueError):
        if code < 0:
            return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"


def run_loader(listens: TextIO, says: TextIO) -> None:
    """Load for a server until it says that this is the end, or is gone.

    Args:
        listens: Where the server tells its settings, and when to end.
        says: Where what hinders loading goes, a line each time it changes.
    """
    # A terminal interrupts all it started at once: the server says when to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    told = json.loads(listens.readline() or "null")
    if told is None:
        return
    # Who waits for the workspace is told the command of the server.
    sys.argv = told["called"]
    settings = Settings(**{**told["settings"], "workspace": Path(told["settings"]["workspace"])})
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS)
    loader = Loader(Stores(Path(told["folder"]), settings))
    signal.signal(signal.SIGTERM, lambda *_: loader.end())
    threading.Thread(target=_listen, args=(listens, loader), daemon=True).start()

    def say(trouble: str | None) -> None:
        print(json.dumps(trouble), file=says, flush=True)

    loader.run(say)
    # The engine tells of whatever is not let go by the end.
    gc.unfreeze()


def _listen(listens: TextIO, loader: Loader) -> None:
    if listens.readline() != _END:
        # The server was killed: what is under way stays as a kill would leave it.
        os._exit(1)
    loader.end()


if __name__ == "__main__":
    run_loader(sys.stdin, sys.stdout)
