"""The customers of a workspace one below the other: who, how many contacts, since when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from percorso.domain.identifiers import masked
from percorso.store.records import catalogue as catalogue_records
from percorso.store.records import customers as customer_records
from percorso.store.records.database import RecordsConnection
from percorso.store.warehouse import Warehouse
from percorso.workspace import customer_sql as ask
from percorso.workspace.restoring import ask_warehouse
from percorso.workspace.stores import Stores

Order = Literal["last", "first", "interactions"]
_TELLING = {"email": 0, "phone": 1, "user_id": 2, "loyalty_card": 3}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ListedCustomer:
    """One line of the list; instants are UTC.

    Attributes:
        id: The customer's id, which stays the same.
        identifier: What says best who it is, masked; empty where nothing is known in clear.
        interactions: How many there are.
        stage: Key of the stage of the last one.
    """

    id: str
    identifier: str
    interactions: int
    first_at: datetime
    last_at: datetime
    stage: str


@dataclass(frozen=True, slots=True)
class CustomerList:
    """Some customers, and how many there are in all."""

    rows: tuple[ListedCustomer, ...]
    total: int


def customer_list(
    stores: Stores, order: Order, *, rising: bool, skipped: int, most: int
) -> CustomerList:
    """The customers from one place in an order on.

    Args:
        stores: The workspace.
        order: What decides the order.
        rising: Whether the least comes first.
        skipped: How many customers are left out before.
        most: How many at most.
    """

    def read(warehouse: Warehouse) -> CustomerList:
        total = warehouse.value(ask.ALL_CUSTOMERS)
        rows = warehouse.rows(ask.listed(order, rising=rising, skipped=skipped, most=most))
        with stores.records.read() as connection:
            told = _told(connection, rows)
        return CustomerList(told, total)

    return ask_warehouse(stores, read)


def _told(connection: RecordsConnection, rows: list[tuple[int, ...]]) -> tuple[ListedCustomer, ...]:
    stage_of = {place.key: place.stage for place in catalogue_records.touchpoints(connection)}
    places = {name.no: name.touchpoint_key for name in catalogue_records.observed_names(connection)}
    return tuple(
        ListedCustomer(
            customer_records.customer_id_of(connection, no), _best_known(connection, no),
            interactions, _at(first_us), _at(last_us), stage_of[places[last_name_no]],
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


def _best_known(connection: RecordsConnection, customer_no: int) -> str:
    known = customer_records.identifiers_of(connection, customer_no)
    return most_telling((one.type, masked(one.clear_value or "")) for one in known)


def _at(us: int) -> datetime:
    return _EPOCH + timedelta(microseconds=us)
