"""The additive counts of one sample by customer group, read while its journeys are laid out."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from percorso.journeys.comparison import sums_sql as ask
from percorso.journeys.estimates import Floats
from percorso.store.warehouse import Columns, Warehouse

Integers = npt.NDArray[np.int64]
Subject = Literal["touchpoint", "transition", "stage"]
# A code or stage, or the pair of a transition, as the columns of a table name it.
Key = tuple[int, ...]
SUBJECTS: tuple[Subject, ...] = ("touchpoint", "transition", "stage")


@dataclass(frozen=True, slots=True)
class Sums:
    """Tables by customer group; `waits` by what they wait at.

    `beginnings` holds decided and successful journeys by the code they begin at.
    """

    journeys: Columns
    of: dict[Subject, Columns]
    voices: Columns
    steps: Columns
    waits: dict[Subject, Columns]
    beginnings: dict[int, tuple[int, int]]


def read_sums(warehouse: Warehouse) -> Sums:
    """All counts of the sample that was cut last."""
    warehouse.do(ask.CHOOSE_GROUPS)
    return Sums(
        journeys=warehouse.columns(ask.JOURNEYS),
        of={
            "touchpoint": warehouse.columns(ask.TOUCHPOINTS),
            "transition": warehouse.columns(ask.TRANSITIONS),
            "stage": warehouse.columns(ask.STAGES),
        },
        voices=warehouse.columns(ask.VOICES),
        steps=warehouse.columns(ask.STEPS),
        waits={subject: warehouse.columns(ask.waits(subject)) for subject in SUBJECTS},
        beginnings={
            code: (decided, success) for code, decided, success in warehouse.rows(ask.BEGINNINGS)
        },
    )


def keys_in(table: Columns, names: tuple[str, ...]) -> list[Key]:
    """The different keys of a table, in order."""
    found = zip(*(table[name].astype(np.int64).tolist() for name in names), strict=True)
    return sorted(set(found))


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """A table laid out as (groups, keys) for chosen keys, one array a column."""

    groups: Integers
    keys: list[Key]
    names: tuple[str, ...]

    def laid(self, table: Columns, column: str) -> Floats:
        """One column over the grid, 0 where the table says nothing."""
        whole = np.zeros((self.groups.size, len(self.keys)))
        place = {key: at for at, key in enumerate(self.keys)}
        rows = zip(*(table[name].astype(np.int64).tolist() for name in self.names), strict=True)
        at = np.array([place.get(key, -1) for key in rows], dtype=np.int64)
        group = np.searchsorted(self.groups, table["jackknife_group"].astype(np.int64))
        inside = at >= 0
        np.add.at(whole, (group[inside], at[inside]), table[column][inside].astype(np.float64))
        return whole

    def per_group(self, table: Columns, column: str) -> Floats:
        """A column of a table with one row a group, shape (groups, 1)."""
        whole = np.zeros(self.groups.size)
        group = np.searchsorted(self.groups, table["jackknife_group"].astype(np.int64))
        np.add.at(whole, group, table[column].astype(np.float64))
        return whole[:, None]


def groups_of(this: Sums, other: Sums) -> Integers:
    """The labels of all groups in either sample, in order."""
    both = (this.journeys["jackknife_group"], other.journeys["jackknife_group"])
    return np.unique(np.concatenate(both).astype(np.int64))
