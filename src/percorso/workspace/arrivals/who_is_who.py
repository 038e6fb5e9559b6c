"""Finds whose the stored interactions are, after new ones came or somebody ruled who is who."""

import hashlib
import secrets
from collections.abc import Sequence

from percorso.identity.constraints import BIRTH_DATE, Constraints, read_constraints
from percorso.identity.linking import Clock, People, link_identifiers, people_of
from percorso.identity.machines_sql import CONTACTS_LEFT_OUT
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
from percorso.store.records.corrections import Correction, add_correction, last_correction
from percorso.store.records.customers import OF_WHAT_WAS_SEEN, Because
from percorso.store.records.database import RecordsConnection
from percorso.store.records.machines import (
    contacts_of_machines,
    keys_of_persons,
    note_contacts_of_machines,
)
from percorso.store.records.remembered import remembered
from percorso.store.records.rulings import SAME, Ruling, add_rulings, last_ruling, rulings
from percorso.store.warehouse import Warehouse
from percorso.store.warehouse_tables_sql import LEAVE_UNRESOLVED, NOTE_RESOLVED
from percorso.workspace.arrivals.opening import open_follow_ups
from percorso.workspace.stores import Stores, now_utc
from percorso.workspace.texts.unread import unread_texts


def link_and_resolve(
    stores: Stores, warehouse: Warehouse, ruled: Sequence[Ruling] = (),
    corrected: Sequence[Correction] = (),
) -> None:  # fmt: skip
    """Find the customers behind the identifiers, then lay out whose each interaction is.

    Only what is new is looked at, and who hangs together with it, where the rest stands as the
    last resolving left it.

    Args:
        stores: The workspace.
        warehouse: Holds the interactions.
        ruled: Words on who is who that somebody says now, all by one actor.
        corrected: What was put right by hand, and who is who rests on, all by one actor.
    """
    _read_what_was_written(stores, warehouse)
    clock = Clock(now_utc(), lambda: "c_" + secrets.token_hex(6))
    currency = stores.company().currency
    with stores.records.read() as connection:
        is_known = is_known_before(warehouse, _setup(connection, currency))
    because = OF_WHAT_WAS_SEEN
    if ruled or corrected:
        because = _keep(stores, warehouse, ruled, corrected)
    # Doors write to the records, too: they wait for what is written here, not for what is found.
    on = {key for one in ruled for key in one.pair} | {one.key for one in corrected}
    of_new = _people_of_new(stores, warehouse, sorted(on)) if is_known else None
    people = of_new or _people_of_all(stores, warehouse)
    with stores.records.write() as connection:
        links = link_identifiers(people, warehouse, connection, clock, because)
        sources = source_records.sources(connection)
        setup = _setup(connection, currency)
        persons = keys_of_persons(connection)
    resolve = resolve_interactions if of_new is None else resolve_new
    with warehouse.transaction():
        resolve(warehouse, links, sources, currency, persons)
        note_resolved(warehouse, setup)
        warehouse.do(NOTE_RESOLVED)
        _count_machines(stores, warehouse)
    open_follow_ups(stores, warehouse)


def _read_what_was_written(stores: Stores, warehouse: Warehouse) -> None:
    """Read texts before they are laid out: what they tell stands in the resolved view."""
    numbers = unread_texts(stores, warehouse)
    if numbers.size:
        # What reads texts takes long to import, and most loads bring none.
        from percorso.workspace.texts.keeping import read_texts

        read_texts(stores, warehouse, numbers)


def _count_machines(stores: Stores, warehouse: Warehouse) -> None:
    """Count in the records what is left out.

    That is committed before the warehouse is: a kill between resolves again, and counts the same.
    """
    found = {int(source): int(count) for source, count in warehouse.rows(CONTACTS_LEFT_OUT)}
    with stores.records.read() as connection:
        known = contacts_of_machines(connection)
    if found != known:
        with stores.records.write() as connection:
            note_contacts_of_machines(connection, found)


def constraints_of(stores: Stores, keys: Sequence[str] | None = None) -> Constraints:
    """What binds some identifiers, or all, beside what was seen."""
    with stores.records.read() as connection:
        return read_constraints(connection, keys)


def _keep(
    stores: Stores, warehouse: Warehouse, ruled: Sequence[Ruling], corrected: Sequence[Correction]
) -> Because:
    """Write words down; a kill before they are followed leaves a warehouse that knows it."""
    warehouse.do(LEAVE_UNRESOLVED)
    with stores.records.write() as connection:
        add_rulings(connection, ruled)
        for one in corrected:
            add_correction(connection, one)
        if ruled:
            evidence = f"ruling {last_ruling(connection)}"
            return Because(f"ruled_{ruled[0].verdict}", ruled[0].actor, evidence)
        evidence = f"correction {last_correction(connection, BIRTH_DATE)}"
        return Because(f"corrected_{corrected[0].name}", corrected[0].actor, evidence)


def _people_of_new(stores: Stores, warehouse: Warehouse, on: Sequence[str]) -> People | None:
    with stores.records.read() as connection:
        same = [one.pair for one in rulings(connection) if one.verdict == SAME]
    return people_of_new(warehouse, lambda keys: constraints_of(stores, keys), same, on)


def _people_of_all(stores: Stores, warehouse: Warehouse) -> People:
    with stores.records.read() as connection:
        beside = remembered(connection)
    return people_of(warehouse, constraints_of(stores), beside)


def _setup(connection: RecordsConnection, currency: str) -> str:
    """What resolving rests on: links, and words by hand that others add, make it another."""
    batch, ruling = customer_records.last_batch(connection), last_ruling(connection)
    said = " ".join([*(one.value for one in blocks(connection)), *keys_of_persons(connection)])
    fingerprint = hashlib.sha256(said.encode()).hexdigest()[:12] if said else "-"
    sources = setup_of(source_records.sources(connection), currency)
    corrected = last_correction(connection, BIRTH_DATE)
    ruled = f"{ruling}.{corrected}" if corrected else f"{ruling}"
    return f"{batch} {ruled} {fingerprint} {sources}"
