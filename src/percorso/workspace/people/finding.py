"""Which customer is meant by an id, or by any identifier as somebody may write it."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from percorso.domain.errors import InputError, NotFoundError
from percorso.domain.identifiers import STRENGTH
from percorso.identity.keys_sql import keyed_rows
from percorso.identity.spellings import write_in_one_spelling
from percorso.store.query import Query
from percorso.store.records import customers as customer_records
from percorso.store.records import sources as source_records
from percorso.store.records.database import RecordsConnection
from percorso.store.records.memberships import successors_of
from percorso.store.records.sources import Source
from percorso.store.warehouse import Warehouse, open_warehouse
from percorso.workspace.people import customer_sql as ask
from percorso.workspace.stores import Stores


class CustomerUnknown(NotFoundError):
    """No customer has this id, and no identifier is written so."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"No customer has the id {name!r}, and no customer number, e-mail, phone, loyalty "
            "card, case or anonymous id known here is written so."
        )


class SeveralCustomers(InputError):
    """One text that stands for several customers."""

    def __init__(self, name: str, ids: Sequence[str]) -> None:
        self.name = name
        self.ids = tuple(ids)
        super().__init__(
            f"{name!r} stands for {len(ids)} customers: {', '.join(ids)}. Ask for one of these ids."
        )


@dataclass(frozen=True, slots=True)
class WrittenKey:
    """A text as one kind of identifier: its kind, its key, its normalised value."""

    type: str
    key: str
    clear: str


def customer_no_of(stores: Stores, name: str, warehouse: Warehouse | None = None) -> int:
    """The number of the customer of that id or identifier.

    The id of a customer who was merged into another leads to that one.

    Args:
        stores: The workspace.
        name: The customer's id, or any identifier.
        warehouse: One that is open already; without it the name is hashed in one of memory.

    Raises:
        CustomerUnknown: nobody.
        SeveralCustomers: more than one.
    """
    with stores.records.read() as connection:
        no = customer_records.customer_no_of(connection, name)
        sources = source_records.sources(connection) if no is None else []
        now = [] if no is None else successors_of(connection, no)
        ids = [customer_records.customer_id_of(connection, one) for one in now]
    if len(now) > 1:
        raise SeveralCustomers(name, ids)
    if now:
        return now[0]
    written = written_keys(stores, name, sources, warehouse)
    with stores.records.read() as connection:
        return linked_customer(connection, name, written)


def linked_customer(connection: RecordsConnection, name: str, written: Sequence[WrittenKey]) -> int:
    """The customer a text stands for, of the strongest kind it is known as.

    Raises:
        CustomerUnknown: nobody.
        SeveralCustomers: more than one.
    """
    ranks = {one.key: STRENGTH[one.type] for one in written}
    links = customer_records.links_of_keys(connection, list(ranks))
    if not links:
        raise CustomerUnknown(name)
    # A number may be one person's card and another's customer number: the stronger counts.
    best = min(ranks[link.identifier_key] for link in links)
    found = sorted({one.customer_no for one in links if ranks[one.identifier_key] == best})
    if len(found) > 1:
        ids = [customer_records.customer_id_of(connection, one) for one in found]
        raise SeveralCustomers(name, ids)
    return found[0]


def written_keys(
    stores: Stores, name: str, sources: Sequence[Source], warehouse: Warehouse | None = None
) -> list[WrittenKey]:
    """A text as each kind of identifier it can be, strongest first."""
    return keys_of_texts(stores, [name], sources, warehouse)[0]


def keys_of_texts(
    stores: Stores, names: Sequence[str], sources: Sequence[Source],
    warehouse: Warehouse | None = None,
) -> list[list[WrittenKey]]:  # fmt: skip
    """Each of several texts as each kind of identifier it can be, strongest first."""
    if warehouse is None:
        with in_memory(stores) as passing:
            return keys_of_texts(stores, names, sources, passing)
    lines = np.arange(len(names), dtype=np.int64)
    warehouse.fill("asked", {"line": lines, "text": np.array(names, dtype=object)})
    warehouse.do(ask.POSSIBLE)
    write_in_one_spelling(warehouse, "possible")
    found: list[dict[str, WrittenKey]] = [{} for _ in names]
    for place, source in enumerate(sources):
        # A case alone is one of its source: all else is the same of every source.
        kinds = ("case_id",) if place else STRENGTH
        keyed: Query = keyed_rows(
            "possible", secret=stores.secret, source_key=source.key, case_is_identifier=True,
            kinds=kinds,
        )  # fmt: skip
        for line, identifiers in warehouse.rows(keyed):
            for one in identifiers:
                found[line][one["key"]] = WrittenKey(one["type"], one["key"], one["clear"])
    return [sorted(one.values(), key=lambda one: STRENGTH[one.type]) for one in found]


def in_memory(stores: Stores) -> AbstractContextManager[Warehouse]:
    """An engine without a file, to hash identifiers with while others hold the warehouse."""
    return open_warehouse(
        Path(":memory:"),
        read_only=False,
        memory_limit_mb=stores.settings.memory_limit_mb,
        temporary_limit_mb=stores.settings.temporary_limit_mb,
        scratch=stores.scratch,
    )
