"""Who is left out of what is counted: whose data are restricted, and who refused profiling."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from percorso.domain.consent.choices import Spoken
from percorso.domain.consent.permission import RESTRICTION, Said
from percorso.domain.consent.purposes import Scope
from percorso.domain.consent.replay import joined_of
from percorso.store.query import Query
from percorso.store.records import customers as customer_records
from percorso.store.records.consents import choices_about
from percorso.store.records.database import RecordsConnection
from percorso.store.records.memberships import histories_of
from percorso.store.warehouse import Warehouse
from percorso.workspace.left_out_sql import without
from percorso.workspace.stores import Stores

PROFILING = Scope("profiling", "")
_PART_KEYS = 10_000
_NOES = ("objected", "withdrawn")
_RESTRICTED = ("objected",)
_RESTRICTED_TABLE = "restricted_customer"


def without_restricted(stores: Stores, warehouse: Warehouse, chosen: Query | None) -> Query | None:
    """The customers of a question without those whose data are restricted (GDPR 18).

    Args:
        stores: The workspace.
        warehouse: Open; gets a temporary table of those left out.
        chosen: The numbers of the customers it is about; None is everybody, and stays it where
            nobody is left out.
    """
    return _without(stores, warehouse, chosen, RESTRICTION, _RESTRICTED_TABLE, _RESTRICTED)


def restricted_customers(connection: RecordsConnection) -> list[int]:
    """The customers whose data are kept and used for nothing (GDPR 18), by number."""
    return _customers_who_said(connection, RESTRICTION, _RESTRICTED)


def tell_restricted(stores: Stores, warehouse: Warehouse) -> None:
    """Make the temporary table `restricted_customer(customer_no)`."""
    with stores.records.read() as connection:
        left_out = restricted_customers(connection)
    warehouse.fill(_RESTRICTED_TABLE, {"customer_no": np.array(left_out, dtype=np.int32)})


def refusing_customers(connection: RecordsConnection) -> list[int]:
    """The customers who refused profiling (GDPR 21), by number."""
    return _customers_who_said(connection, PROFILING, _NOES)


def without_refusers(stores: Stores, warehouse: Warehouse, chosen: Query) -> Query:
    """The customers of a segment without those who refused profiling (GDPR 21)."""
    return _without(stores, warehouse, chosen, PROFILING, "refuser", _NOES) or chosen


def _without(
    stores: Stores, warehouse: Warehouse, chosen: Query | None, scope: Scope, table: str,
    states: Sequence[str],
) -> Query | None:  # fmt: skip
    with stores.records.read() as connection:
        left_out = _customers_who_said(connection, scope, states)
    if not left_out:
        return chosen
    warehouse.fill(table, {"customer_no": np.array(left_out, dtype=np.int32)})
    return without(chosen, table)


def _customers_who_said(
    connection: RecordsConnection, scope: Scope, states: Sequence[str]
) -> list[int]:
    """The customers whose word on a purpose is one of these now, by number."""
    return _who_said(connection, choices_about(connection, scope.purpose), scope, states)


def refusing_of(connection: RecordsConnection, spoken: Sequence[Spoken]) -> list[int]:
    """Who of those that said something refused profiling, by number."""
    return _who_said(connection, spoken, PROFILING, _NOES)


def restricted_of(connection: RecordsConnection, spoken: Sequence[Spoken]) -> list[int]:
    """Those of them whose data are restricted, by number."""
    return _who_said(connection, spoken, RESTRICTION, _RESTRICTED)


def _who_said(
    connection: RecordsConnection, spoken: Sequence[Spoken], scope: Scope, states: Sequence[str]
) -> list[int]:
    about = [one for one in spoken if one.choice.scope.purpose == scope.purpose]
    now = datetime.now(UTC)
    found = []
    for customer_no, words in words_by_customer(connection, about).items():
        keys = {one.key for one in words}
        joined = joined_of(histories_of(connection, keys)) if len(keys) > 1 else []
        word = Said(words, joined).word_on(scope, now)
        if word is not None and word.state in states:
            found.append(customer_no)
    return sorted(found)


def words_by_customer(
    connection: RecordsConnection, spoken: Sequence[Spoken]
) -> dict[int, list[Spoken]]:
    """Choices by the customer whose identifier they hang on now."""
    keys = sorted({one.key for one in spoken})
    owner: dict[str, int] = {}
    for first in range(0, len(keys), _PART_KEYS):
        links = customer_records.links_of_keys(connection, keys[first : first + _PART_KEYS])
        owner |= {one.identifier_key: one.customer_no for one in links if one.since_at is None}
    found: defaultdict[int, list[Spoken]] = defaultdict(list)
    for one in spoken:
        if one.key in owner:
            found[owner[one.key]].append(one)
    return found
