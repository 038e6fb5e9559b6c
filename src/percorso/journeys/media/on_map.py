"""Media rows and their traces in the data, as the map says them: sums and counts, no person."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from percorso.domain.catalogue.words import plain_words
from percorso.domain.journey_map import Estimate, MediumOnMap, MediumPeriod
from percorso.domain.media import (
    MediaRow,
    overlaps_in,
    plain_code,
    plain_contact,
    words_of_kind,
)
from percorso.domain.media_traces import HOW_HEARD, NUMBERS_CALLED, PROMO_CODES, names_that_are
from percorso.journeys.instants import start_of_day_us
from percorso.journeys.media import traces_sql as ask
from percorso.journeys.scope import Scope
from percorso.stats.proportion import share_estimate
from percorso.store.records.catalogue import ObservedName
from percorso.store.warehouse import Warehouse

_DAY_US = 86_400_000_000
_PURCHASE = "purchase"


@dataclass(frozen=True, slots=True)
class MediaOfMap:
    """The rows of a workspace, (key, row), and the names sources use, among them the question."""

    rows: tuple[tuple[str, MediaRow], ...] = ()
    names: tuple[ObservedName, ...] = ()


NO_MEDIA = MediaOfMap()


@dataclass(frozen=True, slots=True)
class _Traces:
    """By medium: (things, customers); None where no column could tell."""

    orders: dict[str, tuple[int, int]] | None
    contacts: dict[str, tuple[int, int]] | None
    answers: Counter[str]
    answered: int
    asked: int


def media_on_map(
    warehouse: Warehouse, media: MediaOfMap, scope: Scope, time_zone: str, currency: str
) -> list[MediumOnMap]:
    """One entry a medium with days inside the map's period, the dearest first.

    Args:
        warehouse: Holds the interactions.
        media: What was bought.
        scope: The period and the cut-off.
        time_zone: Whose days the rows mean.
        currency: The workspace's; spend in another is listed apart.
    """
    inside = [(key, row) for key, row in media.rows if _is_inside(row, scope, time_zone)]
    if not inside:
        return []
    traces = _traces(warehouse, inside, media.names, scope)
    by_key: dict[str, list[MediaRow]] = {}
    for key, row in inside:
        by_key.setdefault(key, []).append(row)
    made = [_medium(key, rows, traces, currency) for key, rows in by_key.items()]
    return sorted(made, key=lambda one: (-(one["spend_minor"] or 0), one["key"]))


def _is_inside(row: MediaRow, scope: Scope, zone: str) -> bool:
    since, until = scope.period.since_us, scope.period.until_us
    begins, ends = start_of_day_us(row.first_day, zone), start_of_day_us(row.last_day, zone)
    return (until is None or begins < until) and (since is None or ends + _DAY_US > since)


def _medium(key: str, rows: Sequence[MediaRow], traces: _Traces, currency: str) -> MediumOnMap:
    spends = Counter[str]()
    for row in rows:
        if row.spend_minor is not None:
            spends[row.currency] += row.spend_minor
    reaches = [row.reach for row in rows if row.reach is not None]
    codes = tuple(dict.fromkeys(code for row in rows for code in row.codes))
    contacts = tuple(dict.fromkeys(contact for row in rows for contact in row.contacts))
    orders = _found(traces.orders, key) if codes else None
    made = _found(traces.contacts, key) if contacts else None
    answers: Estimate | None = None
    if traces.answered:
        answers = share_estimate(traces.answers[key], traces.answered)
    return {
        "key": key,
        "name": rows[-1].touchpoint,
        "kind": rows[-1].kind,
        "places": sorted({row.place for row in rows if row.place}),
        "periods": _periods(rows),
        "rows": len(rows),
        "overlapping_rows": len(overlaps_in(rows)),
        "reach": sum(reaches) if reaches else None,
        "spend_minor": spends.get(currency),
        "other_currencies": {code: spends[code] for code in sorted(spends) if code != currency},
        "codes": list(codes),
        "orders": orders[0] if orders else None,
        "order_customers": orders[1] if orders else None,
        "contact_points": list(contacts),
        "contacts": made[0] if made else None,
        "contact_customers": made[1] if made else None,
        "answers": answers,
        "response_rate": share_estimate(traces.answered, traces.asked) if traces.asked else None,
    }


def _found(counts: dict[str, tuple[int, int]] | None, key: str) -> tuple[int, int] | None:
    return None if counts is None else counts.get(key, (0, 0))


def _periods(rows: Sequence[MediaRow]) -> list[MediumPeriod]:
    """The days it ran, days in a row as one span."""
    spans: list[tuple[date, date]] = []
    for first, last in sorted((row.first_day, row.last_day) for row in rows):
        if spans and (first - spans[-1][1]).days <= 1:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((first, last))
    return [{"from": first.isoformat(), "to": last.isoformat()} for first, last in spans]


def _traces(
    warehouse: Warehouse, rows: Sequence[tuple[str, MediaRow]], names: Sequence[ObservedName],
    scope: Scope,
) -> _Traces:  # fmt: skip
    present = [str(name) for (name,) in warehouse.rows(ask.PROPERTY_NAMES)]
    asking = {name.name: name.no for name in names}
    question = [asking[name] for name in names_that_are(HOW_HEARD, asking)]
    heard = names_that_are(HOW_HEARD, present)
    limits = (scope.period.since_us, _last_us(scope))
    answers, answered, asked = Counter[str](), 0, 0
    if heard or question:
        for said, people in warehouse.rows(ask.answers_given(heard, question, *limits)):
            answered += people
            if (key := _medium_named(said, rows)) is not None:
                answers[key] += people
        asked = int(warehouse.value(ask.people_asked(heard, question, *limits)))
    return _Traces(
        _orders(warehouse, rows, names_that_are(PROMO_CODES, present), scope),
        _contacts(warehouse, rows, names_that_are(NUMBERS_CALLED, present), scope),
        answers,
        answered,
        asked,
    )


def _last_us(scope: Scope) -> int:
    until = scope.period.until_us
    return scope.data_until_us if until is None else min(until - 1, scope.data_until_us)


def _orders(
    warehouse: Warehouse, rows: Sequence[tuple[str, MediaRow]], names: list[str], scope: Scope
) -> dict[str, tuple[int, int]] | None:
    pairs = sorted({(plain_code(code), key) for key, row in rows for code in row.codes})
    if not names or not pairs:
        return None
    _fill(warehouse, "media_code", "code", pairs)
    buying = scope.names_at(
        {code.number for code in scope.codes if code.touchpoint.stage == _PURCHASE}
    )
    question = ask.orders_with_codes(names, buying, scope.period.since_us, _last_us(scope))
    return {key: (things, customers) for key, things, customers in warehouse.rows(question)}


def _contacts(
    warehouse: Warehouse, rows: Sequence[tuple[str, MediaRow]], names: list[str], scope: Scope
) -> dict[str, tuple[int, int]] | None:
    pairs = sorted({(plain_contact(one), key) for key, row in rows for one in row.contacts})
    if not names or not pairs:
        return None
    _fill(warehouse, "media_contact", "contact", pairs)
    question = ask.contacts_made(names, scope.period.since_us, _last_us(scope))
    return {key: (things, customers) for key, things, customers in warehouse.rows(question)}


def _fill(warehouse: Warehouse, table: str, column: str, pairs: list[tuple[str, str]]) -> None:
    values = {
        column: np.array([value for value, _ in pairs], dtype=object),
        "medium": np.array([key for _, key in pairs], dtype=object),
    }
    warehouse.fill(table, values)


def _medium_named(said: str, rows: Sequence[tuple[str, MediaRow]]) -> str | None:
    """The medium an answer names: by its name, else by its kind where only one is of that kind."""
    answer = f" {plain_words(said)} "
    by_name = {key for key, row in rows if f" {plain_words(row.touchpoint)} " in answer}
    if len(by_name) == 1:
        return by_name.pop()
    by_kind = {
        key for key, row in rows if any(f" {word} " in answer for word in words_of_kind(row.kind))
    }
    return by_kind.pop() if len(by_kind) == 1 else None
