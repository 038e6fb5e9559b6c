"""Percorso on its sample shop: how long a person waits for the map once all is loaded."""

import os
import subprocess
import sys
from pathlib import Path

import percorso
from harness.answers import Work


def found(work: Work) -> None:
    """The sample shop, made, loaded and drawn once."""
    if not _workspace(work).exists():
        _run("demo", "--no-open", "--workspace", _workspace(work).parent)


def _workspace(work: Work) -> Path:
    return work.kept / "sample-shop" / "workspace"


def warm_map(work: Work) -> None:
    """The map as data, in a program that is running."""
    percorso.open(_workspace(work), create=False).map(language="en")


def command(work: Work) -> None:
    """The command a person types, from the start of Python to the page with the drawing."""
    _run(
        "map",
        "--format",
        "html",
        "--out",
        work.scratch / "map.html",
        "--workspace",
        _workspace(work),
    )


def _run(*words: object) -> None:
    command = [sys.executable, "-m", "percorso", *map(str, words)]
    subprocess.run(command, check=True, env=os.environ, stdout=subprocess.DEVNULL)
