"""Recomputes whose each interaction is, after interactions or links changed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np

from percorso.identity import resolved_sql
from percorso.identity.linking import Links
from percorso.store.records.sources import Source
from percorso.store.warehouse import Warehouse

_EPOCH = datetime(1970, 1, 1)
_MICROSECOND = timedelta(microseconds=1)
_CHAIN_STEPS = 3


def resolve_interactions(
    warehouse: Warehouse, links: Links, sources: Sequence[Source], currency: str
) -> None:
    """Lay out `resolved` and `customer` anew from the interactions, links and references."""
    _fill_identity(warehouse, links)
    warehouse.fill(
        "source_family",
        {
            "source_no": np.array([source.no for source in sources], dtype=np.int32),
            "family": np.array([source.family for source in sources], dtype=object),
        },
    )
    warehouse.do(resolved_sql.own_customers())
    warehouse.do(resolved_sql.references())
    warehouse.do(resolved_sql.owners())
    for _ in range(_CHAIN_STEPS - 1):
        warehouse.do(resolved_sql.follow_chain())
    for statement in resolved_sql.conflicts() + resolved_sql.resolved_interactions(currency):
        warehouse.do(statement)


def _fill_identity(warehouse: Warehouse, links: Links) -> None:
    warehouse.fill("identity", {"key": links.evidence.keys, "customer_no": links.customer_of})
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


def _us(instant: datetime | None) -> int:
    return ((instant or _EPOCH) - _EPOCH) // _MICROSECOND
