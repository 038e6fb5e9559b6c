"""Finds whose the stored interactions are, after new ones came or somebody ruled who is who."""

import hashlib
import secrets
from collections.abc import Sequence

from percorso.identity.constraints import Constraints, read_constraints
from percorso.identity.linking import Clock, People, link_identifiers, people_of
from percorso.identity.newcomers import is_known_before, people_of_new
from percorso.identity.resolving import (
    note_resolved,
    resolve_interactions,
    resolve_new,
    setup_of,
)
from percorso.store.records import customers as customer_records
from percorso.store.records import sources as source_records
from percorso.store.records.blocks import blocks
from percorso.store.records.customers import OF_WHAT_WAS_SEEN, Because
from percorso.store.records.database import RecordsConnection
from percorso.store.records.rulings import SAME, Ruling, add_rulings, last_ruling, rulings
from percorso.store.warehouse import Warehouse
from percorso.store.warehouse_tables_sql import LEAVE_UNRESOLVED, NOTE_RESOLVED
from percorso.workspace.stores import Stores, now_utc


def link_and_resolve(stores: Stores, warehouse: Warehouse, ruled: Sequence[Ruling] = ()) -> None:
    """Find the customers behind the identifiers, then lay out whose each interaction is.

    Only what is new is looked at, and who hangs together with it, where the rest stands as the
    last resolving left it.

    Args:
        stores: The workspace.
        warehouse: Holds the interactions.
        ruled: Words on who is who that somebody says now, all by one actor.
    """
    clock = Clock(now_utc(), lambda: "c_" + secrets.token_hex(6))
    currency = stores.company().currency
    with stores.records.read() as connection:
        is_known = is_known_before(warehouse, _setup(connection, currency))
    because = _keep(stores, warehouse, ruled) if ruled else OF_WHAT_WAS_SEEN
    # Doors write to the records, too: they wait for what is written here, not for what is found.
    of_new = _people_of_new(stores, warehouse, ruled) if is_known else None
    people = of_new or people_of(warehouse, constraints_of(stores))
    with stores.records.write() as connection:
        links = link_identifiers(people, warehouse, connection, clock, because)
        sources = source_records.sources(connection)
        setup = _setup(connection, currency)
    resolve = resolve_interactions if of_new is None else resolve_new
    with warehouse.transaction():
        resolve(warehouse, links, sources, currency)
        note_resolved(warehouse, setup)
        warehouse.do(NOTE_RESOLVED)


def constraints_of(stores: Stores, keys: Sequence[str] | None = None) -> Constraints:
    """What binds some identifiers, or all, beside what was seen."""
    with stores.records.read() as connection:
        return read_constraints(connection, keys)


def _keep(stores: Stores, warehouse: Warehouse, ruled: Sequence[Ruling]) -> Because:
    """Write rulings down; a kill before they are followed leaves a warehouse that knows it."""
    warehouse.do(LEAVE_UNRESOLVED)
    with stores.records.write() as connection:
        add_rulings(connection, ruled)
        number = last_ruling(connection)
    return Because(f"ruled_{ruled[0].verdict}", ruled[0].actor, f"ruling {number}")


def _people_of_new(stores: Stores, warehouse: Warehouse, ruled: Sequence[Ruling]) -> People | None:
    with stores.records.read() as connection:
        same = [one.pair for one in rulings(connection) if one.verdict == SAME]
    on = sorted({key for one in ruled for key in one.pair})
    return people_of_new(warehouse, lambda keys: constraints_of(stores, keys), same, on)


def _setup(connection: RecordsConnection, currency: str) -> str:
    """What resolving rests on: links, rulings and blocks that others add make it another."""
    batch, ruling = customer_records.last_batch(connection), last_ruling(connection)
    blocked = " ".join(one.value for one in blocks(connection))
    fingerprint = hashlib.sha256(blocked.encode()).hexdigest()[:12] if blocked else "-"
    sources = setup_of(source_records.sources(connection), currency)
    return f"{batch} {ruling} {fingerprint} {sources}"
