"""Drops what comes of persons after they were erased: by keyed hashes, and counted."""

from collections.abc import Sequence

import numpy as np

from percorso.domain.mapping import Mapping
from percorso.identity.keys_sql import keyed_rows
from percorso.identity.spellings import write_in_one_spelling
from percorso.store.query import Query
from percorso.store.records.erasures import Tombstone, tombstones
from percorso.store.records.sources import Source
from percorso.store.warehouse import Warehouse
from percorso.workspace.arrivals import late_sql as ask
from percorso.workspace.stores import Stores


def drop_late_rows(stores: Stores, warehouse: Warehouse, source: Source, mapping: Mapping) -> int:
    """Take rows of erased persons out of `message` and `parsed`; returns how many.

    Args:
        stores: The workspace.
        warehouse: Holds the rows of a file as they were just read.
        source: Where they come from.
        mapping: What they were read with.
    """
    if not _find(stores, warehouse, source, mapping):
        return 0
    warehouse.do(ask.WITH_THEIR_THINGS)
    count = int(warehouse.value(ask.COUNT))
    for statement in (ask.DROP_PARSED, ask.DROP_MESSAGES):
        warehouse.do(statement)
    return count


def drop_late_messages(
    stores: Stores, warehouse: Warehouse, source: Source, mapping: Mapping
) -> set[str]:
    """Take what messages of erased persons tell out of `parsed`; returns the messages' ids."""
    if not _find(stores, warehouse, source, mapping):
        return set()
    found = {str(row[0]) for row in warehouse.rows(ask.ERASED_IDS)}
    warehouse.do(
        Query("delete from parsed where message_id in (select unnest($ids))", {"ids": list(found)})
    )
    return found


def drop_late_keyed(stores: Stores, warehouse: Warehouse, source: Source) -> None:
    """Take rows of erased persons out of `keyed`: of an archive that came back from a backup."""
    known = _known(stores)
    if known:
        _fill(warehouse, known)
        warehouse.do(ask.erased_lines("keyed", stores.secret, source.family))
        warehouse.do(ask.DROP_KEYED)


def unregistered(source_key: str) -> Source:
    """A source that is made when its first rows are kept."""
    return Source(0, source_key, source_key, "default", 0)


def _find(stores: Stores, warehouse: Warehouse, source: Source, mapping: Mapping) -> bool:
    """Make `erased_line` of the rows in `parsed`; whether there is anybody to look for."""
    known = _known(stores)
    if not known:
        return False
    _fill(warehouse, known)
    write_in_one_spelling(warehouse, "parsed")
    keyed = keyed_rows(
        "parsed", secret=stores.secret, source_key=source.key,
        case_is_identifier=mapping.case_is_identifier, kinds=mapping.roles(),
        keep="line, occurred_at, order_id, tracking_number, invoice_id, case_id",
    )  # fmt: skip
    warehouse.do(Query(f"create or replace temp table late_keyed as {keyed.sql}", keyed.parameters))
    warehouse.do(ask.erased_lines("late_keyed", stores.secret, source.family))
    warehouse.do("drop table late_keyed")
    return True


def _known(stores: Stores) -> list[Tombstone]:
    with stores.records.read() as connection:
        return tombstones(connection)


def _fill(warehouse: Warehouse, known: Sequence[Tombstone]) -> None:
    warehouse.fill(
        "tomb",
        {
            "key": np.array([one.key for one in known], dtype=object),
            "lifted_at": np.array([one.lifted_at for one in known], dtype="datetime64[us]"),
        },
    )
