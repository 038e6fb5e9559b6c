"""Who is to be forgotten: their identifiers, customers, and the values they are known by."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from percorso.store.records import customers as customer_records
from percorso.store.records import erasures
from percorso.store.records import sources as source_records
from percorso.store.records.consents import choices_of_keys
from percorso.store.records.customers import Link
from percorso.store.records.database import RecordsConnection
from percorso.store.warehouse import Warehouse
from percorso.workspace.people.finding import (
    CustomerUnknown,
    WrittenKey,
    keys_of_texts,
    linked_customer,
)
from percorso.workspace.stores import Stores

_PHONE = re.compile(r"\+?[0-9 .\-/()]{8,}")


@dataclass(frozen=True, slots=True)
class Persons:
    """Those who are to be forgotten.

    Attributes:
        names: As they were asked for, those found.
        unknown: The names nobody is known by, of which no trace can be looked for.
        keys: key -> type of each identifier that is theirs alone.
        customers: The numbers they have and had before merges.
        values: (type, value) of these identifiers.
        shared: The links of devices that others hold too.
    """

    names: tuple[str, ...]
    unknown: tuple[str, ...]
    keys: dict[str, str]
    customers: tuple[int, ...]
    values: tuple[tuple[str, str], ...]
    shared: tuple[Link, ...]


def persons_named(stores: Stores, warehouse: Warehouse, names: Sequence[str]) -> Persons:
    """The persons of some ids and identifiers.

    An address or number that is nobody's yet counts as found: rejected rows may hold it.

    Raises:
        SeveralCustomers: a name stands for several.
    """
    found: set[int] = set()
    alone: dict[str, WrittenKey] = {}
    unknown = []
    asked = list(dict.fromkeys(names))
    with stores.records.read() as connection:
        sources = source_records.sources(connection)
        written = keys_of_texts(stores, asked, sources, warehouse)
        for name, keys in zip(asked, written, strict=True):
            no = customer_records.customer_no_of(connection, name)
            try:
                found.add(no or linked_customer(connection, name, keys))
            except CustomerUnknown:
                if theirs := _unlinked(connection, name, keys):
                    alone |= {one.key: one for one in theirs}
                else:
                    unknown.append(name)
    known = tuple(name for name in asked if name not in unknown)
    return _persons(stores, found, alone, known, tuple(unknown))


def _unlinked(
    connection: RecordsConnection, name: str, written: Sequence[WrittenKey]
) -> list[WrittenKey]:
    """What a name is that no customer has: an address, a phone number, or what choices hang on."""
    kind = "email" if "@" in name else "phone" if _PHONE.fullmatch(name) else ""
    spoken = {one.key for one in choices_of_keys(connection, [one.key for one in written])}
    return [one for one in written if one.type == kind or one.key in spoken]


def _persons(
    stores: Stores, found: set[int], alone: dict[str, WrittenKey], names: tuple[str, ...],
    unknown: tuple[str, ...],
) -> Persons:  # fmt: skip
    keys = {key: one.type for key, one in alone.items()}
    values = {(one.type, one.clear) for one in alone.values()}
    shared: list[Link] = []
    with stores.records.read() as connection:
        for no in sorted(found):
            known = customer_records.identifiers_of(connection, no)
            links = customer_records.links_of_keys(connection, [one.key for one in known])
            of_others = {one.identifier_key for one in links if one.customer_no not in found}
            shared += [
                one for one in links if one.identifier_key in of_others and one.customer_no == no
            ]
            mine = [one for one in known if one.key not in of_others]
            keys |= {one.key: one.type for one in mine}
            values |= {(one.type, one.clear_value) for one in mine if one.clear_value}
        before = erasures.customers_ever_linked(connection, keys) - found
        merged = {no for no in before if _is_left(connection, no, keys)}
    return Persons(
        names, unknown, keys, tuple(sorted(found | merged)), tuple(sorted(values)), tuple(shared)
    )


def _is_left(connection: RecordsConnection, no: int, keys: dict[str, str]) -> bool:
    """Whether nothing stands for a customer any more, as after a merge."""
    return all(one.key in keys for one in customer_records.identifiers_of(connection, no))
