"""Asks the workspace for a map: what it is asked for, and what it is compared with."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from percorso.domain.errors import InputError
from percorso.domain.journey_map import JourneyMap
from percorso.journeys.counting import Count
from percorso.journeys.instants import start_of_day_us
from percorso.journeys.map_builder import Language, MapHead, build_map
from percorso.journeys.media import MediaOfMap
from percorso.journeys.scope import Period, Scope, followed_equally
from percorso.store.records import media as media_records
from percorso.store.records.workspaces import Company
from percorso.store.warehouse import Warehouse
from percorso.workspace.maps.counts import beside_of
from percorso.workspace.maps.definitions import chosen_definition
from percorso.workspace.maps.engines import Engine, counting_on
from percorso.workspace.maps.hypotheses_desk import typed_of
from percorso.workspace.maps.scoping import (
    Known,
    both_conditions,
    known_names,
    scope_of,
    segment_of,
    told_segment,
)
from percorso.workspace.restoring import ask_warehouse
from percorso.workspace.stores import Stores, now_utc

if TYPE_CHECKING:
    from percorso.journeys.comparison import Beside

_HERE = Engine()
_LAST = "select max(occurred_us) from resolved"


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
        segment: Key of the kept segment they are in.
    """

    since: date | None = None
    until: date | None = None
    where: str | None = None
    segment: str | None = None

    def __post_init__(self) -> None:
        if (self.where is not None or self.segment is not None) and self.is_period:
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
        journey: Key of the journey definition, or a YAML file that holds one.
        success: Names or keys of touchpoints; None leaves the goals to the definition.
        failure: Names or keys of touchpoints; empty leaves them to the definition.
        since, until: Days in the workspace's time zone, [since, until); None is without limit.
        where: A condition that customers must meet with one of their interactions.
        segment: Key of a kept segment they must be in.
        language: Of names, titles and sentences.
        compared_with: The other period or segment; None compares nothing.
        engine: Where it is counted.
    """

    journey: str = "lifecycle"
    success: tuple[str, ...] | None = None
    failure: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    where: str | None = None
    segment: str | None = None
    language: Literal["it", "en"] = "it"
    compared_with: ComparedWith | None = None
    engine: Engine = _HERE


def compute_map(stores: Stores, request: MapRequest) -> JourneyMap:
    """The map of a request; brings the warehouse up to date first where a load was cut short.

    Raises:
        JourneyUnknown: no such journey.
        TouchpointUnknown: a success or failure names nothing.
        PeriodEmpty: the period ends before it begins.
    """
    require_period(request)
    with counting_on(stores, request.engine) as count_of:
        return ask_warehouse(
            stores, lambda warehouse: _map(stores, warehouse, request, count_of(warehouse))
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """A request understood: its scope, the names and sources that it speaks of, and whose it is."""

    scope: Scope
    known: Known
    company: Company


def _map(stores: Stores, warehouse: Warehouse, request: MapRequest, count: Count) -> JourneyMap:
    asked = asked_of(stores, warehouse, request)
    if request.compared_with is not None:
        return maps_beside(stores, warehouse, asked, request, count).this
    head = _head(stores, asked, request)
    return build_map(warehouse, asked.scope, head, count, partial(beside_of, stores))


def _head(stores: Stores, asked: Asked, request: MapRequest) -> MapHead:
    company = asked.company
    with stores.records.read() as connection:
        typed = typed_of(stores, connection)
        media = tuple((kept.key, kept.row) for kept in media_records.media_rows(connection))
    return MapHead(
        time_zone=company.time_zone,
        currency=company.currency,
        language=request.language,
        where=both_conditions(
            asked.scope.definition.where, told_segment(stores, request.where, request.segment)
        ),
        sources=asked.known.sources,
        computed_at=now_utc(),
        media=MediaOfMap(media, asked.known.named.names),
        typed=typed,
        theme_names=partial(_theme_names, stores, request.language),
    )


def _theme_names(stores: Stores, language: Language) -> dict[str, str]:
    # What reads texts takes long to import, and few maps speak of themes.
    from percorso.workspace.texts.keeping import theme_names

    return theme_names(stores, language)


def asked_of(stores: Stores, warehouse: Warehouse, request: MapRequest) -> Asked:
    """What a request means here, its gap proposed and frozen where it is asked for first."""
    known = known_names(stores, warehouse)
    with stores.records.read() as connection:
        chosen = chosen_definition(
            connection, request.journey, known.named, request.success, request.failure
        )
    company = stores.company()
    period = period_of(request, company.time_zone)
    scope = scope_of(stores, warehouse, known, chosen, period, request.where, request.segment)
    return Asked(scope, known, company)


def maps_beside(
    stores: Stores, warehouse: Warehouse, asked: Asked, request: MapRequest, count: Count
) -> "Beside":
    """A map with its differences, and the other; two periods are each followed as long."""
    from percorso.journeys.comparison import Other, compared_maps  # few maps are compared

    head = _head(stores, asked, request)
    scope, other = asked.scope, request.compared_with or ComparedWith()
    if not other.is_period:

        def customers(where: str | None, key: str | None) -> Scope:
            segment = segment_of(stores, warehouse, asked.known, scope.population, where, key)
            return replace(scope, segment=segment)

        return compared_maps(
            warehouse,
            Other(
                "segment",
                both_conditions(
                    scope.definition.where, told_segment(stores, other.where, other.segment)
                ),
            ),
            lambda: customers(other.where, other.segment),
            lambda: customers(request.where, request.segment),
            head,
            count,
        )
    there = Period(_day_us(other.since, head.time_zone), _day_us(other.until, head.time_zone))
    this_scope, other_scope = followed_equally(scope, there)
    return compared_maps(
        warehouse,
        Other("period", head.where),
        lambda: other_scope,
        lambda: this_scope,
        head,
        count,
    )


def last_day(stores: Stores) -> date | None:
    """The day of the last interaction, in the workspace's zone; None where there is none."""
    last_us = ask_warehouse(stores, lambda warehouse: warehouse.value(_LAST))
    if last_us is None:
        return None
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=last_us)
    return at.astimezone(ZoneInfo(stores.company().time_zone)).date()


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
