"""The virtual environments of the peers: each tool has its own, made once and kept."""

import subprocess
import sys
from pathlib import Path

from harness.contest import ENVIRONMENTS, OWN


def interpreter(environment: str, folder: Path) -> Path:
    """The Python of an environment, which is made and filled where it is missing or out of date.

    Args:
        environment: Key of `ENVIRONMENTS`, or `own` for the interpreter that runs this.
        folder: Where the environments lie.

    Raises:
        CalledProcessError: pip could not install what the environment needs.
    """
    if environment == OWN:
        return Path(sys.executable)
    place = folder / environment
    python = place / "bin" / "python"
    wanted = "\n".join(ENVIRONMENTS[environment])
    stamp = place / "installed.txt"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        print(f"making the environment {environment}: {', '.join(ENVIRONMENTS[environment])}")
        subprocess.run([sys.executable, "-m", "venv", "--clear", place], check=True)
        pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        subprocess.run([*pip, *ENVIRONMENTS[environment]], check=True)
        stamp.write_text(wanted, encoding="utf-8")
    return python
