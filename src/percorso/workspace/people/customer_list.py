"""The customers of a workspace one below the other: who, how many contacts, since when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from percorso.domain.identifiers import masked
from percorso.journeys.instants import start_of_day_us
from percorso.store.query import Query
from percorso.store.records import catalogue as catalogue_records
from percorso.store.records import customers as customer_records
from percorso.store.records.database import RecordsConnection
from percorso.store.warehouse import Warehouse
from percorso.workspace.left_out import without_restricted
from percorso.workspace.maps.scoping import known_names, segment_of
from percorso.workspace.people import customer_sql as ask
from percorso.workspace.people.happy_rank import ranked, with_rank
from percorso.workspace.restoring import ask_warehouse
from percorso.workspace.stores import Stores

Order = Literal["last", "first", "interactions", "happy", "drop"]
_BY_INDEX = ("happy", "drop")
_TELLING = {"email": 0, "phone": 1, "user_id": 2, "loyalty_card": 3}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ListedCustomer:
    """One line of the list; instants are UTC.

    Attributes:
        id: The customer's id, which stays the same.
        identifier: What says best who it is, masked unless it was asked in clear; empty where
            nothing is known.
        interactions: How many there are.
        stage: Key of the stage of the last one.
        happy: The Happy Index, 0..100; told where the list is sorted by it.
        drop: Points it moved in 14 days; told where the list is sorted by it.
    """

    id: str
    identifier: str
    interactions: int
    first_at: datetime
    last_at: datetime
    stage: str
    happy: float | None = None
    drop: float | None = None


@dataclass(frozen=True, slots=True)
class CustomerList:
    """Some customers, and how many there are in all."""

    rows: tuple[ListedCustomer, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ListRequest:
    """Which customers, and in which order.

    Attributes:
        order: By the last or first interaction, or by how many there are; or those with a solid
            Happy Index, by it or by how far it fell in 14 days.
        rising: Whether the least comes first.
        skipped: How many are left out before.
        most: How many at most.
        touchpoint: Key of a touchpoint they had a contact at; None is any.
        since, until: Days in the workspace's zone, [since, until), of that contact.
        segment: Key of a kept segment they are in; None is everybody.
        clear: Whether identifiers are told in clear and not masked.
    """

    order: Order = "last"
    rising: bool = False
    skipped: int = 0
    most: int = 50
    touchpoint: str | None = None
    since: date | None = None
    until: date | None = None
    segment: str | None = None
    clear: bool = False


def customer_list(stores: Stores, asked: ListRequest) -> CustomerList:
    """The customers from one place in an order on; nobody where nothing has that touchpoint."""

    def read(warehouse: Warehouse) -> CustomerList:
        among = _among(stores, warehouse, asked.segment)
        standing: Mapping[int, tuple[float, float]] = {}
        if asked.order in _BY_INDEX:
            standing = ranked(stores, warehouse, by_drop=asked.order == "drop")
            among = with_rank(among)
        met = replace(_met(stores, asked), among=among)
        rows = warehouse.rows(
            ask.listed(
                met, asked.order, rising=asked.rising, skipped=asked.skipped, most=asked.most
            )
        )
        with stores.records.read() as connection:
            told = _told(connection, rows, standing, clear=asked.clear)
        return CustomerList(told, warehouse.value(ask.how_many(met)))

    return ask_warehouse(stores, read)


def _among(stores: Stores, warehouse: Warehouse, segment: str | None) -> Query | None:
    if segment is None:
        return None
    known = known_names(stores, warehouse)
    chosen = segment_of(stores, warehouse, known, None, None, segment)
    return without_restricted(stores, warehouse, chosen)


def _met(stores: Stores, asked: ListRequest) -> ask.Met:
    zone = stores.company().time_zone
    since_us, until_us = (
        None if day is None else start_of_day_us(day, zone) for day in (asked.since, asked.until)
    )
    if asked.touchpoint is None:
        return ask.Met(None, since_us, until_us)
    with stores.records.read() as connection:
        names = catalogue_records.observed_names(connection)
    led = tuple(name.no for name in names if name.touchpoint_key == asked.touchpoint)
    return ask.Met(led, since_us, until_us)


def _told(
    connection: RecordsConnection,
    rows: list[tuple[int, ...]],
    standing: Mapping[int, tuple[float, float]],
    *,
    clear: bool,
) -> tuple[ListedCustomer, ...]:
    stage_of = {place.key: place.stage for place in catalogue_records.touchpoints(connection)}
    places = {name.no: name.touchpoint_key for name in catalogue_records.observed_names(connection)}
    return tuple(
        ListedCustomer(
            customer_records.customer_id_of(connection, no),
            _best_known(connection, no, clear=clear), interactions, _at(first_us), _at(last_us),
            stage_of[places[last_name_no]], *standing.get(no, (None, None)),
        )
        for no, interactions, first_us, last_us, last_name_no in rows
    )  # fmt: skip


def most_telling(known: Iterable[tuple[str, str]]) -> str:
    """The value by which a person knows somebody best: masked, an e-mail address still tells most.

    Args:
        known: Type and value of each identifier; empty values say nothing.

    >>> most_telling([("user_id", "C..."), ("email", "r...@c....example")])
    'r...@c....example'
    """
    told = [(type_, value) for type_, value in known if value]
    return min(told, key=lambda one: _TELLING.get(one[0], len(_TELLING)), default=("", ""))[1]


def _best_known(connection: RecordsConnection, customer_no: int, *, clear: bool) -> str:
    known = customer_records.identifiers_of(connection, customer_no)
    shown = str if clear else masked
    return most_telling((one.type, shown(one.clear_value or "")) for one in known)


def _at(us: int) -> datetime:
    return _EPOCH + timedelta(microseconds=us)
