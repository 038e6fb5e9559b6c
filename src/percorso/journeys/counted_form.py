"""Counts as named arrays and plain values, to be kept and read again."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from percorso.journeys.counted import Basis, Counted
from percorso.journeys.partials.table import Sums
from percorso.journeys.path.rows import Array
from percorso.journeys.path.rules import Rules
from percorso.store.warehouse import Columns

_SEPARATOR = "/"
_RULES = "rules"


def as_arrays(counted: Counted) -> tuple[dict[str, Array], dict[str, Any]]:
    """The arrays of counts, and all else that is to be known of them."""
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
    for name, table in counted.sums.tables.items():
        for column, values in table.items():
            arrays |= _plain(f"{name}{_SEPARATOR}{column}", values)
    said = {
        "keys": list(basis.keys),
        "by_customer": basis.by_customer,
        "generation": counted.generation,
        "rules": plain,
        "tables": {name: list(table) for name, table in counted.sums.tables.items()},
    }
    return arrays, said


def from_arrays(arrays: Mapping[str, Array], said: Mapping[str, Any]) -> Counted:
    """The counts that `as_arrays` told.

    Raises:
        KeyError: something is missing, as in what another release wrote.
        TypeError: there is more than this release knows.
    """
    rules: dict[str, Any] = {
        name.removeprefix(_RULES + _SEPARATOR): values
        for name, values in arrays.items()
        if name.startswith(_RULES + _SEPARATOR)
    }
    tables: dict[str, Columns] = {
        name: {column: _column(arrays, f"{name}{_SEPARATOR}{column}") for column in columns}
        for name, columns in said["tables"].items()
    }
    basis = Basis(
        rules=Rules(**(rules | said["rules"])),
        keys=tuple(said["keys"]),
        code_of_name=arrays["code_of_name"],
        source_start_us=arrays["source_start_us"],
        by_customer=said["by_customer"],
    )
    return Counted(basis, Sums(tables), said["generation"])


def _plain(name: str, values: Array) -> dict[str, Array]:
    """A column; one of bytes as their lengths and all of them in one."""
    if values.dtype != object:
        return {name: values}
    texts = values.tolist()
    return {
        f"{name}{_SEPARATOR}lengths": np.array([len(text) for text in texts], dtype=np.int64),
        f"{name}{_SEPARATOR}bytes": np.frombuffer(b"".join(texts), dtype=np.uint8),
    }


def _column(arrays: Mapping[str, Array], name: str) -> Array:
    if name in arrays:
        return arrays[name]
    whole = arrays[f"{name}{_SEPARATOR}bytes"].tobytes()
    ends = np.cumsum(arrays[f"{name}{_SEPARATOR}lengths"]).tolist()
    made = np.empty(len(ends), dtype=object)
    made[:] = [whole[begin:end] for begin, end in zip([0, *ends], ends, strict=False)]
    return made
