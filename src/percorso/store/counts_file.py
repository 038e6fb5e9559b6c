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

# What a file holds beside one array a type, which is all of that type one after the other: the
# reader pays for each array, not for its length.
_SAID = "said"
_PLACES = "places"


def write_counts(path: Path, arrays: Arrays, said: Mapping[str, Any]) -> None:
    """Write arrays of plain numbers, and a JSON object beside them; readers meet old or new.

    Args:
        path: The file.
        arrays: Of one dimension each.
        said: What is to be known of them.

    Raises:
        OSError: the disk is full or cannot be written.
    """
    path.parent.mkdir(exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.draft")
    of_type: dict[str, list[npt.NDArray[Any]]] = {}
    for values in arrays.values():
        of_type.setdefault(values.dtype.str, []).append(values)
    joined = {dtype: np.concatenate(parts) for dtype, parts in of_type.items()}
    places = [[name, values.dtype.str, values.size] for name, values in arrays.items()]
    text = json.dumps({_SAID: dict(said), _PLACES: places}).encode()
    try:
        with draft.open("wb") as file:
            np.savez(file, **(joined | {_SAID: np.frombuffer(text, dtype=np.uint8)}))  # type: ignore[arg-type]
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def read_counts(path: Path) -> tuple[Arrays, dict[str, Any]] | None:
    """What was written last; None where nothing was, or where it cannot be read."""
    try:
        with np.load(path, allow_pickle=False) as kept:
            joined = {name: kept[name] for name in kept.files}
        told = json.loads(joined.pop(_SAID).tobytes())
        return _parted(joined, told[_PLACES]), told[_SAID]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def _parted(joined: Arrays, places: list[tuple[str, str, int]]) -> Arrays:
    begun = dict.fromkeys(joined, 0)
    arrays = {}
    for name, dtype, size in places:
        arrays[name] = joined[dtype][begun[dtype] : begun[dtype] + size]
        begun[dtype] += size
    return arrays
