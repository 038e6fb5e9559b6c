"""Sequences of codes as a column: one a row of a table, all of them in one flat array."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint32]

# A flat array so many times as long as what the rows name of it is written anew without the rest.
_MOST_UNUSED = 2


class Sequences:
    """One sequence of codes a row; it is indexed and joined as an array of numbers is.

    Rows that are chosen or put in another order name their parts of the same flat array.

    Attributes:
        codes: Sequences one after the other, and perhaps others that no row names.
        begin, length: Where each row's sequence stands, shape (rows,).
    """

    __slots__ = ("begin", "codes", "length")
    dtype = np.dtype(object)

    def __init__(self, codes: npt.NDArray[Any], begin: Integers, length: Integers) -> None:
        self.codes: Codes = codes.astype(np.uint32, copy=False)
        self.begin, self.length = begin, length

    @classmethod
    def one_after_another(cls, codes: npt.NDArray[Any], length: Integers) -> "Sequences":
        """Sequences that fill a flat array, told by their lengths."""
        return cls(codes, np.cumsum(length) - length, length)

    @property
    def size(self) -> int:
        """How many sequences there are."""
        return int(self.length.size)

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, chosen: Any) -> "Sequences":
        return Sequences(self.codes, self.begin[chosen], self.length[chosen])

    def tolist(self) -> list[tuple[int, ...]]:
        """Each sequence as a tuple."""
        packed = self.packed()
        codes, ends = packed.codes.tolist(), np.cumsum(packed.length).tolist()
        starts = [0, *ends]
        return [tuple(codes[start:end]) for start, end in zip(starts, ends, strict=False)]

    def packed(self) -> "Sequences":
        """The same sequences one after the other, and nothing else."""
        total = int(self.length.sum())
        begin = np.cumsum(self.length) - self.length
        if total == self.codes.size and np.array_equal(begin, self.begin):
            return self
        place = np.arange(total) + np.repeat(self.begin - begin, self.length)
        return Sequences(self.codes[place], begin, self.length)

    def __array_function__(
        self, function: Callable[..., Any], _types: Iterable[type], given: Any, _named: Any
    ) -> Any:
        # numpy asks here what joining columns means for one of these.
        if function is np.concatenate:
            return _joined(given[0])
        return NotImplemented


def _joined(parts: Sequence[Sequences]) -> Sequences:
    lean = [_lean(part) for part in parts]
    shifts = np.cumsum([0, *(part.codes.size for part in lean[:-1])])
    return Sequences(
        np.concatenate([part.codes for part in lean]),
        np.concatenate([part.begin + shift for part, shift in zip(lean, shifts, strict=True)]),
        np.concatenate([part.length for part in lean]),
    )


def _lean(part: Sequences) -> Sequences:
    """A part whose flat array is not much longer than what its rows name."""
    if part.codes.size > _MOST_UNUSED * int(part.length.sum()):
        return part.packed()
    return part
