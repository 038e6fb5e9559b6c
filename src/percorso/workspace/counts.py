"""Keeps the counts of maps between calls, so that a map costs what is new since the last one."""

import hashlib
import json
import logging
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from percorso.journeys.counted import Counted
from percorso.journeys.counted_form import as_arrays, from_arrays
from percorso.journeys.counting import count_scope
from percorso.journeys.partials.registry import MAP
from percorso.journeys.partials.table import Partial, Sums
from percorso.journeys.refreshing import COUNTED, up_to_now
from percorso.journeys.scope import Scope
from percorso.store.counts_file import read_counts, write_counts
from percorso.store.warehouse import Warehouse
from percorso.workspace.stores import Stores

_LOG = logging.getLogger("percorso")
_FOLDER = "counts"
# Raised when the same tables mean something else than before.
_VERSION = 1
# Questions whose counts are kept; of more, those asked longest ago go first.
_MOST_KEPT = 24


def counts_of(
    stores: Stores, warehouse: Warehouse, scope: Scope, partials: Sequence[Partial]
) -> Sums:
    """The counts of a scope; those of a map are brought up from those that were kept.

    Segments and comparisons are counted anew each time.
    """
    if partials != MAP or scope.segment is not None or scope.is_cut_off:
        return count_scope(warehouse, scope, partials)
    path = stores.folder / _FOLDER / f"{_question(scope)}.npz"
    earlier = _kept(path)
    counted = up_to_now(warehouse, scope, earlier)
    if counted is not earlier:
        _keep(path, counted)
    else:
        with suppress(OSError):
            path.touch()
    return counted.sums


def _question(scope: Scope) -> str:
    """What is asked, as a name; the state of the warehouse and the catalogue are no part of it."""
    asked = {
        "version": _VERSION,
        "tables": [[partial.name, *partial.keys] for partial in COUNTED],
        "definition": scope.definition.as_json(),
        "gap": scope.frozen.gap_seconds,
        "since": scope.period.since_us,
        "until": scope.period.until_us,
        "stages": [[stage.key, stage.position] for stage in scope.stages],
    }
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:32]


def _kept(path: Path) -> Counted | None:
    found = read_counts(path)
    if found is None:
        return None
    with suppress(KeyError, TypeError, ValueError):
        return from_arrays(*found)
    return None


def _keep(path: Path, counted: Counted) -> None:
    """Write the counts; a map that cannot keep them is a map all the same."""
    try:
        write_counts(path, *as_arrays(counted))
        kept = sorted(path.parent.glob("*.npz"), key=lambda one: one.stat().st_mtime)
        for one in kept[:-_MOST_KEPT]:
            one.unlink(missing_ok=True)
    except OSError as cause:
        _LOG.warning("The counts of this map could not be kept: %s. The next counts anew.", cause)
