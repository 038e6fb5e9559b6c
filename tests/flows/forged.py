"""A command of Percorso as a fork; importing this imports all that a server needs."""

import os
import signal
import sys
from typing import Any

import alembic.command  # noqa: F401
import uvicorn.protocols.http.httptools_impl  # noqa: F401

from percorso.cli import up  # noqa: F401
from percorso.cli.main import main
from percorso.web import app  # noqa: F401
from percorso.workspace import lake  # noqa: F401
from percorso.workspace.loading import replaying  # noqa: F401
from percorso.workspace.server import loader_process, serving
from tests.faults.forked_loader import ForkedLoader


def run(request: dict[str, Any]) -> int:
    """Run it as a process of its own would; its exit code."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.argv = ["percorso", *request["arguments"]]
    loader_process.start_loader = ForkedLoader  # type: ignore[assignment]
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


__all__ = ["run", "serving"]
