"""Finds one customer by id or by any identifier, and gathers what is known of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from percorso.domain.catalogue import Touchpoint
from percorso.domain.identifiers import masked
from percorso.domain.tables import Kind, Table
from percorso.journeys.path.laying import lay_out
from percorso.store.records import catalogue as catalogue_records
from percorso.store.records import customers as customer_records
from percorso.store.records.customers import KnownIdentifier
from percorso.store.records.sources import Source
from percorso.store.warehouse import Warehouse
from percorso.workspace.maps.asking import MapRequest, asked_of
from percorso.workspace.maps.result_table import ResultTable
from percorso.workspace.people import customer_sql as ask
from percorso.workspace.people.customer_result import CustomerResult, IdentifierSeen
from percorso.workspace.people.finding import customer_no_of
from percorso.workspace.restoring import ask_warehouse
from percorso.workspace.stores import Stores

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_JOURNEY_COLUMNS: dict[str, Kind] = {
    "journey": "whole", "status": "text", "first_at": "instant", "last_at": "instant",
    "visits": "whole", "is_left_truncated": "flag",
}  # fmt: skip
_INTERACTION_COLUMNS: dict[str, Kind] = {
    "occurred_at": "instant", "touchpoint": "text", "name": "text", "stage": "text",
    "channel": "text", "source": "text", "journey": "whole", "text": "text",
    "rating_value": "number", "rating_max": "number", "rating_kind": "text",
    "amount_minor": "whole", "currency": "text",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CustomerRequest:
    """Which customer, cut by which journey, and whether identifiers are told in clear."""

    name: str
    map_request: MapRequest
    clear: bool = False


def customer_data(stores: Stores, request: CustomerRequest) -> CustomerResult:
    """What the workspace knows of a customer.

    Raises:
        CustomerUnknown: nobody has this id or identifier.
        SeveralCustomers: the identifier stands for several.
        JourneyUnknown: no such journey.
        TouchpointUnknown: a success or failure names nothing.
    """
    return ask_warehouse(stores, lambda warehouse: _result(stores, warehouse, request))


def _result(stores: Stores, warehouse: Warehouse, request: CustomerRequest) -> CustomerResult:
    no = customer_no_of(stores, request.name, warehouse)
    asked = asked_of(stores, warehouse, request.map_request)
    alone = replace(asked.scope, segment=ask.only_customer(no))
    lay_out(warehouse, alone)
    steps = warehouse.rows(ask.interactions_of(no))
    journeys = warehouse.rows(ask.JOURNEYS)
    with stores.records.read() as connection:
        id_ = customer_records.customer_id_of(connection, no)
        known = customer_records.identifiers_of(connection, no)
    places = _places(stores)
    return CustomerResult(
        id=id_,
        identifiers=tuple(_identifier(one, clear=request.clear) for one in known),
        journey=asked.scope.definition.key,
        journeys=ResultTable(Table(_JOURNEY_COLUMNS, [_journey(row) for row in journeys])),
        interactions=ResultTable(
            Table(
                _INTERACTION_COLUMNS,
                _interactions(steps, places, asked.known.sources, request.map_request.language),
            )
        ),
    )


def _places(stores: Stores) -> dict[int, Touchpoint]:
    """Observed name -> its touchpoint, as the catalogue has it now."""
    with stores.records.read() as connection:
        names = catalogue_records.observed_names(connection)
        by_key = {place.key: place for place in catalogue_records.touchpoints(connection)}
    return {name.no: by_key[name.touchpoint_key] for name in names}


def _identifier(known: KnownIdentifier, *, clear: bool) -> IdentifierSeen:
    value = known.clear_value or ""
    return IdentifierSeen(
        known.type,
        value if clear else masked(value),
        known.first_seen_at.replace(tzinfo=UTC),
        known.last_seen_at.replace(tzinfo=UTC),
    )


def _journey(row: tuple[Any, ...]) -> tuple[Any, ...]:
    journey_no, first_us, last_us, visits, status, is_left_truncated = row
    return journey_no, status, _at(first_us), _at(last_us), visits, is_left_truncated


def _interactions(
    steps: Sequence[tuple[Any, ...]], places: dict[int, Touchpoint], sources: Sequence[Source],
    language: Literal["it", "en"],
) -> list[tuple[Any, ...]]:  # fmt: skip
    keys = {source.no: source.key for source in sources}
    rows = []
    for occurred_us, name_no, source_no, journey_no, channel, *rest in steps:
        place = places[name_no]
        name = place.name_en if language == "en" else place.name_it
        rows.append((
            _at(occurred_us), place.key, name, place.stage, channel or place.channel,
            keys[source_no], journey_no, *rest,
        ))  # fmt: skip
    return rows


def _at(us: int) -> datetime:
    return _EPOCH + timedelta(microseconds=us)
