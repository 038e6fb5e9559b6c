"""Percorso on its sample shop: how long a person waits for the map once all is loaded."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import percorso
from harness.answers import Figures, Work
from harness.kept import of_this_layout, remove_other_layouts


def found(work: Work) -> None:
    """The sample shop, made, loaded and drawn once for each layout of the warehouse."""
    remove_other_layouts(work.kept)
    folder = _workspace(work).parent
    if not (folder / "loaded").exists():
        shutil.rmtree(folder, ignore_errors=True)
        _run("demo", "--no-open", "--workspace", folder)
        (folder / "loaded").touch()


def _workspace(work: Work) -> Path:
    return of_this_layout(work.kept) / "sample-shop" / "workspace"


def forget_counts(work: Work) -> None:
    """A program that has drawn a map, and no counts of it are kept."""
    warm_map(work)
    shutil.rmtree(_workspace(work) / "counts", ignore_errors=True)


def warm_map(work: Work) -> Figures:
    """The map as data, in a program that is running."""
    data = percorso.open(_workspace(work), create=False).map(language="en").data
    return Figures(lambda: {"map": _digest({**data, "computed_at": None})})


def _digest(told: object) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


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
