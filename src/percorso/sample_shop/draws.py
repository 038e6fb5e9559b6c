"""Chance, drawn in blocks: quick single numbers from one seeded numpy generator."""

import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Generic, TypeVar

import numpy as np

_BLOCK = 1 << 15

Option = TypeVar("Option", bound=str)


@dataclass(frozen=True, slots=True)
class Choice(Generic[Option]):
    """Options with their cumulative shares; the last one is 1."""

    options: tuple[Option, ...]
    cumulative: tuple[float, ...]

    @classmethod
    def of(cls, weights: Mapping[Option, float]) -> "Choice[Option]":
        """The choice between the keys, in proportion to their weights (any total above 0)."""
        total = sum(weights.values())
        shares = [sum_so_far / total for sum_so_far in accumulate(weights.values())]
        return cls(tuple(weights), (*shares[:-1], 1.0))


class Draws:
    """One stream of chance: the same seed and the same questions give the same answers."""

    def __init__(self, *seed: int) -> None:
        self.generator = np.random.default_rng(seed[0] if len(seed) == 1 else seed)
        self._uniforms: Iterator[float] = iter(())
        self._normals: Iterator[float] = iter(())

    def uniform(self) -> float:
        """A number in 0 <= x < 1, all equally likely."""
        for value in self._uniforms:
            return value
        self._uniforms = iter(self.generator.random(_BLOCK).tolist())
        return next(self._uniforms)

    def normal(self) -> float:
        """A standard normal number."""
        for value in self._normals:
            return value
        self._normals = iter(self.generator.standard_normal(_BLOCK).tolist())
        return next(self._normals)

    def chance(self, share: float) -> bool:
        """Whether something of this share (0..1) happens."""
        return self.uniform() < share

    def between(self, low: float, high: float) -> float:
        """A number in low <= x < high, all equally likely."""
        return low + (high - low) * self.uniform()

    def around(self, median: float, sigma: float) -> float:
        """A lognormal number with this median; `sigma` is the spread of its logarithm."""
        return median * math.exp(sigma * self.normal())

    def waiting(self, mean: float) -> float:
        """An exponential waiting time, in the unit of `mean`."""
        return -mean * math.log1p(-self.uniform())

    def count(self, mean: float) -> int:
        """A Poisson count, for small means: arrivals of one unit of time."""
        left, hits = math.exp(-mean), 0
        product = self.uniform()
        while product > left:
            hits += 1
            product *= self.uniform()
        return hits

    def pick(self, choice: Choice[Option]) -> Option:
        """One of the options, by its share."""
        return choice.options[bisect_right(choice.cumulative, self.uniform())]

    def one_of(self, options: tuple[str, ...]) -> str:
        """One of the options, all equally likely."""
        return options[int(self.uniform() * len(options))]
