"""A process whose children are killed at the n-th effect on disk; it starts them by forking.

Run as a program it reads a line of JSON for each try, `{"home", "task", "at"}`, and answers with
one: how many effects the child had, and whether it was killed. What is counted is every effect
that outlives a process: a statement of the warehouse, a commit of the records, an fsync, a
rename, a removal. The program itself knows nothing of it.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import alembic.command  # noqa: F401 - what children need is imported once
from sqlalchemy import event
from sqlalchemy.engine import Engine

from percorso.settings import Settings
from percorso.store.warehouse import Warehouse
from percorso.workspace import Workspace
from tests.workspace.inbox import Inbox
from tests.workspace.inbox import event as call

Task = Callable[[Workspace, Path], object]

# Half of the first file's rows cannot be read under the order of dates it is loaded with.
ORDERS = (
    "customer,at,touchpoint,step,order_id\n"
    "ada,01/13/2025 10:00,x,Home,\n"
    "ada,01/02/2025 10:05,y,Order Completed,O-1001\n"
    "bob,02/14/2025 09:00,x,Home,\n"
    "bob,02/03/2025 09:10,y,,\n"
)
TRACKING = (
    "tracking_number,order_id,email,at,status\n"
    "TRK-1,O-1001,,2025-03-02T10:00:00Z,In transit\n"
    "TRK-1,,,2025-03-03T10:00:00Z,Delivered\n"
    "TRK-2,,cleo@b.it,2025-03-03T11:00:00Z,Delivered\n"
)


def _load_orders(workspace: Workspace, files: Path) -> object:
    return workspace.load(files / "orders.csv", source="shop", date_order="dmy")


def _load_both(workspace: Workspace, files: Path) -> object:
    _load_orders(workspace, files)
    return workspace.load(files / "tracking.csv", source="courier")


def _export_lake(workspace: Workspace) -> object:
    return workspace.lake.export(buckets=4, keep=timedelta())


def _send(home: Path) -> None:
    """Two batches wait: a message comes twice, and one under an id of another."""
    inbox = Inbox(home)
    # Customers are numbered by when they came first, and by their keys only where that is equal.
    bob, cleo = ({"person": name, "timestamp": f"2026-11-23T11:0{place}:00Z"}
                 for place, name in enumerate(("bob", "cleo"), start=1))  # fmt: skip
    inbox.brings(call("m1"), call("m2", name="Order Completed", **bob), call("m1"))
    inbox.brings(call("m2", **bob), call("m3", **cleo))


TASKS: dict[str, Task] = {
    "load inbox": lambda workspace, _: workspace.load_inbox(),
    "seal inbox": lambda workspace, _: workspace.load_inbox(seal=True),
    "first load": _load_orders,
    "load": lambda workspace, files: workspace.load(files / "tracking.csv", source="courier"),
    "replay": lambda workspace, _: workspace.rejected.replay("shop", date_order="mdy"),
    "reread": lambda workspace, _: workspace.reread(
        "shop", date_order="mdy", columns="touchpoint=step"
    ),
    "rebuild": lambda workspace, _: workspace.rebuild(),
    "erase": lambda workspace, _: workspace.erasure.erase("cleo@b.it"),
    "retention": lambda workspace, _: workspace.retention.apply(),
    "lake export": lambda workspace, _: _export_lake(workspace),
    "map of a damaged warehouse": lambda workspace, _: workspace.map(),
}


def write_files(folder: Path) -> None:
    """The exports the tasks load."""
    (folder / "orders.csv").write_text(ORDERS)
    (folder / "tracking.csv").write_text(TRACKING)


def prepare(task: str, home: Path) -> None:
    """The workspace as the task finds it."""
    if task == "first load":
        # A key of its own would make every hash another: only the key is there before.
        for folder in (home, home / "archive", home / "scratch"):
            folder.mkdir(mode=0o700)
        (home / "workspace.key").write_bytes(bytes(32))
        (home / "workspace.key").chmod(0o600)
        return
    workspace = Workspace(home, _settings(home), create=True)
    if task in ("load inbox", "seal inbox"):
        _send(home)
        return
    (_load_orders if task in ("load", "lake export") else _load_both)(workspace, home.parent)
    if task == "retention":
        # All is years old, and what has an order's number is kept for ten.
        for key in ("behaviour", "contacts", "people"):
            workspace.retention.set(key, is_on=True, actor="Paola", reason="a test")
    if task == "lake export":
        _export_lake(workspace)
        TASKS["load"](workspace, home.parent)
    if task == "map of a damaged warehouse":
        (home / "warehouse.duckdb").write_bytes(b"no database" * 1000)


def _settings(home: Path) -> Settings:
    return Settings(workspace=home, lock_wait_seconds=0.0)


class _Effects:
    """Counts what outlives the process, and ends it before the effect of that number."""

    def __init__(self, last: int) -> None:
        self.count = 0
        self._last = last

    def happens(self, *_: object) -> None:
        """One more effect is about to happen."""
        self.count += 1
        if self.count == self._last:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """Watch every door to the disk."""
        for owner, name in (
            (os, "fsync"), (Path, "rename"), (Path, "replace"), (Path, "unlink"),
            (Path, "write_bytes"), (Warehouse, "rows"),
        ):  # fmt: skip
            setattr(owner, name, self._counted(getattr(owner, name)))
        event.listen(Engine, "commit", self.happens)

    def _counted(self, whole: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: Any, **named: Any) -> Any:
            self.happens()
            return whole(*given, **named)

        return counted


def _run(home: Path, task: str, at: int) -> int:
    effects = _Effects(at)
    effects.watch()
    TASKS[task](Workspace(home, _settings(home), create=True), home.parent)
    return effects.count


def _child(home: Path, task: str, at: int) -> dict[str, Any]:
    """Run the task in a child; says how many effects it had, or that it was killed."""
    readable, writable = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.write(writable, str(_run(home, task, at)).encode())
            code = 0
        finally:
            os._exit(code)
    os.close(writable)
    with os.fdopen(readable) as answer:
        told = answer.read()
    _, status = os.waitpid(pid, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    return {"effects": int(told or 0), "killed": killed}


def main() -> None:
    """Answer one line for each line."""
    for line in sys.stdin:
        wanted = json.loads(line)
        answer = _child(Path(wanted["home"]), wanted["task"], wanted["at"])
        print(json.dumps(answer), flush=True)  # noqa: T201 - the answer is its output


if __name__ == "__main__":
    main()
