"""The counts of one sample by customer group."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from percorso.journeys.estimates import Floats
from percorso.journeys.partials.table import Sums
from percorso.store.warehouse import Columns

Integers = npt.NDArray[np.int64]
Subject = Literal["touchpoint", "transition", "stage"]
# A code or stage, or the pair of a transition, as the columns of a table name it.
Key = tuple[int, ...]
_CHAIN_GROUPS = 256


@dataclass(frozen=True, slots=True)
class GroupSums:
    """Tables by customer group; `waits` by what they wait at.

    `beginnings` holds decided and successful journeys by the code they begin at; `steps` those of
    the chain, by at most 256 groups.
    """

    journeys: Columns
    of: dict[Subject, Columns]
    scores: Columns
    steps: Columns
    waits: dict[Subject, Columns]
    beginnings: dict[int, tuple[int, int]]
    customers: Integers


def group_sums(sums: Sums) -> GroupSums:
    """All counts of one sample that a comparison rests on."""
    steps = sums.columns("chain_steps")
    return GroupSums(
        journeys=sums.columns("group_journeys"),
        of={
            "touchpoint": sums.columns("group_touchpoints"),
            "transition": sums.columns("group_transitions"),
            "stage": sums.columns("group_stages"),
        },
        scores=sums.columns("group_scores"),
        steps={**steps, "jackknife_group": steps["jackknife_group"] % _CHAIN_GROUPS},
        waits={
            "touchpoint": sums.columns("group_waits_at_touchpoints"),
            "transition": sums.columns("group_waits_between"),
            "stage": sums.columns("group_waits_of_stages"),
        },
        beginnings={
            row["code"]: (row["decided"], row["success"])
            for row in sums.rows("beginnings")
            if row["decided"]
        },
        customers=sums.columns("customers")["customer_no"],
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


def groups_of(this: GroupSums, other: GroupSums) -> Integers:
    """The labels of all groups in either sample, in order."""
    both = (this.journeys["jackknife_group"], other.journeys["jackknife_group"])
    return np.unique(np.concatenate(both).astype(np.int64))
