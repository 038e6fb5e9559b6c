"""The real command line, in this process: what it answered, and with which exit code."""

import contextlib
import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from percorso.cli.main import main


@dataclass(frozen=True)
class Answer:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Standard output as JSON; nothing else may stand there."""
        return json.loads(self.out)


def percorso(*arguments: object) -> Answer:
    """Run `percorso ARGUMENTS`."""
    out, err = io.StringIO(), io.StringIO()
    argv = ["percorso", *map(str, arguments)]
    code = 0
    with (
        mock.patch.object(sys, "argv", argv),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
    return Answer(code, out.getvalue(), err.getvalue())


class Desk:
    """A folder with exports, and a workspace the commands work on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"

    def export(self, content: str | bytes, name: str = "export.csv") -> Path:
        """Write an export file."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def load(self, content: str | bytes | Path, *more: object, source: str = "shop") -> Answer:
        """Load an export, reported as JSON."""
        path = content if isinstance(content, Path) else self.export(content)
        return percorso("load", path, "-w", self.home, "--source", source, "--json", *more)

    def map(self, *more: object) -> Answer:
        """The map as JSON."""
        return percorso("map", "-w", self.home, "--format", "json", *more)
