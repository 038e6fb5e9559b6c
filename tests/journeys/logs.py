"""A log of a few customers given straight to the path builder, without files or workspace."""

import contextlib
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath

from percorso.domain.catalogue import STAGES, Touchpoint
from percorso.domain.journey import JourneyDefinition
from percorso.journeys.counting import count_scope
from percorso.journeys.partials.registry import COMPARISON, MAP
from percorso.journeys.partials.table import Sums
from percorso.journeys.path.reading import cut_path
from percorso.journeys.path.visits import STATUS, Path
from percorso.journeys.scope import Code, Period, Scope
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
        FilePath(":memory:"),
        read_only=False,
        memory_limit_mb=640,
        temporary_limit_mb=1000,
        scratch=FilePath(),
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
  unnest($ords::bigint[]) as interaction_no, upper(unnest($cases::varchar[])) as case_id,
  upper(trim(unnest($orders::varchar[]))) as order_id, unnest($topics::bigint[][]) as topics,
  unnest($kinds::varchar[]) as rating_kind, unnest($answers::double[]) as rating_value,
  10::double as rating_max,
  false as is_quotable, null::float as text_felt, null::float as text_trust""",
            {
                "cases": [row.case for row in rows],
                "orders": [row.order for row in rows],
                "topics": [_topics(row) for row in rows],
                "customers": [row.customer for row in rows],
                "ords": list(range(1, len(rows) + 1)),
                "instants": [row.second * SECOND for row in rows],
                "names": [NUMBER[row.place] for row in rows],
                "sources": [row.source for row in rows],
                "felts": [row.felt if row.nps is None else (row.nps - 5) / 5 for row in rows],
                "kinds": [None if row.nps is None else "nps" for row in rows],
                "answers": [row.nps for row in rows],
            },
        )
    )


def _topics(row: Contact) -> list[int] | None:
    """A number for each that the contact names; its case is none where it says whose it is."""
    numbers = [None if row.is_of_case else row.case, row.order]
    return [zlib.crc32(number.encode()) for number in numbers if number] or None


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
        code_of_name=(0, *sorted(KEY)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A log that was cut: its scope, its journeys, and everything that is counted of them."""

    scope: Scope
    path: Path
    sums: Sums


def cut(warehouse: Warehouse, log: Sequence[Contact], rules: Rules) -> Cut:
    """Cut the log into journeys and count them."""
    fill(warehouse, log)
    scope = scope_of(log, rules)
    return Cut(
        scope, cut_path(warehouse, scope), count_scope(warehouse, scope, (*MAP, *COMPARISON))
    )


@dataclass(frozen=True, slots=True)
class Walk:
    """One journey as a value: whose, which visits, and how it stands."""

    customer: int
    places: tuple[str, ...]
    interactions: tuple[int, ...]
    status: str | None
    goal: int | None
    left_truncated: bool


def walks(made: Cut) -> Counter[Walk]:
    """The journeys that were cut, their visits in order; `goal` is the place of the first one."""
    journeys, visits = made.path.journeys, made.path.visits
    ends = journeys.first_visit + journeys.length
    return Counter(
        Walk(
            customer=int(journeys.customer_no[no]),
            places=tuple(KEY[code] for code in visits.code[begin:end].tolist()),
            interactions=tuple(visits.interactions[begin:end].tolist()),
            status=STATUS[journeys.status[no]],
            goal=int(journeys.goal_place[no]) - 1 if journeys.goal_place[no] else None,
            left_truncated=bool(journeys.is_left_truncated[no]),
        )
        for no, (begin, end) in enumerate(zip(journeys.first_visit, ends, strict=True))
    )


def by_place(made: Cut) -> dict[str, dict[str, int]]:
    """The counts of each touchpoint."""
    return {KEY[code]: row for code, row in made.sums.by_code("touchpoints").items()}
