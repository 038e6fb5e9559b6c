"""Brings the warehouse up to what is registered: interactions stored, linked, resolved."""

import secrets

from percorso.collect import intake_sql
from percorso.collect.groups import KeptFiles, gather_things
from percorso.collect.groups_sql import forget_older
from percorso.collect.intake import load_limit, parse_messages
from percorso.domain.mapping import Mapping
from percorso.identity.keys_sql import keyed_rows
from percorso.identity.linking import Clock, link_identifiers
from percorso.identity.resolving import resolve_interactions
from percorso.store.query import Query
from percorso.store.records import catalogue as catalogue_records
from percorso.store.records import customers as customer_records
from percorso.store.records import sources as source_records
from percorso.store.records.sources import Segment, Source
from percorso.store.warehouse import Warehouse
from percorso.store.warehouse_tables_sql import layout_version
from percorso.workspace import report_sql
from percorso.workspace.naming import fill_observed, name_interactions
from percorso.workspace.stores import Stores, now_utc


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
        parse_messages(warehouse, mapping, segment.received_at, segment.source_no)
        store_segment(stores, warehouse, segment, mapping)
    if missing or not _is_resolved(warehouse):
        link_and_resolve(stores, warehouse)


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

    A load that ends between storing and resolving (a kill, a bad second file) leaves it behind;
    one that replaced interactions left as many, but with higher numbers.
    """
    return bool(
        warehouse.value(
            "select (select (count(*), max(interaction_no)) from interaction) "
            "= (select (count(*), max(interaction_no)) from resolved)"
        )
    )


def store_segment(stores: Stores, warehouse: Warehouse, segment: Segment, mapping: Mapping) -> None:
    """Append the parsed rows of a registered segment to the warehouse, once."""
    if mapping.one_per:
        gather_things(
            warehouse, mapping, segment.source_no, _kept_before(stores, segment),
            load_limit(segment.received_at),
        )  # fmt: skip
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
        kinds=mapping.roles(),
    )  # fmt: skip
    warehouse.do(Query(f"create or replace temp table keyed as {keyed.sql}", keyed.parameters))
    warehouse.do("drop table parsed")
    _keep_identifiers(stores, warehouse)
    with warehouse.transaction():
        _append(stores, warehouse, segment, source, mapping)
        warehouse.do(
            Query(
                "insert into loaded_segment values ($segment, $rows)",
                {"segment": segment.name, "rows": segment.rows},
            )
        )
    for table in ("message", "keyed", "touched"):
        warehouse.do(f"drop table if exists {table}")


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
        )
    )
    if mapping.one_per:
        warehouse.do(forget_older(source.no, last_no))


def _kept_before(stores: Stores, segment: Segment) -> list[KeptFiles]:
    """The segments of the same source that were registered before one, by their mapping."""
    with stores.records.read() as connection:
        registered = source_records.segments(connection)
        bodies = source_records.mapping_bodies(connection, segment.source_no)
    names = [one.name for one in registered]
    before = [
        one for one in registered[: names.index(segment.name)] if one.source_no == segment.source_no
    ]
    return [
        (
            Mapping.from_json(body),
            [stores.archive.path(one.name) for one in before if one.mapping_version == version],
        )
        for version, body in enumerate(bodies, start=1)
    ]


def _keep_identifiers(stores: Stores, warehouse: Warehouse) -> None:
    """Clear values go into the vault and nowhere else."""
    seen = warehouse.rows(report_sql.IDENTIFIERS_AT_HAND)
    with stores.records.write() as connection:
        customer_records.keep_identifiers(connection, seen)


def link_and_resolve(stores: Stores, warehouse: Warehouse) -> None:
    """Find the customers behind the identifiers, then lay out whose each interaction is."""
    clock = Clock(now_utc(), lambda: "c_" + secrets.token_hex(6))
    company = stores.company()
    with stores.records.write() as connection:
        links = link_identifiers(warehouse, connection, clock)
        sources = source_records.sources(connection)
    with warehouse.transaction():
        resolve_interactions(warehouse, links, sources, company.currency)
