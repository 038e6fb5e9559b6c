"""Counts kept as a file: arrays by name and what is said of them, replaced as a whole.

The file is a number of 8 bytes, so many bytes of JSON, then the arrays as they are in memory, so
that a reader maps the file and pays for what it looks at.
"""

import json
import mmap
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Arrays = dict[str, npt.NDArray[Any]]

_SAID = "said"
_PLACES = "places"
_SIZE_BYTES = 8
_ALIGNED = 64


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
    draft = path.with_suffix(f".{os.getpid()}{path.suffix}.draft")
    places: list[tuple[str, str, int, int]] = []
    end = 0
    for name, values in arrays.items():
        places.append((name, values.dtype.str, values.size, end))
        end = _aligned(end + values.nbytes)
    text = json.dumps({_SAID: dict(said), _PLACES: places}).encode()
    begin = _aligned(_SIZE_BYTES + len(text))
    try:
        with draft.open("wb") as file:
            file.write(len(text).to_bytes(_SIZE_BYTES, "little") + text)
            for values, (*_, place) in zip(arrays.values(), places, strict=True):
                file.seek(begin + place)
                file.write(np.ascontiguousarray(values).data)
            file.truncate(begin + end)
            # What is under its name is whole, whatever happens to the machine.
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def read_counts(path: Path) -> tuple[Arrays, dict[str, Any]] | None:
    """What was written last; None where nothing was, or where it cannot be read."""
    try:
        with path.open("rb") as file:
            held = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        size = int.from_bytes(held[:_SIZE_BYTES], "little")
        told = json.loads(held[_SIZE_BYTES : _SIZE_BYTES + size])
        begin = _aligned(_SIZE_BYTES + size)
        arrays = {
            name: np.frombuffer(held, dtype, length, begin + place)
            for name, dtype, length, place in told[_PLACES]
        }
        return arrays, told[_SAID]
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return None


def _aligned(place: int) -> int:
    return -(-place // _ALIGNED) * _ALIGNED
