"""A log of a few customers given straight to the path builder, without files or workspace."""

import contextlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from percorso.domain.catalogue import STAGES, Touchpoint
from percorso.domain.journey import JourneyDefinition
from percorso.journeys import measures_sql as ask
from percorso.journeys.path_sql import path_statements
from percorso.journeys.scope import Code, Period, Scope, tell_codes
from percorso.store.query import Query
from percorso.store.records.definitions import FrozenDefinition
from percorso.store.warehouse import Warehouse, open_warehouse

SECOND = 1_000_000

PLACES = (
    Touchpoint("page", "Pagina", "Page", "consideration", "web", "customer"),
    Touchpoint("shop", "Negozio", "Shop", "consideration", "store", "customer"),
    Touchpoint("order", "Ordine", "Order", "purchase", "web", "customer"),
    Touchpoint("cancel", "Disdetta", "Cancel", "purchase", "phone", "customer"),
    Touchpoint("parcel", "Pacco", "Parcel", "delivery", "delivery", "partner"),
    Touchpoint("help", "Aiuto", "Help", "service", "phone", "customer", promise_seconds=4 * 86_400),
    Touchpoint("letter", "Lettera", "Letter", "loyalty", "email", "company", is_broadcast=True),
    Touchpoint("chat", "Chat", "Chat", "service", "chat", "customer"),
    Touchpoint("answer", "Risposta", "Answer", "service", "phone", "company"),
    Touchpoint("ticket_reopened", "Riaperto", "Reopened", "service", "desk", "customer"),
    Touchpoint("information_asked_again", "Di nuovo", "Again", "service", "desk", "company"),
    Touchpoint("odd", "Strano", "Odd", "unplaced", "other", "customer"),
)
CODES = tuple(Code(number, place) for number, place in enumerate(PLACES, start=1))
NUMBER = {code.touchpoint.key: code.number for code in CODES}
KEY = {code.number: code.touchpoint.key for code in CODES}


@dataclass(frozen=True, slots=True)
class Contact:
    """One interaction; `customer` is null for an anonymous one, `second` counts from 1970.

    `felt` is what it said on -1..1, null where nobody spoke; `case` the number it named,
    `is_of_case` that this number is all that tells whose it is. What was felt was told as stars,
    but for an answer `nps` of 0 to 10.
    """

    customer: int | None
    second: int
    place: str
    source: int = 1
    felt: float | None = None
    case: str | None = None
    is_of_case: bool = False
    order: str | None = None
    nps: float | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """How journeys are cut; times in seconds."""

    is_cut: bool
    success: tuple[str, ...] = ()
    failure: tuple[str, ...] = ()
    gap: int = 50
    collapse: int = 10
    tail: int = 60
    since: int | None = None
    until: int | None = None
    segment: tuple[int, ...] | None = None
    start: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    by_case: bool = False
    broadcasts: tuple[str, ...] = ("letter",)


@contextlib.contextmanager
def in_memory() -> Iterator[Warehouse]:
    """A warehouse that leaves nothing behind."""
    with open_warehouse(
        Path(":memory:"),
        read_only=False,
        memory_limit_mb=640,
        temporary_limit_mb=1000,
        scratch=Path(),
    ) as warehouse:
        # Logs of forty rows are cut sooner by one thread than by several.
        warehouse.do("set threads = 1")
        yield warehouse


def fill(warehouse: Warehouse, log: Sequence[Contact]) -> None:
    """Lay the log out as `resolved`: by customer, then time; ties stand as they were written."""
    rows = sorted(log, key=lambda row: (row.customer is None, row.customer or 0, row.second))
    warehouse.do(
        Query(
            """
create or replace temp table resolved as
select unnest($customers::integer[]) as customer_no, 0::utinyint as group_no,
  unnest($ords::integer[]) as ord, unnest($instants::bigint[]) as occurred_us,
  unnest($names::integer[]) as observed_name_no, unnest($sources::integer[]) as source_no,
  unnest($felts::float[]) as felt, null::bigint as amount_minor,
  unnest($ords::bigint[]) as interaction_no""",
            {
                "customers": [row.customer for row in rows],
                "ords": list(range(1, len(rows) + 1)),
                "instants": [row.second * SECOND for row in rows],
                "names": [NUMBER[row.place] for row in rows],
                "sources": [row.source for row in rows],
                "felts": [row.felt if row.nps is None else (row.nps - 5) / 5 for row in rows],
            },
        )
    )
    warehouse.do(
        Query(
            """
create or replace temp table interaction as
select unnest($ords::bigint[]) as interaction_no,
  {order_id: unnest($orders::varchar[]), tracking_number: null::varchar, invoice_id: null::varchar,
    case_id: unnest($cases::varchar[])} as subject,
  case when unnest($by_case::boolean[]) then [{'type': 'case_id', 'key': 'a hash'}] else [] end
    as identifier_keys,
  unnest($kinds::varchar[]) as rating_kind, unnest($answers::double[]) as rating_value""",
            {
                "ords": list(range(1, len(rows) + 1)),
                "orders": [row.order for row in rows],
                "cases": [row.case for row in rows],
                "by_case": [row.is_of_case for row in rows],
                "kinds": [_rating_kind(row) for row in rows],
                "answers": [row.nps for row in rows],
            },
        )
    )
    warehouse.do(Query("set variable code_of_name = $codes", {"codes": sorted(KEY)}))


def _rating_kind(row: Contact) -> str | None:
    if row.nps is not None:
        return "nps"
    return None if row.felt is None else "stars"


def scope_of(log: Sequence[Contact], rules: Rules) -> Scope:
    """The scope of a whole log under some rules; the cut-off is its last instant."""
    limits = [None if second is None else second * SECOND for second in (rules.since, rules.until)]
    return Scope(
        codes=CODES,
        stages=STAGES,
        definition=JourneyDefinition(
            "test",
            is_cut=rules.is_cut,
            success=rules.success,
            failure=rules.failure,
            collapse={"web": float(rules.collapse)},
            tail_seconds=float(rules.tail) if rules.is_cut else None,
            start=rules.start,
            stages=rules.stages,
            by_case=rules.by_case,
            broadcasts=rules.broadcasts,
        ),
        frozen=FrozenDefinition("test", 1, float(rules.gap), "default"),
        period=Period(*limits),
        segment=None
        if rules.segment is None
        else Query("select unnest($chosen::integer[])", {"chosen": list(rules.segment)}),
        data_until_us=max((row.second for row in log), default=0) * SECOND,
    )


def cut(warehouse: Warehouse, log: Sequence[Contact], rules: Rules) -> Scope:
    """Cut the log into the tables `journey` and `visit`."""
    fill(warehouse, log)
    scope = scope_of(log, rules)
    tell_codes(warehouse, scope)
    for statement in path_statements(scope):
        warehouse.do(statement)
    return scope


@dataclass(frozen=True, slots=True)
class Walk:
    """One journey as a value: whose, which visits, and how it stands."""

    customer: int
    places: tuple[str, ...]
    interactions: tuple[int, ...]
    status: str | None
    goal: int | None
    left_truncated: bool


def walks(warehouse: Warehouse) -> Counter[Walk]:
    """The journeys that were cut, their visits in order; `goal` is the place of the first one."""
    rows = warehouse.rows("""
select j.customer_no, list(v.code order by v.visit_no), list(v.interactions order by v.visit_no),
  j.status, j.goal_visit_no - j.first_visit_no, j.is_left_truncated
from journey as j left join visit as v using (journey_no)
group by j.journey_no, j.customer_no, j.status, j.goal_visit_no, j.first_visit_no,
  j.is_left_truncated""")
    return Counter(
        Walk(customer, tuple(KEY[code] for code in codes), tuple(counts), status, goal, truncated)
        for customer, codes, counts, status, goal, truncated in rows
    )


def by_place(warehouse: Warehouse) -> dict[str, dict[str, int]]:
    """The counts of each touchpoint as the map reads them."""
    columns, rows = warehouse.table(ask.TOUCHPOINTS)
    named = [dict(zip(columns, row, strict=True)) for row in rows]
    return {KEY[row["code"]]: row for row in named}
