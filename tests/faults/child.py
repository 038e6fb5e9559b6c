"""A command of Percorso in a process of its own, forked from one that has imported everything.

Nothing of the program knows of it: where the child is to die, functions are wrapped before it
starts; what its disk does is done by `disk.c`.
"""

import contextlib
import functools
import importlib
import multiprocessing
import os
import signal
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import alembic.command  # noqa: F401 - what children need is imported once
import uvicorn.protocols.http.httptools_impl  # noqa: F401

from percorso.cli.main import main
from percorso.workspace import lake  # noqa: F401
from percorso.workspace.loading import replaying  # noqa: F401
from percorso.workspace.server import serving  # noqa: F401
from tests.faults.disk import Disk, Kind, library, watch
from tests.faults.forked_loader import ForkedLoader


@dataclass(frozen=True)
class Spot:
    """A place in the program: before or after a call of a function.

    Attributes:
        function: `module:name`, the name as that module calls it.
        after: Whether the call has been made.
        call: Which one, from 1.
    """

    function: str
    after: bool = False
    call: int = 1


@dataclass(frozen=True)
class Touch:
    """A place on the disk: before a kind of change to files whose path contains a part."""

    part: str
    kinds: Kind
    call: int = 1


@dataclass(frozen=True)
class Faults:
    """What goes wrong in a child.

    Attributes:
        dies: Where it is killed.
        values: What is another value there: `module:name` -> value.
        traced: Whether changes to its disk are written down.
    """

    dies: Spot | Touch | None = None
    values: dict[str, Any] = field(default_factory=dict)
    traced: bool = False


def _owner(name: str) -> tuple[Any, str]:
    module, _, path = name.partition(":")
    *owners, last = path.split(".")
    found: Any = importlib.import_module(module)
    for one in owners:
        found = getattr(found, one)
    return found, last


def _kill_all() -> None:
    """A server dies with its loader, whichever of them it is that comes to the place."""
    os.killpg(0, signal.SIGKILL)


def _dying(whole: Callable[..., Any], spot: Spot) -> Callable[..., Any]:
    calls = 0

    @functools.wraps(whole)
    def counted(*given: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        is_here = calls == spot.call
        if is_here and not spot.after:
            _kill_all()
        answer = whole(*given, **named)
        if is_here:
            _kill_all()
        return answer

    return counted


def _run(
    arguments: list[str], home: Path, control: Path, faults: Faults, said: Connection,
    records_url: str,
) -> None:  # fmt: skip
    os.setsid()
    watch(home.parent, control, home.parent / "trace" if faults.traced else None)
    os.dup2(said.fileno(), 1)
    log = os.open(home.parent / "stderr", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 2)
    # The log lies on the watched disk, too.
    sys.stdout, sys.stderr = os.fdopen(1, "w", buffering=1), os.fdopen(log, "w", buffering=1)
    os.environ |= {"PERCORSO_LEAST_FREE_MB": "0", "PERCORSO_LEAST_FREE_SHARE": "0"}
    # The process it was forked from has the environment of the first test.
    os.environ["PERCORSO_RECORDS_URL"] = records_url
    loader = "percorso.workspace.server.loader_process:start_loader"
    for name, value in {loader: ForkedLoader, **faults.values}.items():
        owner, last = _owner(name)
        getattr(owner, last)  # what is not there is no place of the program
        setattr(owner, last, value)
    if isinstance(faults.dies, Spot):
        owner, last = _owner(faults.dies.function)
        setattr(owner, last, _dying(getattr(owner, last), faults.dies))
    sys.argv = ["percorso", *arguments]
    main()


@functools.cache
def _context() -> ForkServerContext:
    """The process all children are forked from, with the watched disk in it."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.child"])
    before = os.environ.get("LD_PRELOAD")
    os.environ["LD_PRELOAD"] = str(library())
    try:
        # The first child starts the process the others are forked from.
        first = context.Process(target=int)
        first.start()
        first.join()
    finally:
        del os.environ["LD_PRELOAD"]
        if before is not None:
            os.environ["LD_PRELOAD"] = before
    return context


class Child:
    """`percorso ARGUMENTS` on a workspace.

    Args:
        home: The folder of the workspace.
        arguments: The command and its options.
        faults: What goes wrong.
    """

    def __init__(self, home: Path, *arguments: object, faults: Faults | None = None) -> None:
        self.home = home
        faults = faults or Faults()
        context = _context()
        control = home.parent / "control"
        self.disk = Disk(control)
        self.disk.recovers()
        if isinstance(faults.dies, Touch):
            touch = faults.dies
            self.disk.kills(part=touch.part, kinds=touch.kinds, from_=touch.call)
        self._reader, writer = context.Pipe(duplex=False)
        argv = [*map(str, arguments), "--workspace", str(home)]
        records_url = os.environ.get("PERCORSO_RECORDS_URL", "")
        with warnings.catch_warnings():
            self.process: BaseProcess = context.Process(
                target=_run, args=(argv, home, control, faults, writer, records_url)
            )
            self.process.start()
        writer.close()
        self.said = os.fdopen(os.dup(self._reader.fileno()))

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def is_killed(self) -> bool:
        """Whether it was killed, once it is over."""
        return self.process.exitcode == -signal.SIGKILL

    def wait(self, seconds: float = 60) -> int:
        """Wait for its end; its exit code, negative of a signal."""
        self.process.join(seconds)
        assert self.process.exitcode is not None, "the child does not end"
        self.said.close()
        self._reader.close()
        return self.process.exitcode

    def kill(self) -> None:
        """End it without warning."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid or 0, signal.SIGKILL)
        self.process.kill()
        self.wait()
