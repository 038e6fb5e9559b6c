"""Counts kept as a file: arrays by name and what is said of them, replaced as a whole."""

import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Arrays = dict[str, npt.NDArray[Any]]

_SAID = "said"


def write_counts(path: Path, arrays: Arrays, said: Mapping[str, Any]) -> None:
    """Write arrays of plain numbers, and a JSON object beside them; readers meet old or new.

    Raises:
        OSError: the disk is full or cannot be written.
    """
    path.parent.mkdir(exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.draft")
    text = np.frombuffer(json.dumps(dict(said)).encode(), dtype=np.uint8)
    try:
        with draft.open("wb") as file:
            np.savez(file, **(arrays | {_SAID: text}))  # type: ignore[arg-type]
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def read_counts(path: Path) -> tuple[Arrays, dict[str, Any]] | None:
    """What was written last; None where nothing was, or where it cannot be read."""
    try:
        with np.load(path, allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in kept.files}
        said = json.loads(arrays.pop(_SAID).tobytes())
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    return arrays, said
