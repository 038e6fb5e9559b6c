"""The load job: files in, segments registered, names placed, persons linked, all resolved."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from percorso.collect import intake_sql
from percorso.collect.intake import (
    TakenIn,
    Wanted,
    parse_messages,
    segment_draft,
    stage_file,
)
from percorso.collect.source_file import require_file
from percorso.domain.errors import InputError, PercorsoError
from percorso.domain.load_report import LoadReport, RejectedGroup
from percorso.domain.mapping import Mapping
from percorso.identity.keys_sql import keyed_rows
from percorso.identity.linking import Clock, link_identifiers
from percorso.identity.resolving import resolve_interactions
from percorso.store.query import Query
from percorso.store.records import catalogue as catalogue_records
from percorso.store.records import customers as customer_records
from percorso.store.records import sources as source_records
from percorso.store.records.database import RecordsConnection
from percorso.store.records.sources import LedgerCount, Segment, Source
from percorso.store.warehouse import Warehouse
from percorso.store.warehouse_tables_sql import layout_version
from percorso.workspace import report_sql
from percorso.workspace.naming import fill_observed, name_interactions
from percorso.workspace.stores import Stores, now_utc

# (what is being done, share done 0..1)
OnProgress = Callable[[str, float], None]

_RANK_OF_ROLE = (("tracking_number", 50), ("case_id", 60), ("rating", 80), ("order_id", 30))
_USUAL_RANK = 10
_LONGEST_SOURCE_NAME = 100
_READ_OTHERWISE = (
    "All these rows are here already, read with other columns or times; they stay as they were. "
    "To read them anew, load them into a new workspace."
)


class SourceNameUnusable(InputError):
    """A source without a name, or with one too long to read."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"A source needs a name of 1 to {_LONGEST_SOURCE_NAME} characters, got {name[:30]!r}. "
            "Say where the files come from: --source shop"
        )


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file, the source it comes from, and what is said about it."""

    path: Path
    source_key: str
    wanted: Wanted


@dataclass(slots=True)
class _Load:
    """What one load has done so far."""

    taken: list[TakenIn] = field(default_factory=list)
    segments: list[str] = field(default_factory=list)


def load_files(
    stores: Stores, deliveries: Sequence[Delivery], on_progress: OnProgress
) -> LoadReport:
    """Load files, then link and resolve once; what is registered is kept, whatever comes after.

    Raises:
        SourceNameUnusable: a source has no name, or too long a one.
        PercorsoError: a file cannot be used; a note says which ones before it are in.
    """
    for delivery in deliveries:
        require_file(delivery.path)
        if not 1 <= len(delivery.source_key.strip()) <= _LONGEST_SOURCE_NAME:
            raise SourceNameUnusable(delivery.source_key)
    load = _Load()
    with stores.hold(to_write=True) as warehouse, stores.scratch_folder() as scratch:
        catch_up(stores, warehouse)
        for place, delivery in enumerate(deliveries):
            try:
                _load_file(stores, warehouse, delivery, scratch, load, on_progress)
            except PercorsoError as error:
                if place:
                    names = ", ".join(before.path.name for before in deliveries[:place])
                    error.add_note(f"Loaded before it, and kept: {names}.")
                raise
        on_progress("linking", 0.0)
        if load.segments:
            _link_and_resolve(stores, warehouse)
        on_progress("linking", 1.0)
        return _report(stores, warehouse, load)


def catch_up(stores: Stores, warehouse: Warehouse) -> None:
    """Bring the warehouse up to the registered segments, after a load that was cut short."""
    with stores.records.read() as connection:
        registered = source_records.segments(connection)
    stores.archive.remove_unregistered(segment.name for segment in registered)
    loaded = {row[0] for row in warehouse.rows("select segment from loaded_segment")}
    missing = [segment for segment in registered if segment.name not in loaded]
    for segment in missing:
        path = stores.archive.path(segment.name)
        warehouse.do(intake_sql.messages_of_segment(path))
        with stores.records.read() as connection:
            body = source_records.mapping_body(
                connection, segment.source_no, segment.mapping_version
            )
        mapping = Mapping.from_json(body)
        parse_messages(warehouse, mapping, segment.received_at)
        _store(stores, warehouse, segment, mapping)
    if missing or not _is_resolved(warehouse):
        _link_and_resolve(stores, warehouse)


def is_behind(stores: Stores, warehouse: Warehouse) -> bool:
    """Whether a segment is registered that the warehouse does not show yet."""
    if not warehouse.value(layout_version()):
        return True
    with stores.records.read() as connection:
        registered = len(source_records.segments(connection))
    loaded = int(warehouse.value("select count(*) from loaded_segment"))
    return loaded < registered or not _is_resolved(warehouse)


def _is_resolved(warehouse: Warehouse) -> bool:
    """Whether every stored interaction stands in the resolved view.

    A load that ends between storing and resolving (a kill, a bad second file) leaves it behind.
    """
    return bool(
        warehouse.value(
            "select (select count(*) from interaction) = (select count(*) from resolved)"
        )
    )


def _load_file(
    stores: Stores, warehouse: Warehouse, delivery: Delivery, scratch: Path, load: _Load,
    on_progress: OnProgress,
) -> None:  # fmt: skip
    path, source_key = delivery.path, delivery.source_key
    now = now_utc()
    with stores.records.read() as connection:
        source = source_records.source_by_key(connection, source_key)
        kept = [
            stores.archive.path(segment.name)
            for segment in source_records.segments(connection)
            if source is not None and segment.source_no == source.no
        ]
    taken = stage_file(
        warehouse, path, delivery.wanted,
        source_no=source.no if source else 0, kept_segments=kept, scratch=scratch, now=now,
        on_progress=lambda share: on_progress(path.name, share),
    )  # fmt: skip
    load.taken.append(taken)
    segment = _register(stores, warehouse, source_key, taken, scratch, now)
    if segment is not None:
        load.segments.append(segment.name)
        _store(stores, warehouse, segment, taken.mapping)


def _register(
    stores: Stores, warehouse: Warehouse, source_key: str, taken: TakenIn, scratch: Path,
    now: datetime,
) -> Segment | None:  # fmt: skip
    """Seal the new messages and enter them, their ledger and the rejected rows at once."""
    with stores.records.write() as connection:
        source = source_records.source_by_key(connection, source_key)
        source = source or source_records.add_source(
            connection, key=source_key, rank=_rank(taken.mapping), at=now
        )
        version = source_records.mapping_version(
            connection, source.no, taken.mapping.as_json(), now
        )
        segment = None
        if taken.duplicate and not taken.new and not _is_in_use(connection, source.no, version):
            taken.said.append(_READ_OTHERWISE)
        if taken.new:
            _note_replayed(connection, warehouse, source.no)
            segment = _seal(stores, warehouse, source, version, taken, scratch, now)
            source_records.register_segment(connection, segment, door="file", file=str(taken.path))
        source_records.keep_rejected(connection, source.no, taken.rejections, now)
        source_records.count_in_ledger(
            connection, source.no, now, LedgerCount(taken.new, taken.duplicate, taken.rejected)
        )
    return segment


def _is_in_use(connection: RecordsConnection, source_no: int, version: int) -> bool:
    """Whether rows of the source are kept under this version of its mapping."""
    return any(
        segment.source_no == source_no and segment.mapping_version == version
        for segment in source_records.segments(connection)
    )


def _note_replayed(connection: RecordsConnection, warehouse: Warehouse, source_no: int) -> None:
    """Messages rejected before that are stored now, after a better mapping, wait no longer."""
    waiting = source_records.open_rejected(connection, source_no)
    if waiting:
        came = warehouse.rows(intake_sql.messages_among(waiting))
        source_records.mark_replayed(connection, source_no, (row[0] for row in came))


def _seal(
    stores: Stores, warehouse: Warehouse, source: Source, version: int, taken: TakenIn,
    scratch: Path, now: datetime,
) -> Segment:  # fmt: skip
    name = f"{now:%Y%m%dT%H%M%S}-{source.no:04d}-{secrets.token_hex(4)}"
    draft = scratch / "segment"
    segment_draft(
        warehouse, draft, source_key=source.key, mapping_version=version, file=taken.path.name,
        now=now,
    )  # fmt: skip
    sealed = stores.archive.seal(draft, name)
    warehouse.do("drop table message")
    return Segment(name, source.no, version, taken.new, now, sealed.sha256)


def _rank(mapping: Mapping) -> int:
    """What breaks ties between systems (WIRE-FORMATS 12), as far as the columns tell."""
    for role, rank in _RANK_OF_ROLE:
        if role in mapping.columns:
            return rank
    return _USUAL_RANK


def _store(stores: Stores, warehouse: Warehouse, segment: Segment, mapping: Mapping) -> None:
    """Append the parsed rows of a registered segment to the warehouse, once."""
    names = [(name, channel) for name, channel, _ in warehouse.rows(intake_sql.new_names())]
    with stores.records.write() as connection:
        source = next(
            one for one in source_records.sources(connection) if one.no == segment.source_no
        )
        name_interactions(
            connection, source.no, names, segment.received_at,
            set_by_mapping=mapping.set_touchpoints,
        )  # fmt: skip
        known = [
            name
            for name in catalogue_records.observed_names(connection)
            if name.source_no == source.no
        ]
        places = catalogue_records.touchpoints(connection)
    fill_observed(warehouse, known, places)
    keyed = keyed_rows(
        "parsed", secret=stores.secret, source_key=source.key,
        case_is_identifier=mapping.case_is_identifier,
        keep="*",
        kinds=mapping.columns.keys() | mapping.constants.keys(),
    )  # fmt: skip
    warehouse.do(Query(f"create or replace temp table keyed as {keyed.sql}", keyed.parameters))
    warehouse.do("drop table parsed")
    _keep_identifiers(stores, warehouse)
    with warehouse.transaction():
        warehouse.do(
            intake_sql.store_interactions(
                source_key=source.key,
                source_no=source.no,
                source_rank=source.rank,
                segment=segment.name,
                received_at=segment.received_at,
                currency=stores.company().currency,
                case_is_identifier=mapping.case_is_identifier,
            )
        )
        warehouse.do(
            Query(
                "insert into loaded_segment values ($segment, $rows)",
                {"segment": segment.name, "rows": segment.rows},
            )
        )
    for table in ("message", "keyed"):
        warehouse.do(f"drop table if exists {table}")


def _keep_identifiers(stores: Stores, warehouse: Warehouse) -> None:
    """Clear values go into the vault and nowhere else."""
    seen = warehouse.rows(report_sql.IDENTIFIERS_AT_HAND)
    with stores.records.write() as connection:
        customer_records.keep_identifiers(connection, seen)


def _link_and_resolve(stores: Stores, warehouse: Warehouse) -> None:
    clock = Clock(now_utc(), lambda: "c_" + secrets.token_hex(6))
    company = stores.company()
    with stores.records.write() as connection:
        links = link_identifiers(warehouse, connection, clock)
        sources = source_records.sources(connection)
    with warehouse.transaction():
        resolve_interactions(warehouse, links, sources, company.currency)


def _report(stores: Stores, warehouse: Warehouse, load: _Load) -> LoadReport:
    stored, anonymous, since, until = warehouse.rows(report_sql.stored(load.segments))[0]
    names = {row[0] for row in warehouse.rows(report_sql.names_of(load.segments))}
    currency = stores.company().currency
    with stores.records.read() as connection:
        stage_of = {place.key: place.stage for place in catalogue_records.touchpoints(connection)}
        unplaced = sorted({
            name.name for name in catalogue_records.observed_names(connection)
            if name.no in names and stage_of[name.touchpoint_key] == "unplaced"
        })  # fmt: skip
    return LoadReport(
        read=sum(taken.read for taken in load.taken),
        loaded=sum(taken.new for taken in load.taken),
        duplicate=sum(taken.duplicate for taken in load.taken),
        rejected=sum(taken.rejected for taken in load.taken),
        interactions=stored,
        anonymous=anonymous,
        unplaced=tuple(unplaced),
        other_currencies=dict(
            warehouse.rows(report_sql.other_currencies_of(load.segments, currency))
        ),
        since=since,
        until=until,
        said=tuple(line for taken in load.taken for line in taken.said),
        rejected_groups=_groups(load),
    )


def _groups(load: _Load) -> tuple[RejectedGroup, ...]:
    found: dict[str, RejectedGroup] = {}
    for taken in load.taken:
        for item in taken.rejections:
            known = found.get(item.code)
            found[item.code] = RejectedGroup(
                item.code,
                1 + (known.rows if known else 0),
                known.first_file if known else item.file,
                known.first_line if known else item.line,
                known.reason if known else item.reason,
            )
    return tuple(sorted(found.values(), key=lambda group: (-group.rows, group.code)))
