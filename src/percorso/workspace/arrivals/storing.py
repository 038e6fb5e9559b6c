"""Stores registered rows in the warehouse as interactions."""

from percorso.collect import intake_sql
from percorso.collect.contact_rows import CONTACT_MAPPING
from percorso.collect.contact_rows_sql import note_inbox_loaded
from percorso.collect.groups import KeptFiles, gather_things
from percorso.collect.groups_sql import forget_older
from percorso.collect.intake import load_limit
from percorso.domain.mapping import Mapping
from percorso.identity.keys_sql import keyed_rows
from percorso.identity.spellings import write_in_one_spelling
from percorso.store.query import Query
from percorso.store.records import catalogue as catalogue_records
from percorso.store.records import customers as customer_records
from percorso.store.records import sources as source_records
from percorso.store.records.sources import MESSAGE_DOORS, Segment, Source
from percorso.store.warehouse import Warehouse
from percorso.store.warehouse_tables_sql import LEAVE_ALL_UNRESOLVED, LEAVE_UNRESOLVED
from percorso.workspace.arrivals import report_sql
from percorso.workspace.arrivals.keeping import keep_said
from percorso.workspace.arrivals.late import drop_late_keyed
from percorso.workspace.arrivals.naming import fill_observed, name_interactions
from percorso.workspace.stores import Stores


def store_segment(
    stores: Stores,
    warehouse: Warehouse,
    segment: Segment,
    mapping: Mapping,
    *,
    is_loaded: bool = False,
) -> None:
    """Append the parsed rows of a registered segment to the warehouse, once.

    Args:
        stores: The workspace.
        warehouse: Holds the rows in its temporary table `parsed`.
        segment: The segment they stand in.
        mapping: What they were parsed with.
        is_loaded: Whether the segment is in already, as another mapping reads it.
    """
    if mapping.one_per:
        gather_things(
            warehouse, mapping, segment.source_no, _kept_before(stores, segment),
            load_limit(segment.received_at),
        )  # fmt: skip
    source = _place_and_key(stores, warehouse, segment, mapping)
    with warehouse.transaction():
        if is_loaded:
            forget_segments(warehouse, [segment.name])
        _append(stores, warehouse, segment, source, mapping)
        warehouse.do(intake_sql.note_refused(source.no, segment.name))
        warehouse.do(intake_sql.note_loaded(segment.name, segment.mapping_version, segment.rows))
        warehouse.do(LEAVE_UNRESOLVED)
    _drop_passing(warehouse)


def store_inbox(stores: Stores, warehouse: Warehouse, segment: Segment, through_no: int) -> None:
    """Append what messages of the inbox tell, under the segment they will be sealed in.

    Args:
        stores: The workspace.
        warehouse: Holds the rows in its temporary table `parsed`.
        segment: The segment, which is not there yet.
        through_no: The last batch they stand in.
    """
    source = _place_and_key(stores, warehouse, segment, CONTACT_MAPPING)
    with warehouse.transaction():
        _append(stores, warehouse, segment, source, CONTACT_MAPPING)
        for statement in note_inbox_loaded(source.no, through_no):
            warehouse.do(statement)
        warehouse.do(LEAVE_UNRESOLVED)
    _drop_passing(warehouse)


def _place_and_key(
    stores: Stores, warehouse: Warehouse, segment: Segment, mapping: Mapping
) -> Source:
    """Give the names at hand their touchpoints, and make `keyed` of `parsed`."""
    names = [(name, channel) for name, channel, _ in warehouse.rows(intake_sql.new_names())]
    with stores.records.write() as connection:
        source = source_records.source_of(connection, segment.source_no)
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
    write_in_one_spelling(warehouse, "parsed")
    keyed = keyed_rows(
        "parsed", secret=stores.secret, source_key=source.key,
        case_is_identifier=mapping.case_is_identifier,
        keep="*",
        kinds=mapping.roles(),
    )  # fmt: skip
    warehouse.do(Query(f"create or replace temp table keyed as {keyed.sql}", keyed.parameters))
    warehouse.do("drop table parsed")
    drop_late_keyed(stores, warehouse, source)
    _keep_identifiers(stores, warehouse)
    keep_said(stores, warehouse, source, segment, mapping)
    return source


def _drop_passing(warehouse: Warehouse) -> None:
    for table in ("message", "keyed", "touched"):
        warehouse.do(f"drop table if exists {table}")


def forget_segments(warehouse: Warehouse, names: list[str]) -> None:
    """Take out all that came of segments; inside a transaction of the caller."""
    for statement in intake_sql.forget_segments(names):
        warehouse.do(statement)
    warehouse.do(LEAVE_ALL_UNRESOLVED)


def _append(
    stores: Stores, warehouse: Warehouse, segment: Segment, source: Source, mapping: Mapping
) -> None:
    """Add the interactions; those of a thing that was known take the place of its older ones."""
    last_no = warehouse.value("select coalesce(max(interaction_no), 0) from interaction")
    warehouse.do(
        intake_sql.store_interactions(
            source_key=source.key,
            source_no=source.no,
            source_rank=source.rank,
            segment=segment.name,
            received_at=segment.received_at,
            currency=stores.company().currency,
            case_is_identifier=mapping.case_is_identifier,
            parts=max(1, len(mapping.events)),
            as_told=segment.door in MESSAGE_DOORS,
        )
    )
    if mapping.one_per:
        warehouse.do(forget_older(source.no, last_no))


def _kept_before(stores: Stores, segment: Segment) -> list[KeptFiles]:
    """The segments of the same source that were registered before one, by their mapping."""
    with stores.records.read() as connection:
        registered = source_records.segments(connection)
        bodies = source_records.mapping_bodies(connection, segment.source_no)
    before = [
        one
        for one in segments_before(registered, segment)
        if stores.archive.fault_of(one.name, one.sha256) is None
    ]
    return [
        (
            Mapping.from_json(body),
            [stores.archive.path(one.name) for one in before if one.mapping_version == version],
        )
        for version, body in enumerate(bodies, start=1)
    ]


def segments_before(registered: list[Segment], segment: Segment) -> list[Segment]:
    """The segments of the same source that were registered before one."""
    names = [one.name for one in registered]
    return [
        one for one in registered[: names.index(segment.name)] if one.source_no == segment.source_no
    ]


def _keep_identifiers(stores: Stores, warehouse: Warehouse) -> None:
    """Clear values go into the vault and nowhere else."""
    seen = warehouse.rows(report_sql.IDENTIFIERS_AT_HAND)
    with stores.records.write() as connection:
        customer_records.keep_identifiers(connection, seen)
