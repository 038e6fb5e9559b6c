"""Who is in a segment: the customers its facts hold of, as a question over the warehouse."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from percorso.domain.condition import AllOf, Comparison, Condition
from percorso.domain.errors import NotFoundError
from percorso.domain.segment import Fact, Segment
from percorso.journeys import fact_sql
from percorso.journeys.instants import start_of_day_us
from percorso.journeys.segment_sql import PropertyUnknown, customers_meeting
from percorso.store.query import Query
from percorso.store.records import customers as customer_records
from percorso.store.records import segments as records
from percorso.store.records.sources import Source
from percorso.store.warehouse import Warehouse
from percorso.workspace.left_out import without_refusers
from percorso.workspace.maps.definitions import NamedPlaces
from percorso.workspace.stores import Stores

_PART_KEYS = 10_000


class SegmentUnknown(NotFoundError):
    """No segment has this key."""

    def __init__(self, key: str, known: Sequence[str]) -> None:
        self.key = key
        listed = ", ".join(known) or "none yet"
        super().__init__(f"There is no segment {key!r}. There are: {listed}.")


@dataclass(frozen=True, slots=True)
class Asking:
    """What facts are looked up with: the stores, and all that has a name."""

    stores: Stores
    warehouse: Warehouse
    named: NamedPlaces
    sources: Sequence[Source]


def kept_segment(stores: Stores, key: str) -> Segment:
    """The segment of a key.

    Raises:
        SegmentUnknown: there is none.
    """
    with stores.records.read() as connection:
        known = {one.key: one for one in records.segments(connection)}
    if key not in known:
        raise SegmentUnknown(key, sorted(known))
    return known[key]


def customers_of(asking: Asking, segment: Segment, table: str) -> Query:
    """The numbers of the customers in a segment, without those who refused profiling.

    Args:
        asking: The workspace.
        segment: Which.
        table: Begins the names of the temporary tables they are kept in.

    Raises:
        FactIncomplete: a fact does not say enough.
    """
    tables = []
    for at, fact in enumerate(segment.facts):
        fact.check()
        name = f"{table}_fact_{at}"
        _fill(asking, fact, name)
        tables.append((name, fact.has))
    asking.warehouse.do(fact_sql.joined(f"{table}_customer", tables, segment.joined))
    chosen = fact_sql.all_of(f"{table}_customer")
    return without_refusers(asking.stores, asking.warehouse, chosen)


def _fill(asking: Asking, fact: Fact, table: str) -> None:
    """Make the temporary table of the customers a fact is true of."""
    if fact.kind in ("touchpoint", "channel", "rating"):
        _fill_by_condition(asking, _condition(fact), table)
    elif fact.kind == "trait":
        _fill_by_trait(asking, fact, table)
    elif fact.kind == "first_contact":
        zone = asking.stores.company().time_zone
        since = None if fact.since is None else start_of_day_us(fact.since, zone)
        after = None if fact.last is None else fact.last + timedelta(days=1)
        until = None if after is None else start_of_day_us(after, zone)
        asking.warehouse.do(fact_sql.by_first_contact(table, since, until))
    else:
        _fill_by_orders(asking, fact, table)


def _condition(fact: Fact) -> Condition:
    if fact.kind != "rating":
        return Comparison(fact.kind, "text", "=", (fact.value,))
    bounds = ((">=", fact.least), ("<=", fact.most))
    return AllOf(tuple(
        Comparison("rating", "number", operator, (float(bound),))  # type: ignore[arg-type]
        for operator, bound in bounds if bound is not None
    ))  # fmt: skip


def _fill_by_trait(asking: Asking, fact: Fact, table: str) -> None:
    """What was said of a person, or with something they did, where a file has it there."""
    found = set(_met_with(asking, fact, table))
    with asking.stores.records.read() as connection:
        keys = records.keys_with_trait(connection, fact.trait, fact.value.strip())
        for first in range(0, len(keys), _PART_KEYS):
            links = customer_records.links_of_keys(connection, keys[first : first + _PART_KEYS])
            found |= {link.customer_no for link in links if link.since_at is None}
    asking.warehouse.fill(table, {"customer_no": np.array(sorted(found), dtype=np.int32)})


def _met_with(asking: Asking, fact: Fact, table: str) -> list[int]:
    """The customers of whom an interaction has the trait as a property."""
    said = Comparison(fact.trait, "property", "=", (fact.value.strip(),))
    try:
        _fill_by_condition(asking, said, table)
    except PropertyUnknown:
        return []
    return [customer_no for (customer_no,) in asking.warehouse.rows(fact_sql.all_of(table))]


def _fill_by_condition(asking: Asking, condition: Condition, table: str) -> None:
    customers_meeting(
        asking.warehouse, condition, table, asking.named.codes, asking.named.names,
        asking.sources, asking.stores.company().time_zone,
    )  # fmt: skip


def _fill_by_orders(asking: Asking, fact: Fact, table: str) -> None:
    named, sources = asking.named, asking.sources
    goals = {place.key for place in named.places if place.is_goal}
    names = [name.no for name in named.names if name.touchpoint_key in goals]
    asking.warehouse.fill(
        "source_rank",
        {
            "source_no": np.array([one.no for one in sources], dtype=np.int32),
            "rank": np.array([one.rank for one in sources], dtype=np.int64),
        },
    )
    if fact.kind == "orders":
        made = fact_sql.by_orders(table, names, fact.least, fact.most)
    else:
        currency = asking.stores.company().currency
        made = fact_sql.by_spending(table, names, fact.least, fact.most, currency)
    asking.warehouse.do(made)
