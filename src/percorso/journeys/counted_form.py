"""Counts as named arrays and plain values, to be kept and read again.

What was counted together is kept once; what changed since is kept beside it, and written anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, cast

import numpy as np

from percorso.journeys.counted import Basis, Counted
from percorso.journeys.partials.correcting import Tables
from percorso.journeys.partials.sequences import Sequences
from percorso.journeys.partials.table import Partial
from percorso.journeys.path.rows import Array
from percorso.journeys.path.rules import Rules
from percorso.store.warehouse import Columns

_SEPARATOR = "/"
_RULES = "rules"
Told = tuple[dict[str, Array], dict[str, Any]]


def whole_as_arrays(counted: Counted) -> Told:
    """The tables as they were counted together, and all else that is to be known of them."""
    return _as_arrays(counted, counted.whole)


def changes_as_arrays(counted: Counted) -> Told:
    """What has changed in them since."""
    return _as_arrays(counted, counted.changes)


def from_arrays(partials: Sequence[Partial], whole: Told, changes: Told | None) -> Counted:
    """The counts that were told.

    Args:
        partials: What they are counts of.
        whole: As `whole_as_arrays` told.
        changes: As `changes_as_arrays` told them later of the same; None where it did not.

    Raises:
        KeyError: something is missing, as in what another release wrote.
        TypeError: there is more than this release knows.
    """
    arrays, said = whole
    tables = _tables(arrays, said)
    if changes is None:
        return Counted.corrected(partials, _basis(arrays, said), said["generation"], tables, {},
                                 said["kept_as"])  # fmt: skip
    later, told = changes
    return Counted.corrected(partials, _basis(later, told), told["generation"], tables,
                             _tables(later, told), said["kept_as"])  # fmt: skip


def _as_arrays(counted: Counted, tables: Tables) -> Told:
    basis = counted.basis
    arrays: dict[str, Array] = {
        "code_of_name": basis.code_of_name,
        "source_start_us": basis.source_start_us,
    }
    plain: dict[str, Any] = {}
    for field in fields(Rules):
        value = getattr(basis.rules, field.name)
        if isinstance(value, np.ndarray):
            arrays[f"{_RULES}{_SEPARATOR}{field.name}"] = value
        else:
            plain[field.name] = value
    for name, table in tables.items():
        for column, values in table.items():
            arrays |= _plain(f"{name}{_SEPARATOR}{column}", values)
    said = {
        "keys": list(basis.keys),
        "by_customer": basis.by_customer,
        "generation": counted.generation,
        "kept_as": counted.kept_as,
        "rules": plain,
        "tables": {name: list(table) for name, table in tables.items()},
    }
    return arrays, said


def _basis(arrays: Mapping[str, Array], said: Mapping[str, Any]) -> Basis:
    rules: dict[str, Any] = {
        name.removeprefix(_RULES + _SEPARATOR): values
        for name, values in arrays.items()
        if name.startswith(_RULES + _SEPARATOR)
    }
    return Basis(
        rules=Rules(**(rules | said["rules"])),
        keys=tuple(said["keys"]),
        code_of_name=arrays["code_of_name"],
        source_start_us=arrays["source_start_us"],
        by_customer=said["by_customer"],
    )


def _tables(arrays: Mapping[str, Array], said: Mapping[str, Any]) -> dict[str, Columns]:
    return {
        name: {column: _column(arrays, f"{name}{_SEPARATOR}{column}") for column in columns}
        for name, columns in said["tables"].items()
    }


def _plain(name: str, values: Array) -> dict[str, Array]:
    """A column; one of sequences as their lengths and all of them in one."""
    if values.dtype != object:
        return {name: values}
    packed = cast("Sequences", values).packed()
    return {
        f"{name}{_SEPARATOR}lengths": packed.length,
        f"{name}{_SEPARATOR}codes": packed.codes,
    }


def _column(arrays: Mapping[str, Array], name: str) -> Array:
    if name in arrays:
        return arrays[name]
    lengths = arrays[f"{name}{_SEPARATOR}lengths"]
    codes = arrays[f"{name}{_SEPARATOR}codes"]
    return cast("Array", Sequences.one_after_another(codes, lengths))
