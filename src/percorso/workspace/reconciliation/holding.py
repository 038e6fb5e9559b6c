"""Counts what is held of each source on each day, in the zone of the workspace and in UTC."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from percorso.domain.catalogue import Touchpoint, asks_for_help, default_goals
from percorso.domain.reconciliation import Held, Measure
from percorso.journeys.instants import start_of_day_us
from percorso.store.records.catalogue import ObservedName
from percorso.store.warehouse import Warehouse
from percorso.workspace.reconciliation import held_sql as ask

Place = tuple[int, date, Measure]
_ORDER, _TICKET, _REVIEW, _REFUND, _OF_A_CASE = 1, 2, 3, 4, 5
_MEASURE: dict[int, Measure] = {_ORDER: "orders", _TICKET: "tickets", _REVIEW: "reviews"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_A_DAY = timedelta(days=1)


def kinds_of(names: Iterable[ObservedName], places: Sequence[Touchpoint]) -> list[int]:
    """What a row under each name is: an order, a ticket, a review, a refund, a part of a case."""
    goals = set(default_goals(places))
    kind_of = {place.key: _kind(place, goals) for place in places}
    known = list(names)
    kinds = [0] * (1 + max((name.no for name in known), default=0))
    for name in known:
        kinds[name.no] = kind_of.get(name.touchpoint_key, 0)
    return kinds


def _kind(place: Touchpoint, goals: set[str]) -> int:
    if place.key in goals:
        return _ORDER
    if place.key == "refund":
        return _REFUND
    if place.channel == "review_site" and place.initiator == "customer":
        return _REVIEW
    if place.channel == "desk" and asks_for_help(place):
        return _TICKET
    return _OF_A_CASE if place.stage == "service" else 0


class _Tally:
    """Adds up what falls on a day, by the parts of `Held`."""

    def __init__(self, zone: ZoneInfo, first: date, last: date) -> None:
        self._zone = zone
        self._first, self._last = first, last
        self._parts: defaultdict[Place, Counter[str]] = defaultdict(Counter)

    def add(self, source_no: int, half_hour: int, measure: Measure, **parts: int) -> None:
        """Count parts on their day; the value once more on its day in UTC."""
        at = _EPOCH + timedelta(microseconds=half_hour * ask.HALF_HOUR_US)
        self._note(source_no, at.astimezone(self._zone).date(), measure, parts)
        if "value" in parts:
            self._note(source_no, at.date(), measure, {"in_utc": parts["value"]})

    def _note(self, source_no: int, day: date, measure: Measure, parts: dict[str, int]) -> None:
        if self._first <= day <= self._last:
            self._parts[source_no, day, measure].update(parts)

    def held(self) -> dict[Place, Held]:
        """What is held in each place."""
        return {place: Held(**parts) for place, parts in self._parts.items()}


def held_between(
    warehouse: Warehouse, kinds: Sequence[int], zone: str, currency: str, first: date, last: date
) -> dict[Place, Held]:
    """What is held of each source on each of some days.

    Args:
        warehouse: Open.
        kinds: Of each observed name, as `kinds_of` says.
        zone: IANA name of the days' zone.
        currency: Of the workspace.
        first: First day.
        last: Last day, inclusive.
    """
    # A day of UTC begins up to half a day away from ours.
    since_us = start_of_day_us(first - _A_DAY, zone)
    until_us = start_of_day_us(last + 2 * _A_DAY, zone)
    tally = _Tally(ZoneInfo(zone), first, last)
    for no, kind, at, is_machine, things, rows, minor, foreign in warehouse.rows(
        ask.things_held(kinds, currency, since_us, until_us)
    ):
        if kind == _REFUND:
            if not is_machine:
                tally.add(no, at, "revenue", refunds=abs(minor))
        elif is_machine:
            tally.add(no, at, _MEASURE[kind], machine=things)
        else:
            tally.add(no, at, _MEASURE[kind], value=things, rows=rows)
            if kind == _ORDER and (minor or foreign):
                tally.add(no, at, "revenue", value=minor, rows=rows, other_currency=foreign)
    for no, at, is_machine, contacts in warehouse.rows(ask.contacts_held(since_us, until_us)):
        if is_machine:
            tally.add(no, at, "contacts", machine=contacts)
        else:
            tally.add(no, at, "contacts", value=contacts, rows=contacts)
    return tally.held()


def last_days(warehouse: Warehouse, zone: str) -> dict[int, date]:
    """The day of the last contact of each source."""
    return {
        no: (_EPOCH + timedelta(microseconds=us)).astimezone(ZoneInfo(zone)).date()
        for no, us in warehouse.rows(ask.LAST_OF_SOURCES)
    }
