"""Is a workspace sound? Looks at everything and changes nothing."""

import contextlib
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from percorso.domain.errors import ConflictError, PercorsoError
from percorso.settings import Settings
from percorso.store.lock import hold_workspace
from percorso.store.records import inbox as inbox_records
from percorso.store.records import rejections
from percorso.store.records import sources as source_records
from percorso.store.records.chain import broken_link
from percorso.store.records.database import HEAD, Records
from percorso.store.records.opening import noted_place, open_records
from percorso.store.records.sources import Segment
from percorso.store.records.sqlite_file import FILE_NAME
from percorso.store.warehouse import LAYOUT_VERSION, Warehouse, engine_version, open_warehouse
from percorso.store.warehouse_file import warehouse_path
from percorso.store.warehouse_tables_sql import COUNTS, IS_RESOLVED, LOADED_SEGMENTS, SOURCES_HELD
from percorso.workspace.stores import WorkspaceMissing, now_utc, open_archive
from percorso.workspace.waiting import Waits, waiting_in_records, waiting_in_warehouse

_LEAST_FREE_SHARE = 0.05
_LEAST_FREE_BYTES = 500_000_000
_EPOCH = datetime(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: how it is and, where it is not sound, what to do."""

    name: str
    is_sound: bool
    finding: str
    advice: str | None = None


@dataclass(frozen=True, slots=True)
class SourceHeld:
    """What a workspace holds of one source, in rows and in interactions."""

    key: str
    segments: int
    rows: int
    interactions: int
    since: datetime | None
    until: datetime | None
    received: int
    stored: int
    duplicate: int
    rejected: int
    dropped: int
    pending: int = 0
    unsealed: int = 0


@dataclass(slots=True)
class Examination:
    """What is in a workspace, and whether it is sound."""

    folder: Path
    facts: dict[str, str] = field(default_factory=dict)
    sources: list[SourceHeld] = field(default_factory=list)
    waits: list[Waits] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether every check is."""
        return all(check.is_sound for check in self.checks)

    def as_json(self) -> dict[str, Any]:
        """The same as `--json` prints it."""
        return {
            "folder": str(self.folder),
            "sound": self.is_sound,
            "facts": dict(self.facts),
            "sources": [_source_as_json(one) for one in self.sources],
            "waits": [one.as_json() for one in self.waits],
            "checks": [
                {
                    "check": check.name,
                    "sound": check.is_sound,
                    "finding": check.finding,
                    "advice": check.advice,
                }
                for check in self.checks
            ],
        }


def examine(folder: Path, settings: Settings) -> Examination:
    """Look at a workspace while nobody writes it.

    Raises:
        WorkspaceMissing: there is none.
        WorkspaceHeld: somebody is writing it.
    """
    if not (folder / "workspace.key").is_file():
        raise WorkspaceMissing(folder)
    found = Examination(folder)
    with hold_workspace(folder, to_write=False, wait_seconds=settings.lock_wait_seconds):
        _look_at_folder(found)
        _look_at_records(found, settings)
    return found


def _look_at_folder(found: Examination) -> None:
    for name in ("archive", FILE_NAME, "warehouse.duckdb"):
        if name == FILE_NAME and noted_place(found.folder) is not None:
            continue
        found.facts[f"size of {name}"] = f"{_size(found.folder / name) / 1e6:,.1f} MB"
    open_to_others = [
        path.name or str(path)
        for path, most in ((found.folder, 0o700), (found.folder / "workspace.key", 0o600))
        if stat.S_IMODE(path.stat().st_mode) & ~most
    ]
    found.checks.append(
        Check(
            "permissions",
            not open_to_others,
            f"others may enter {', '.join(open_to_others)}" if open_to_others else "yours alone",
            f"chmod 700 {found.folder} && chmod 600 {found.folder / 'workspace.key'}"
            if open_to_others
            else None,
        )
    )
    disk = shutil.disk_usage(found.folder)
    is_roomy = disk.free >= min(_LEAST_FREE_SHARE * disk.total, _LEAST_FREE_BYTES)
    found.checks.append(
        Check(
            "disk", is_roomy, f"{disk.free / 1e9:,.1f} GB free",
            None if is_roomy else "Make room before you load: a full disk stops every command.",
        )
    )  # fmt: skip


def _look_at_records(found: Examination, settings: Settings) -> None:
    is_file = noted_place(found.folder) is None
    if is_file and not (found.folder / FILE_NAME).is_file():
        found.checks.append(
            Check(
                "records", False, f"{FILE_NAME} is not there",
                "Put the workspace folder back from a backup; archive and key alone cannot make "
                "customers, edits and the register of the archive anew.",
            )
        )  # fmt: skip
        return
    records = open_records(found.folder, settings.records_url)
    backup = f"Put {'the workspace folder' if is_file else 'the database'} back from a backup."
    try:
        with records.read() as connection:
            found.facts |= records.facts(connection)
            trouble = records.trouble(connection)
            version = records.version(connection)
        found.checks.append(
            Check(
                "records", not trouble, trouble or f"whole, of version {version}",
                backup if trouble else None,
            )
        )  # fmt: skip
        if trouble or version != HEAD:
            if version != HEAD:
                found.facts["records"] = f"of version {version}; the next command brings them up"
            return
        _look_at_archive(found, records)
        _look_at_warehouse(found, records, settings)
    except ConflictError:
        raise
    except PercorsoError as error:
        found.checks.append(Check("records", False, str(error), backup))
    finally:
        records.close()


def _look_at_archive(found: Examination, records: Records) -> None:
    with records.read() as connection:
        segments = source_records.segments(connection)
        keys = {one.no: one.key for one in source_records.sources(connection)}
        broken = broken_link(connection)
        states = rejections.rows_by_state(connection)
        found.waits += waiting_in_records(connection, now_utc())
    found.facts["rejected rows"] = (
        ", ".join(f"{count:,} {state.replace('_', ' ')}" for state, count in states.items())
        or "none"
    )
    archive = open_archive(found.folder)
    faults = [
        (segment, fault)
        for segment in segments
        if (fault := archive.fault_of(segment.name, segment.sha256)) is not None
    ]
    for segment, fault in faults:
        found.checks.append(_lost(segment, keys[segment.source_no], fault))
    if not faults:
        rows = sum(segment.rows for segment in segments)
        found.checks.append(
            Check("archive", True, f"{len(segments):,} segments, {rows:,} rows, as sealed")
        )
    found.checks.append(
        Check(
            "hash chain", broken is None,
            "closed" if broken is None else f"does not hold at the entry of segment {broken}",
            None if broken is None else "Somebody changed the register of the archive: put the "
            "workspace folder back from a backup.",
        )
    )  # fmt: skip


def _lost(segment: Segment, source_key: str, fault: str) -> Check:
    return Check(
        "archive",
        False,
        f"segment {segment.name}: {fault} ({segment.rows:,} rows of {source_key!r}, loaded from "
        f"{segment.file})",
        "Put the segment back from a backup, or load that file again.",
    )


def _look_at_warehouse(found: Examination, records: Records, settings: Settings) -> None:
    found.facts["DuckDB"] = engine_version()
    found.facts["layout of the warehouse"] = str(LAYOUT_VERSION)
    held: dict[int, tuple[int, datetime | None, datetime | None]] = {}
    path = warehouse_path(found.folder)
    if not path.exists():
        found.checks.append(_warehouse("it is not there"))
    else:
        try:
            with open_warehouse(
                path, read_only=True, memory_limit_mb=settings.memory_limit_mb,
                temporary_limit_mb=settings.temporary_limit_mb, scratch=found.folder / "scratch",
            ) as warehouse:  # fmt: skip
                trouble = _trouble_of(warehouse, records)
                found.checks.append(_warehouse(trouble))
                if warehouse.layout_version() == LAYOUT_VERSION:
                    found.waits += waiting_in_warehouse(warehouse)
                    held = {
                        no: (count, _instant(first), _instant(last))
                        for no, count, first, last in warehouse.rows(SOURCES_HELD)
                    }
        except PercorsoError as error:
            found.checks.append(_warehouse(str(error)))
    _look_at_sources(found, records, held)


def _warehouse(trouble: str | None) -> Check:
    return Check(
        "warehouse", trouble is None, trouble or "shows all that is registered",
        None if trouble is None else "Nothing is lost: the next map or load mends it, or "
        "`percorso rebuild` does now.",
    )  # fmt: skip


def _trouble_of(warehouse: Warehouse, records: Records) -> str | None:
    """What is wrong with an open warehouse, in words."""
    layout = warehouse.layout_version()
    if layout != LAYOUT_VERSION:
        return f"it is laid out by another release (layout {layout})"
    with records.read() as connection:
        registered = {one.name: one for one in source_records.segments(connection)}
    loaded = dict(warehouse.rows(LOADED_SEGMENTS))
    behind = [one for one in registered.values() if loaded.get(one.name) != one.mapping_version]
    unknown = loaded.keys() - registered.keys()
    interactions, resolved, rows = warehouse.rows(COUNTS)[0]
    if behind:
        return f"{len(behind):,} registered segments are not in it"
    if unknown:
        return f"{len(unknown):,} segments are in it that nobody registered"
    if not warehouse.value(IS_RESOLVED) or interactions != resolved:
        return f"{resolved:,} of {interactions:,} interactions are resolved"
    if rows != sum(one.rows for one in registered.values()):
        return "its counts of rows are not those registered"
    return None


def _look_at_sources(
    found: Examination, records: Records,
    held: dict[int, tuple[int, datetime | None, datetime | None]],
) -> None:  # fmt: skip
    with records.read() as connection:
        segments = source_records.segments(connection)
        waiting = inbox_records.pending(connection)
        places = inbox_records.places(connection)
        for source in source_records.sources(connection):
            mine = [segment for segment in segments if segment.source_no == source.no]
            count, received = source_records.ledger_sums(connection, source.no)
            if not received and not mine:
                continue  # Rows of media that were refused have it; it holds nothing else.
            interactions, since, until = held.get(source.no, (0, None, None))
            found.sources.append(
                SourceHeld(
                    source.key, len(mine), sum(one.rows for one in mine), interactions, since,
                    until, received, count.stored, count.duplicate, count.rejected, count.dropped,
                    waiting[source.no].messages if source.no in waiting else 0,
                    places[source.no].rows if source.no in places else 0,
                )
            )  # fmt: skip
    for name, wrong in _WRONG.items():
        bad = [one.key for one in found.sources if wrong(one)]
        found.checks.append(
            Check(
                "ledger", not bad, f"{name}: {', '.join(bad)}" if bad else f"no {name}",
                "Tell us: no command leaves it so. The rows themselves are safe." if bad else None,
            )
        )  # fmt: skip


_WRONG: dict[str, Callable[[SourceHeld], bool]] = {
    "row unaccounted for": lambda one: (
        one.received != one.stored + one.duplicate + one.rejected + one.dropped + one.pending
    ),
    "row stored that the archive lacks": lambda one: one.stored != one.rows + one.unsealed,
}


def _source_as_json(one: SourceHeld) -> dict[str, Any]:
    return {
        "source": one.key,
        "segments": one.segments,
        "rows": one.rows,
        "interactions": one.interactions,
        "from": _iso(one.since),
        "to": _iso(one.until),
        "received": one.received,
        "stored": one.stored,
        "duplicate": one.duplicate,
        "rejected": one.rejected,
        "dropped": one.dropped,
        "pending": one.pending,
        "unsealed": one.unsealed,
    }


def _size(path: Path) -> int:
    return sum(one.stat().st_size for one in _files(path))


def _files(path: Path) -> Iterator[Path]:
    with contextlib.suppress(OSError):
        yield from (
            (one for one in path.rglob("*") if one.is_file())
            if path.is_dir()
            else ([path] if path.is_file() else [])
        )


def _instant(us: int | None) -> datetime | None:
    return None if us is None else _EPOCH + timedelta(microseconds=us)


def _iso(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat(timespec="seconds") + "Z"
