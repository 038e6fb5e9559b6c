"""Where clients of others lie on this machine: installed once, outside the project."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
_LONGEST_SECONDS = 300


def node_modules() -> Path:
    """The folder of the npm packages of `package.json`; skips where there is no npm."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        _missing("node and npm are not on this machine")
    listed = HERE / "package.json"

    def install(folder: Path) -> None:
        shutil.copy(listed, folder)
        _run(
            npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock",
            "--loglevel=error", "--prefix", folder,
        )  # fmt: skip

    return _installed(listed, install) / "node_modules"


def python_of_old_clients() -> Path:
    """The interpreter that has the packages of `python-clients.txt`."""
    listed = HERE / "python-clients.txt"

    def install(folder: Path) -> None:
        _run(sys.executable, "-m", "venv", "--without-pip", folder)
        _run(
            sys.executable, "-m", "pip", "--python", folder / "bin" / "python", "install",
            "--quiet", "--disable-pip-version-check", "-r", listed,
        )  # fmt: skip

    return _installed(listed, install) / "bin" / "python"


def _installed(listed: Path, install: Callable[[Path], None]) -> Path:
    """The folder of what a list names, made where it is not yet; one process makes it."""
    told = hashlib.sha256(listed.read_bytes() + sys.version.encode()).hexdigest()[:16]
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "percorso-tests"
    home.mkdir(parents=True, exist_ok=True)
    folder = home / f"{listed.stem}-{told}"
    with (home / f"{listed.stem}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            with tempfile.TemporaryDirectory(dir=home) as draft:
                try:
                    install(Path(draft))
                except subprocess.SubprocessError as failed:
                    said = getattr(failed, "stderr", None) or str(failed)
                    _missing(f"{listed.name} could not be installed: {said[-300:]}")
                Path(draft).rename(folder)
                # What clears the draft away finds an empty folder in its place.
                Path(draft).mkdir()
    return folder


def _run(*command: object) -> None:
    subprocess.run(
        list(map(str, command)), check=True, capture_output=True, text=True,
        timeout=_LONGEST_SECONDS,
    )  # fmt: skip


def _missing(reason: str) -> None:
    """A client that was not run must not look like one that works in CI."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
