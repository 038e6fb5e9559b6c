"""The benchmarks are scripts in no package: their folder joins the path here."""

import sys
from pathlib import Path

_FOLDER = str(Path(__file__).resolve().parents[2] / "benchmarks")
if _FOLDER not in sys.path:
    sys.path.insert(0, _FOLDER)
