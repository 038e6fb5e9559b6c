"""Columns shared out in parts, in a passing file: written piece by piece, read part by part."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from percorso.store.warehouse import Columns

Integers = npt.NDArray[np.integer]


class PartedColumns:
    """Rows in parts: what is added later stands later in each of them.

    A part is read in one look for each piece and column, from any thread, so that a table that
    is larger than the memory can be put in order part by part.
    """

    def __init__(self, descriptor: int, parts: int) -> None:
        self.parts = parts
        self._descriptor = descriptor
        self._end = 0
        self._kinds: dict[str, np.dtype[Any]] = {}
        # Of each piece: where each column begins, and the rows before each part.
        self._pieces: list[tuple[dict[str, int], npt.NDArray[np.int64]]] = []

    def add(self, part: Integers, columns: Mapping[str, npt.NDArray[Any]]) -> None:
        """Write some rows, each into its part.

        Args:
            part: Its number, 0 to parts - 1, shape (rows,).
            columns: One array a name, shape (rows,) each; names and types are the same always.
        """
        order = np.argsort(part.astype(np.min_scalar_type(self.parts)), kind="stable")
        rows = np.bincount(part, minlength=self.parts)
        begins = dict[str, int]()
        for name, values in columns.items():
            self._kinds[name] = values.dtype
            begins[name] = self._end
            self._write(values[order])
        self._pieces.append((begins, np.append(0, np.cumsum(rows))))

    def part(self, number: int) -> Columns:
        """The rows of a part, one array a column."""
        return {
            name: np.concatenate(
                [
                    self._read(begins[name], kind, *bounds[number : number + 2].tolist())
                    for begins, bounds in self._pieces
                ]
                or [np.zeros(0, dtype=kind)]
            )
            for name, kind in self._kinds.items()
        }

    def _write(self, values: npt.NDArray[Any]) -> None:
        rest = np.ascontiguousarray(values).data.cast("B")
        while rest:
            written = os.pwrite(self._descriptor, rest, self._end)
            self._end += written
            rest = rest[written:]

    def _read(self, begin: int, kind: np.dtype[Any], first: int, end: int) -> npt.NDArray[Any]:
        at, size = begin + first * kind.itemsize, (end - first) * kind.itemsize
        return np.frombuffer(os.pread(self._descriptor, size, at), dtype=kind)


@contextmanager
def parted_columns(folder: Path, parts: int) -> Iterator[PartedColumns]:
    """Parts in a file of a folder, gone when the block ends.

    Args:
        folder: Where there is room for them.
        parts: How many, 1 or more.
    """
    path = folder / "parts.columns"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        yield PartedColumns(descriptor, parts)
    finally:
        os.close(descriptor)
        path.unlink(missing_ok=True)
