"""Counts of a scope with all they rest on, so that they can be brought up to a later state."""

from dataclasses import dataclass, fields

import numpy as np

from percorso.journeys.partials.sample import Sample
from percorso.journeys.partials.table import Partial, Sums, add_tables, count_sample, negated
from percorso.journeys.partials.tally import places_of
from percorso.journeys.partials.variants import recoded_variants
from percorso.journeys.path.rows import Array, Reading
from percorso.journeys.path.rules import Integers, Rules
from percorso.journeys.path.visits import path_of
from percorso.stats.quantiles import KEPT_VALUES
from percorso.store.warehouse import Columns

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
    """Counts, what they rest on, and the state of the warehouse they were counted at."""

    basis: Basis
    sums: Sums
    generation: int


def refreshed(
    counted: Counted, basis: Basis, generation: int, partials: tuple[Partial, ...],
    before: Reading, after: Reading,
) -> Counted | None:  # fmt: skip
    """The counts of a later state: what the touched customers counted is taken out and added anew.

    Args:
        counted: The earlier counts.
        basis: What the later ones follow from.
        generation: The state of the warehouse they are of.
        partials: What is counted.
        before: Every customer whose counts may differ, as they stood; read by the earlier basis.
        after: The same as they stand.

    Returns:
        The counts, or None where they can only be counted anew.
    """
    number_of = {key: code for code, key in enumerate(basis.keys)}
    new_code = np.array([number_of.get(key, 0) for key in counted.basis.keys], dtype=np.int64)
    earlier = [
        {name: _recoded(name, table, new_code) for name, table in tables.items()}
        for tables in (
            counted.sums.tables,
            negated(partials, _count(before, counted.basis, partials)),
        )
    ]
    # Rows of one key carry what the first of them does: what holds now comes first.
    sums = add_tables(partials, [_count(after, basis, partials), *earlier])
    if any(_lost_times(sums.columns(name)) for name in ("waits_between", "waits_of_stages")):
        return None
    return Counted(basis, sums, generation)


def _count(reading: Reading, basis: Basis, partials: tuple[Partial, ...]) -> dict[str, Columns]:
    path = path_of(reading, basis.rules, basis.source_start_us)
    return count_sample(partials, Sample(path, basis.rules, basis.by_customer))


def _recoded(name: str, table: Columns, new_code: Integers) -> Columns:
    """A table whose codes are told in other numbers; endings and beginnings keep theirs."""
    if np.array_equal(new_code, np.arange(new_code.size)):
        return table
    if name == "variants":
        return recoded_variants(table, new_code)
    return {
        column: np.where(values > 0, new_code[np.maximum(values, 0)], values)
        if column in _CODES
        else values
        for column, values in table.items()
    }


def _lost_times(table: Columns) -> bool:
    """Whether bins stand for times of a group small enough that the times themselves are kept."""
    if not table["is_large"].any():
        return False
    group = np.zeros(table["times"].size, dtype=np.int64)
    for name in set(table) - {"is_large", "place", "times"}:
        group = group * (int(table[name].max()) + 1) + table[name]
    found, place = places_of(group)
    total = np.bincount(place, table["times"], found.size)
    return bool((total[place[table["is_large"] == 1]] <= KEPT_VALUES).any())


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
