"""Keeps the counts of maps between calls, so that a map costs what is new since the last one."""

import hashlib
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from percorso.journeys.beside_counts import beside_counts, quotes
from percorso.journeys.beside_form import as_plain, from_plain, rests_on
from percorso.journeys.counted import Counted
from percorso.journeys.counted_files import WHOLE, forget_counted, keep_counted, kept_counted
from percorso.journeys.counting import OnShare, count_scope
from percorso.journeys.measures import BesideCounts
from percorso.journeys.partials.registry import MAP
from percorso.journeys.partials.table import Partial, Sums
from percorso.journeys.refresh_sql import STATE
from percorso.journeys.refreshing import COUNTED, up_to_now
from percorso.journeys.scope import Scope
from percorso.journeys.sharing import Sharing
from percorso.store.counts_file import Arrays, read_counts, write_counts
from percorso.store.warehouse import Warehouse
from percorso.workspace.stores import Stores

_LOG = logging.getLogger("percorso")
# Raised when the same tables mean something else than before.
_VERSION = 2
# Questions whose counts are kept; of more, those asked longest ago go first.
_MOST_KEPT = 24
# Ending of the file of what a map tells beside its counts.
_BESIDE = ".beside"

Kept = TypeVar("Kept")


def counts_of(
    stores: Stores, warehouse: Warehouse, scope: Scope, partials: Sequence[Partial],
    on_share: OnShare = lambda share: None,
) -> Sums:  # fmt: skip
    """The counts of a scope; those of a map are brought up from those that were kept.

    Segments and comparisons are counted anew each time.
    """
    sharing = Sharing.within(stores.settings.memory_limit_mb)
    if partials != MAP or not _is_kept(scope):
        return count_scope(warehouse, scope, partials, on_share, sharing)
    path = stores.counts / f"{_question(scope)}{WHOLE}"
    earlier = kept_counted(path)
    counted = up_to_now(warehouse, scope, earlier, on_share, sharing)
    if counted is not earlier:
        _keep(path, lambda: keep_counted(path, counted))
    if counted is earlier or counted.changes:
        _note_asked(path)
    return counted.sums


def last_counts(stores: Stores, scope: Scope) -> Counted | None:
    """What a map of the scope counted last, as old as it may be; None where none was asked for."""
    return kept_counted(stores.counts / f"{_question(scope)}{WHOLE}") if _is_kept(scope) else None


def beside_of(stores: Stores, warehouse: Warehouse, scope: Scope, sums: Sums) -> BesideCounts:
    """What a map tells beside its counts; what was kept where all it rests on is the same."""
    if not _is_kept(scope):
        return beside_counts(warehouse, scope, sums)
    path = stores.counts / f"{_question(scope)}{_BESIDE}"
    rests = rests_on(scope, warehouse.rows(STATE)[0][0])

    def as_kept(_arrays: Arrays, said: Mapping[str, Any]) -> BesideCounts | None:
        if said["rests_on"] != rests:
            return None
        return from_plain(said["beside"], quotes(warehouse, sums))

    if (kept := _kept(path, as_kept)) is not None:
        _note_asked(path)
        return kept
    beside = beside_counts(warehouse, scope, sums)
    said = {"rests_on": rests, "beside": as_plain(beside)}
    _keep(path, lambda: write_counts(path, {}, said))
    return beside


def _is_kept(scope: Scope) -> bool:
    return scope.segment is None and not scope.is_cut_off


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


def _kept(path: Path, told: Callable[[Arrays, dict[str, Any]], Kept]) -> Kept | None:
    """What a file holds; None where there is none, or one of another release."""
    found = read_counts(path)
    if found is None:
        return None
    with suppress(KeyError, TypeError, ValueError):
        return told(*found)
    return None


def _keep(path: Path, write: Callable[[], None]) -> None:
    """Write what was counted; a map that cannot keep it is a map all the same."""
    try:
        write()
        kept = sorted(path.parent.glob(f"*{path.suffix}"), key=lambda one: one.stat().st_mtime)
        for one in kept[:-_MOST_KEPT]:
            forget_counted(one)
    except OSError as cause:
        _LOG.warning("The counts of this map could not be kept: %s. The next counts anew.", cause)


def _note_asked(path: Path) -> None:
    with suppress(OSError):
        path.touch()
