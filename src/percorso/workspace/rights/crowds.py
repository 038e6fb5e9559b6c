"""Addresses that many share stay nobody's when some of those who share them go."""

from collections.abc import Iterable
from datetime import UTC

import numpy as np

from percorso.identity.rails import MOST_PARTNERS
from percorso.store.records import retention as retention_records
from percorso.store.records.blocks import Block, add_block
from percorso.store.records.database import RecordsConnection
from percorso.store.warehouse import Warehouse
from percorso.workspace.rights import overdue_sql
from percorso.workspace.stores import now_utc


def tell_gone(warehouse: Warehouse, keys: Iterable[str]) -> None:
    """Make the temporary table `gone_key(key)` of the identifiers that go."""
    # Without a row the column would have no type.
    warehouse.fill("gone_key", {"key": np.array([*keys, None], dtype=object)})
    warehouse.do("delete from gone_key where key is null")


def keep_crowds_apart(connection: RecordsConnection, warehouse: Warehouse, by: str) -> None:
    """Put addresses on the list of blocked values that were seen with too many to be anybody's.

    That is learnt from those who share them: without who goes they could pass for one person's,
    and join all the others.

    Args:
        connection: Inside the transaction in which the records forget.
        warehouse: As it was linked before, with the temporary table `gone_key(key)`.
        by: What the list says put them there; nobody did.
    """
    crowded = [key for (key,) in warehouse.rows(overdue_sql.crowded(MOST_PARTNERS))]
    at = now_utc().replace(tzinfo=UTC)
    for value in retention_records.clear_values(connection, crowded):
        add_block(connection, Block(value.lower(), by, at))
