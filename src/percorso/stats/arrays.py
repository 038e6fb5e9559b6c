"""What the arrays handed to `stats` are made of, and what they must fulfil."""

import numpy as np
import numpy.typing as npt

from percorso.domain.errors import InputError

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]


class ShapesDiffer(InputError):
    """Arrays that belong together do not have the lengths that fit."""

    def __init__(self, what: str, wanted: tuple[int, ...], came: tuple[int, ...]) -> None:
        self.what, self.wanted, self.came = what, wanted, came
        super().__init__(f"{what} needs the shape {wanted}, got {came}. Align the arrays.")


class NotCounts(InputError):
    """Counts must be finite and not negative."""

    def __init__(self, what: str, worst: float) -> None:
        self.what, self.worst = what, worst
        super().__init__(f"{what} needs finite counts of 0 or more, got {worst}. Correct them.")


class OutOfRange(InputError):
    """A single number lies outside what the formula allows."""

    def __init__(self, what: str, wanted: str, came: float) -> None:
        self.what, self.wanted, self.came = what, wanted, came
        super().__init__(f"{what} must be {wanted}, got {came}. Give a value in that range.")


def require_shape(what: str, array: npt.NDArray[np.generic], wanted: tuple[int, ...]) -> None:
    """Stop unless `array` has exactly the shape `wanted`.

    Raises:
        ShapesDiffer: it has another one.
    """
    if array.shape != wanted:
        raise ShapesDiffer(what, wanted, array.shape)


def require_counts(what: str, array: Floats | Integers) -> None:
    """Stop unless every entry is finite and 0 or more.

    Raises:
        NotCounts: an entry is negative, infinite or not a number.
    """
    wrong = array[~(np.isfinite(array) & (array >= 0))]
    if wrong.size:
        raise NotCounts(what, float(wrong.flat[0]))
