"""Asks the workspace for a map: names resolved, the gap frozen once, the scope computed."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from percorso.domain.catalogue import Touchpoint, default_goals
from percorso.domain.condition import parse_condition
from percorso.domain.errors import InputError, NotFoundError
from percorso.domain.journey import BUILT_IN, JourneyDefinition
from percorso.domain.journey_map import JourneyMap
from percorso.journeys.comparison import Other, compared_map
from percorso.journeys.gap_proposal import proposed_gap
from percorso.journeys.instants import start_of_day_us
from percorso.journeys.map_builder import MapHead, build_map
from percorso.journeys.media import MediaOfMap
from percorso.journeys.scope import Code, Period, Scope, followed_equally, touchpoint_codes
from percorso.journeys.segment_sql import customers_meeting
from percorso.store.query import Query
from percorso.store.records import catalogue as catalogue_records
from percorso.store.records import definitions as definition_records
from percorso.store.records import media as media_records
from percorso.store.records import sources as source_records
from percorso.store.records.catalogue import ObservedName
from percorso.store.records.definitions import FrozenDefinition
from percorso.store.warehouse import Warehouse
from percorso.workspace.hypotheses_desk import typed_of
from percorso.workspace.stores import Stores, now_utc
from percorso.workspace.storing import catch_up, is_behind

_LISTED_NAMES = 12


class JourneyUnknown(NotFoundError):
    """There is no such journey definition."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"There is no journey {key!r}. There are: {', '.join(sorted(BUILT_IN))}.")


class TouchpointUnknown(NotFoundError):
    """No touchpoint has this key or name."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        self.name = name
        shown = ", ".join(known[:_LISTED_NAMES]) or "none yet"
        more = f" and {len(known) - _LISTED_NAMES} more" if len(known) > _LISTED_NAMES else ""
        super().__init__(
            f"There is no touchpoint {name!r} in this workspace. There are: {shown}{more}. "
            "`percorso catalogue list` shows them all."
        )


class GoalAndFailure(InputError):
    """A touchpoint that would be success and failure at once."""

    def __init__(self, keys: Sequence[str]) -> None:
        self.keys = tuple(keys)
        super().__init__(
            f"A touchpoint ends a journey well or badly, not both; got {', '.join(keys)} for both. "
            "Leave it out of --success or of --failure."
        )


class PeriodEmpty(InputError):
    """A period that ends before it begins."""

    def __init__(self, since: date, until: date) -> None:
        self.since = since
        self.until = until
        super().__init__(
            f"The period must begin before it ends, got from {since} to {until} (the day it ends "
            "is not part of it). Change --from or --to."
        )


class ComparesTwice(InputError):
    """A comparison of periods and of segments at once."""

    def __init__(self) -> None:
        super().__init__(
            "A map is compared with another period or with other customers, not with both at "
            "once. Leave out --compare-where, or --compare-from and --compare-to."
        )


@dataclass(frozen=True, slots=True)
class ComparedWith:
    """What a map is compared with: another period of the same customers, or other customers.

    Attributes:
        since, until: Days in the workspace's time zone, [since, until).
        where: The condition the other customers meet.
    """

    since: date | None = None
    until: date | None = None
    where: str | None = None

    def __post_init__(self) -> None:
        if self.where is not None and self.is_period:
            raise ComparesTwice
        if self.since and self.until and self.since >= self.until:
            raise PeriodEmpty(self.since, self.until)

    @property
    def is_period(self) -> bool:
        """Whether it is another period."""
        return self.since is not None or self.until is not None


@dataclass(frozen=True, slots=True)
class MapRequest:
    """What a map is asked for.

    Attributes:
        journey: Key of the journey definition.
        success: Names or keys of touchpoints; None asks for the catalogue's goals.
        failure: Names or keys of touchpoints.
        since, until: Days in the workspace's time zone, [since, until); None is without limit.
        where: A condition that customers must meet with one of their interactions.
        language: Of names, titles and sentences.
        compared_with: The other period or segment; None compares nothing.
    """

    journey: str = "lifecycle"
    success: tuple[str, ...] | None = None
    failure: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    where: str | None = None
    language: Literal["it", "en"] = "it"
    compared_with: ComparedWith | None = None


def compute_map(stores: Stores, request: MapRequest) -> JourneyMap:
    """The map of a request; brings the warehouse up to date first where a load was cut short.

    Raises:
        JourneyUnknown: no such journey.
        TouchpointUnknown: a success or failure names nothing.
        PeriodEmpty: the period ends before it begins.
    """
    require_period(request)
    with up_to_date(stores) as warehouse:
        return _map(stores, warehouse, request)


@contextlib.contextmanager
def up_to_date(stores: Stores) -> Iterator[Warehouse]:
    """The warehouse of a workspace, caught up first where a load was cut short."""
    with stores.hold(to_write=not (stores.folder / "warehouse.duckdb").exists()) as warehouse:
        if not is_behind(stores, warehouse):
            yield warehouse
            return
    with stores.hold(to_write=True) as warehouse:
        catch_up(stores, warehouse)
        yield warehouse


@dataclass(frozen=True, slots=True)
class Asked:
    """A request understood: its scope, with the names and sources that it speaks of."""

    scope: Scope
    names: tuple[ObservedName, ...]
    sources: tuple[source_records.Source, ...]


def _map(stores: Stores, warehouse: Warehouse, request: MapRequest) -> JourneyMap:
    company = stores.company()
    asked = asked_of(stores, warehouse, request)
    with stores.records.read() as connection:
        typed = typed_of(stores, connection)
        media = tuple((kept.key, kept.row) for kept in media_records.media_rows(connection))
    head = MapHead(
        time_zone=company.time_zone,
        currency=company.currency,
        language=request.language,
        where=request.where,
        sources=asked.sources,
        computed_at=now_utc(),
        media=MediaOfMap(media, asked.names),
        typed=typed,
    )
    if request.compared_with is None:
        return build_map(warehouse, asked.scope, head)

    def segment(where: str | None) -> Query | None:
        return _segment(
            warehouse, where, asked.scope.codes, asked.names, asked.sources, company.time_zone
        )

    return _compared(warehouse, asked.scope, head, request, request.compared_with, segment)


def asked_of(stores: Stores, warehouse: Warehouse, request: MapRequest) -> Asked:
    """What a request means here, its gap proposed and frozen where it is asked for first."""
    company = stores.company()
    with stores.records.read() as connection:
        names = tuple(catalogue_records.observed_names(connection))
        places = catalogue_records.touchpoints(connection)
        stages = tuple(catalogue_records.stages(connection))
        sources = tuple(source_records.sources(connection))
    codes = touchpoint_codes(warehouse, names, places)
    definition = definition_of(request, codes, names)
    scope = Scope(
        codes=codes,
        stages=stages,
        definition=definition,
        frozen=FrozenDefinition(definition.key, 0, 0.0, "none"),
        period=period_of(request, company.time_zone),
        segment=_segment(warehouse, request.where, codes, names, sources, company.time_zone),
        data_until_us=int(warehouse.value("select coalesce(max(occurred_us), 0) from resolved")),
    )
    frozen = _frozen(stores, warehouse, scope, now_utc())
    return Asked(replace(scope, frozen=frozen), names, sources)


def _compared(
    warehouse: Warehouse, scope: Scope, head: MapHead, request: MapRequest, other: ComparedWith,
    segment: Callable[[str | None], Query | None],
) -> JourneyMap:  # fmt: skip
    """The map and its differences; of two periods, each followed as long after it ends."""
    if not other.is_period:
        return compared_map(
            warehouse,
            Other("segment", other.where),
            lambda: replace(scope, segment=segment(other.where)),
            lambda: replace(scope, segment=segment(request.where)),
            head,
        )
    there = Period(_day_us(other.since, head.time_zone), _day_us(other.until, head.time_zone))
    this_scope, other_scope = followed_equally(scope, there)
    return compared_map(
        warehouse,
        Other("period", request.where),
        lambda: other_scope,
        lambda: this_scope,
        head,
    )


def _frozen(stores: Stores, warehouse: Warehouse, scope: Scope, now: datetime) -> FrozenDefinition:
    """The frozen gap of the definition; proposed once, when it is first computed."""
    definition = scope.definition
    with stores.records.read() as connection:
        known = definition_records.frozen_definition(connection, definition.fingerprint)
    if known is not None:
        return known
    proposal = proposed_gap(warehouse, scope)
    if not scope.codes:
        # Nothing loaded yet: a gap is proposed from data, so there is none to freeze.
        return FrozenDefinition(definition.key, 0, proposal.gap_seconds, proposal.origin)
    with stores.records.write() as connection:
        known = definition_records.frozen_definition(connection, definition.fingerprint)
        return known or definition_records.freeze_definition(
            connection,
            key=definition.key,
            fingerprint=definition.fingerprint,
            body=definition.as_json(),
            gap_seconds=proposal.gap_seconds,
            gap_origin=proposal.origin,
            at=now,
        )


def definition_of(
    request: MapRequest, codes: Sequence[Code], names: Sequence[ObservedName]
) -> JourneyDefinition:
    """The definition a request asks for, its touchpoints found by key or name.

    Raises:
        JourneyUnknown: no such journey.
        TouchpointUnknown: a success or failure names nothing.
        GoalAndFailure: a touchpoint is both.
    """
    built_in = BUILT_IN.get(request.journey)
    if built_in is None:
        raise JourneyUnknown(request.journey)
    places = [code.touchpoint for code in codes]
    failure = _keys(request.failure, places, names)
    if request.success is None:
        success = tuple(key for key in default_goals(places) if key not in failure)
    else:
        success = _keys(request.success, places, names)
    if both := sorted(set(success) & set(failure)):
        raise GoalAndFailure(both)
    return replace(built_in, success=success, failure=failure)


def _keys(
    wanted: Iterable[str], places: Sequence[Touchpoint], names: Sequence[ObservedName]
) -> tuple[str, ...]:
    """Keys of touchpoints given by key, by name in either language, or as a source calls them.

    Raises:
        TouchpointUnknown: a name leads to no touchpoint that has interactions.
    """
    keys = {place.key for place in places}
    known: dict[str, str] = {}
    for name in names:
        if name.touchpoint_key in keys:
            known.setdefault(name.name.casefold(), name.touchpoint_key)
    for place in places:
        known.setdefault(place.name_it.casefold(), place.key)
        known.setdefault(place.name_en.casefold(), place.key)
    exact = {name.name: name.touchpoint_key for name in names if name.touchpoint_key in keys}
    known |= {place.key: place.key for place in places}
    found = []
    for one in wanted:
        key = exact.get(one) or known.get(one) or known.get(one.casefold())
        if key is None:
            raise TouchpointUnknown(one, sorted({place.name_en for place in places}))
        found.append(key)
    return tuple(dict.fromkeys(found))


def _segment(
    warehouse: Warehouse, where: str | None, codes: Sequence[Code],
    names: Sequence[ObservedName], sources: Sequence[source_records.Source], time_zone: str,
) -> Query | None:  # fmt: skip
    if where is None:
        return None
    condition = parse_condition(where)
    return customers_meeting(warehouse, condition, codes, names, sources, time_zone)


def require_period(request: MapRequest) -> None:
    """A period ends after it begins.

    Raises:
        PeriodEmpty: it does not.
    """
    if request.since and request.until and request.since >= request.until:
        raise PeriodEmpty(request.since, request.until)


def period_of(request: MapRequest, time_zone: str) -> Period:
    """The days of a request as instants."""
    return Period(_day_us(request.since, time_zone), _day_us(request.until, time_zone))


def _day_us(day: date | None, time_zone: str) -> int | None:
    return None if day is None else start_of_day_us(day, time_zone)
