"""Recomputes whose each interaction is, after interactions or links changed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np

from percorso.identity import newcomers_sql as new
from percorso.identity import resolved_sql
from percorso.identity.changes_sql import note_changes
from percorso.identity.evidence_sql import KEPT, TYPED
from percorso.identity.linking import Links
from percorso.identity.machines import find_machines, find_new_machines
from percorso.store.query import Query
from percorso.store.records.sources import Source
from percorso.store.warehouse import Warehouse

_EPOCH = datetime(1970, 1, 1)
_MICROSECOND = timedelta(microseconds=1)
_CHAIN_STEPS = 3
# Of all rows those behind the ones that stand in one order, above which all are put in order.
_MOST_BEHIND = 0.25


def resolve_interactions(
    warehouse: Warehouse, links: Links, sources: Sequence[Source], currency: str,
    persons: Sequence[str] = (),
) -> None:  # fmt: skip
    """Lay out `resolved` and `customer` anew from the interactions, links and references.

    Args:
        warehouse: Holds the interactions.
        links: Of all identifiers.
        sources: Where interactions come from.
        currency: The company's.
        persons: Identifiers that are no machine's, whatever they behave like.
    """
    find_machines(warehouse, persons)
    _fill(warehouse, links, sources)
    warehouse.do(resolved_sql.own_customers())
    warehouse.do("create or replace table reference as from reference limit 0")
    warehouse.do(resolved_sql.references())
    _find_owners(warehouse, "reference")
    for statement in resolved_sql.conflicts() + resolved_sql.resolved_interactions(currency):
        warehouse.do(statement)
    for statement in KEPT:
        warehouse.do(statement)
    warehouse.do(new.NOTE_LAID)


def resolve_new(
    warehouse: Warehouse, links: Links, sources: Sequence[Source], currency: str,
    persons: Sequence[str] = (),
) -> None:  # fmt: skip
    """Bring `resolved` and `customer` up to new interactions: the same tables, but for places.

    Rows of customers who changed are taken out and put in behind all others, so a customer's
    stand together and in order, whatever the order of customers. Once these are many, all are put
    in order again.

    Args:
        warehouse: Its other interactions were resolved before, with what was the same as now.
        links: Of the identifiers `people_of_new` found.
        sources: Where interactions come from.
        currency: The company's.
        persons: Identifiers that are no machine's, whatever they behave like: as before.
    """
    find_new_machines(warehouse, persons)
    _fill(warehouse, links, sources)
    for statement in new.CANDIDATES:
        warehouse.do(statement)
    warehouse.do(resolved_sql.own_customers("candidate_interaction"))
    _refer_candidates(warehouse)
    _find_owners(warehouse, "reference_here")
    for statement in [
        *resolved_sql.conflicts_here(),
        resolved_sql.by_reference("reference_here"),
        *new.WHOSE_NEW,
        *resolved_sql.placed_interactions(currency),
        *note_changes(),
        *new.put_in_place(resolved_sql.in_order(new.LAST_ORD)),
        *new.KEEP_AFFECTED,
    ]:
        warehouse.do(statement)
    for table in new.PASSING:
        warehouse.do(f"drop table {table}")
    behind, rows = warehouse.rows(new.ROWS_BEHIND)[0]
    if behind > _MOST_BEHIND * rows:
        for statement in new.LAY_IN_ORDER:
            warehouse.do(statement)


def _refer_candidates(warehouse: Warehouse) -> None:
    """Tell anew who claims the references of the candidates, and gather all beside these."""
    warehouse.do(new.TOUCHED_REFERENCES)
    warehouse.do(new.FORGET_CANDIDATES)
    warehouse.do(resolved_sql.references("candidate_interaction"))
    warehouse.do(new.TOUCH_CANDIDATES)
    while warehouse.value(new.GROW_TOUCHED):
        pass
    warehouse.do(new.REFERENCES_HERE)


def _find_owners(warehouse: Warehouse, reference: str) -> None:
    warehouse.do(resolved_sql.owners(reference))
    for _ in range(_CHAIN_STEPS - 1):
        warehouse.do(resolved_sql.follow_chain(reference))


def setup_of(sources: Sequence[Source], currency: str) -> str:
    """What resolving rests on beside interactions and links; sources that are new come last."""
    families = (f" {source.no}={source.family};" for source in sorted(sources, key=_number))
    return "".join([currency, *families])


def _number(source: Source) -> int:
    return source.no


def note_resolved(warehouse: Warehouse, setup: str) -> None:
    """Note how far it is resolved, and with what."""
    warehouse.do(Query(new.NOTE_RESOLVED_THROUGH, {"setup": setup}))


def _fill(warehouse: Warehouse, links: Links, sources: Sequence[Source]) -> None:
    _fill_identity(warehouse, links)
    warehouse.fill(
        "source_family",
        {
            "source_no": np.array([source.no for source in sources], dtype=np.int32),
            "family": np.array([source.family for source in sources], dtype=object),
        },
    )


def _fill_identity(warehouse: Warehouse, links: Links) -> None:
    warehouse.fill("identity", {"key": links.evidence.keys, "customer_no": links.customer_of})
    warehouse.fill("shut_out", {"key": links.evidence.keys[links.shut_out]})
    windows = links.windows
    warehouse.fill(
        "device_window",
        {
            "key": np.array([link.identifier_key for link in windows], dtype=object),
            "customer_no": np.array([link.customer_no for link in windows], dtype=np.int64),
            "since_us": np.array([_us(link.since_at) for link in windows], dtype=np.int64),
            "until_us": np.array([_us(link.until_at) for link in windows], dtype=np.int64),
        },
    )
    # Arrays without a row have no type.
    for statement in TYPED:
        warehouse.do(statement)


def _us(instant: datetime | None) -> int:
    return ((instant or _EPOCH) - _EPOCH) // _MICROSECOND
