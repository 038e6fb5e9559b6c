"""Counts of a scope with all they rest on, so that they can be brought up to a later state."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from percorso.journeys.lost_times import have_lost_times
from percorso.journeys.partials.correcting import CorrectedTables, Tables
from percorso.journeys.partials.table import Partial, Sums, add_tables, negated
from percorso.journeys.partials.variants import recoded_variants
from percorso.journeys.partials.waits import large_waits
from percorso.journeys.path.rows import Array
from percorso.journeys.path.rules import Integers, Rules
from percorso.store.warehouse import Columns

# Changes of more rows than this share of the whole are added up with it.
_MOST_CHANGED = 0.5
_CODES = ("code", "code_after", "code_before", "source", "target")


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """What the counts of a scope follow from, beside the interactions.

    Attributes:
        rules: What journeys are cut by.
        keys: The touchpoint of each code, indexed by it; an empty text for the unused code 0.
        code_of_name: The code of each observed name, indexed by its number.
        source_start_us: First instant of each source, indexed by its number.
        by_customer: Whether each customer is a group of its own for intervals.
    """

    rules: Rules
    keys: tuple[str, ...]
    code_of_name: Integers
    source_start_us: Integers
    by_customer: bool


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """Counts, what they rest on, and the state of the warehouse they were counted at.

    Attributes:
        basis: What they follow from.
        generation: The state of the warehouse.
        sums: The counts.
        whole: The tables as they were counted together last.
        changes: Rows that add to them since; none where nothing changed.
        kept_as: What `whole` is kept under; empty where it is kept nowhere.
    """

    basis: Basis
    generation: int
    sums: Sums
    whole: Tables
    changes: Tables
    kept_as: str = ""

    @classmethod
    def at_once(cls, basis: Basis, generation: int, sums: Sums) -> "Counted":
        """Counts of all customers together."""
        return cls(basis, generation, sums, sums.tables, {})

    @classmethod
    def corrected(
        cls, partials: Sequence[Partial], basis: Basis, generation: int,
        whole: Tables, changes: Tables, kept_as: str,
    ) -> "Counted":  # fmt: skip
        """Counts that changed since they were counted."""
        sums = Sums(CorrectedTables(partials, whole, changes))
        return cls(basis, generation, sums, whole, changes, kept_as)

    @property
    def large_waits(self) -> Integers:
        """Keys of the transitions whose times stand in bins."""
        return large_waits(self.whole["waits_between"], self.basis.rules.codes)


@dataclass(frozen=True, slots=True, eq=False)
class Touched:
    """What the customers counted whose counts may differ, at both states.

    Attributes:
        before: Their tables as they stood, one set a share, counted by the earlier basis.
        after: The same as they stand.
    """

    before: Sequence[Tables]
    after: Sequence[Tables]


def refreshed(
    counted: Counted, basis: Basis, generation: int, partials: tuple[Partial, ...],
    touched: Touched,
) -> Counted | None:  # fmt: skip
    """The counts of a later state: what the touched customers counted is taken out and added anew.

    Args:
        counted: The earlier counts.
        basis: What the later ones follow from.
        generation: The state of the warehouse they are of.
        partials: What is counted.
        touched: What changed.

    Returns:
        The counts, or None where they can only be counted anew.
    """
    taken_out = [negated(partials, one) for one in touched.before]
    if basis.keys != counted.basis.keys:
        found = _told_anew(counted, basis, generation, partials, touched.after, taken_out)
    else:
        # Rows of one key carry what the first of them does: what holds now comes first.
        parts = [*touched.after, *taken_out, *([counted.changes] if counted.changes else [])]
        changes = {one.name: one.change_of([part[one.name] for part in parts]) for one in partials}
        found = Counted.corrected(
            partials, basis, generation, counted.whole, changes, counted.kept_as
        )
        if _rows(changes) > _MOST_CHANGED * _rows(counted.whole):
            found = Counted.at_once(basis, generation, Sums(dict(found.sums.tables)))
    return None if have_lost_times(found.sums, found.whole, found.changes) else found


def _told_anew(
    counted: Counted, basis: Basis, generation: int, partials: tuple[Partial, ...],
    after: Sequence[Tables], taken_out: Sequence[Tables],
) -> Counted:  # fmt: skip
    """The later counts where touchpoints have other codes than they had."""
    number_of = {key: code for code, key in enumerate(basis.keys)}
    new_code = np.array([number_of.get(key, 0) for key in counted.basis.keys], dtype=np.int64)
    earlier = [
        {name: _recoded(name, table, new_code) for name, table in tables.items()}
        for tables in (*taken_out, counted.sums.tables)
    ]
    return Counted.at_once(basis, generation, add_tables(partials, [*after, *earlier]))


def _rows(tables: Tables) -> int:
    return sum(next(iter(table.values())).size for table in tables.values())


def _recoded(name: str, table: Columns, new_code: Integers) -> Columns:
    """A table whose codes are told in other numbers; endings and beginnings keep theirs."""
    if name == "variants":
        return recoded_variants(table, new_code)
    return {
        column: np.where(values > 0, new_code[np.maximum(values, 0)], values)
        if column in _CODES
        else values
        for column, values in table.items()
    }


def names_changed(before: Basis, now: Basis) -> list[int]:
    """Numbers of the observed names that mean another touchpoint, or one with other rules."""
    if _all_names_mean(before) == _all_names_mean(now):
        return []
    old, new = (
        [_meaning(basis, int(code)) for code in basis.code_of_name] for basis in (before, now)
    )
    nothing = _meaning(now, 0)
    longest = max(len(old), len(new))
    old += [nothing] * (longest - len(old))
    new += [nothing] * (longest - len(new))
    return [no for no, (was, is_) in enumerate(zip(old, new, strict=True)) if was != is_]


def _all_names_mean(basis: Basis) -> list[object]:
    told = (basis.code_of_name, *_arrays(basis.rules))
    return [basis.keys, *((one.dtype.str, one.tobytes()) for one in told)]


def _meaning(basis: Basis, code: int) -> tuple[object, ...]:
    if code == 0:
        return ()
    return (basis.keys[code], *(values[code].item() for values in _arrays(basis.rules)))


def _arrays(rules: Rules) -> list[Array]:
    values = [getattr(rules, field.name) for field in fields(rules)]
    return [one for one in values if isinstance(one, np.ndarray)]


def same_question(before: Basis, now: Basis) -> bool:
    """Whether the same was asked, so that counts of one state can become those of the other."""
    if before.by_customer != now.by_customer:
        return False
    if now.rules.data_until_us < before.rules.data_until_us:
        return False
    return all(
        getattr(before.rules, field.name) == getattr(now.rules, field.name)
        for field in fields(Rules)
        if field.name != "data_until_us"
        and not isinstance(getattr(now.rules, field.name), np.ndarray)
    )


def starts_changed(before: Basis, now: Basis) -> list[tuple[int, int]]:
    """Sources whose data begin elsewhere now, and the later of the two instants."""
    shared = min(before.source_start_us.size, now.source_start_us.size)
    return [
        (no, int(max(before.source_start_us[no], now.source_start_us[no])))
        for no in range(shared)
        if before.source_start_us[no] and before.source_start_us[no] != now.source_start_us[no]
    ]
