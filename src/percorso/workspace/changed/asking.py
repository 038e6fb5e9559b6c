"""Asks a workspace what changed: two periods of equal length, followed for as long."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import cast

from percorso.domain.changed import Changed, ChangedFinding, ChangedNumber, Part, Verdict
from percorso.domain.journey_map import JourneyMap
from percorso.domain.map_comparison import Comparison
from percorso.drawing.comparison.amounts import is_beyond_chance
from percorso.journeys.comparison import Beside
from percorso.journeys.comparison.candidates import (
    TOTALS,
    Candidate,
    beyond_chance,
    candidates_of,
)
from percorso.journeys.counting import Count
from percorso.store.warehouse import Warehouse
from percorso.workspace.changed import totals_sql as ask
from percorso.workspace.changed.arrivals import new_names, rejected_rows, silent_sources
from percorso.workspace.changed.periods import Periods
from percorso.workspace.changed.shares import open_journeys, scores_of_both, without_early
from percorso.workspace.changed.since import PeriodWanted, day_of
from percorso.workspace.changed.totals import totals_of
from percorso.workspace.maps.asking import ComparedWith, MapRequest, asked_of, maps_beside
from percorso.workspace.maps.engines import counting_on
from percorso.workspace.restoring import ask_warehouse
from percorso.workspace.stores import Stores, now_utc

_WAITS = ("median_seconds_to_next", "median_seconds_after", "median_seconds")
_VOICES = ("emotion", "nps", "csat", "ces")
_USED = ("reach", "contacts")
_KINDS = ("pain_point", "dead_end")
# What a finding goes by, where the comparison holds it.
_GOES_BY = {"felt": ("emotion",), "leak": ("lost_share", "moves_on_share")}


def changed_since(stores: Stores, request: MapRequest) -> Changed:
    """What changed between a period and the one before, of as many days.

    Raises:
        PeriodWanted: the request names no period, or another than the one before it.
    """
    with counting_on(stores, request.engine) as count_of:
        return ask_warehouse(
            stores, lambda warehouse: _changed(stores, warehouse, request, count_of(warehouse))
        )


def _changed(stores: Stores, warehouse: Warehouse, request: MapRequest, count: Count) -> Changed:
    asked = asked_of(stores, warehouse, request)
    beside = maps_beside(stores, warehouse, asked, request, count)
    periods = _periods(request, beside, asked.company.time_zone)
    ranked = [one.no for one in sorted(asked.known.sources, key=lambda one: (one.rank, one.no))]
    open_ = open_journeys(beside)
    numbers = [
        *totals_of(warehouse, beside, periods, ranked), *scores_of_both(beside),
        *without_early(_compared(beside.this), open_, beside),
    ]  # fmt: skip
    first_us = warehouse.value(ask.FIRST)
    data_from = None if first_us is None else day_of(first_us, periods.time_zone)
    is_whole = data_from is not None and data_from <= periods.first_other
    kept = beyond_chance(one for one in numbers if is_whole or one.measure not in TOTALS)
    names = _names(beside.this)
    now = now_utc()
    with stores.records.read() as connection:
        rejected = tuple(rejected_rows(connection, now, periods.days, asked.known.sources))
    this, comparison = beside.this, _comparison(beside.this)
    return Changed(
        company=asked.company.name,
        language=this["language"],
        journey=this["definition"]["name"],
        segment=this["segment"],
        time_zone=this["time_zone"],
        currency=this["currency"],
        computed_at=this["computed_at"],
        first=periods.first,
        last=_last(periods.first, periods),
        other=(periods.first_other, _last(periods.first_other, periods)),
        period=this["period"],
        other_period={"from": comparison["period"]["from"], "to": comparison["period"]["to"]},
        followed_until=this["data_until"],
        other_followed_until=comparison["followed_until"],
        data_from=data_from,
        open_journeys=open_,
        numbers=tuple(_told(numbers, kept, names, is_whole=is_whole)),
        findings=_findings(beside, kept),
        silent=silent_sources(warehouse, periods, asked.known.sources),
        rejected=rejected,
        new_names=new_names(warehouse, periods, asked.known, _touchpoints(names)),
        arrived_since=(now - timedelta(days=periods.days)).date(),
    )


def _comparison(journey_map: JourneyMap) -> Comparison:
    return cast("Comparison", journey_map["comparison"])


def _compared(journey_map: JourneyMap) -> list[Candidate]:
    return list(candidates_of(_comparison(journey_map)))


def _periods(request: MapRequest, beside: Beside, time_zone: str) -> Periods:
    """The days of both, and up to where each is known.

    Raises:
        PeriodWanted: they are not of equal length.
    """
    there = request.compared_with
    since, until = request.since, request.until
    if since is None or until is None or there is None or there.since is None:
        raise PeriodWanted
    if there.until is None or there.until > since or until - since != there.until - there.since:
        raise PeriodWanted
    this, other = beside.scopes
    ends = [min(scope.period.until_us or 0, scope.data_until_us + 1) for scope in (this, other)]
    return Periods(since, there.since, (until - since).days, time_zone, (ends[0], ends[1]))


def _last(first: date, periods: Periods) -> date:
    return first + timedelta(days=periods.days - 1)


def _names(journey_map: JourneyMap) -> dict[tuple[str, str], str]:
    named = {("touchpoint", row["key"]): row["name"] for row in journey_map["touchpoints"]}
    return named | {("stage", row["key"]): row["name"] for row in journey_map["stages"]}


def _touchpoints(names: Mapping[tuple[str, str], str]) -> dict[str, str]:
    return {key: name for (kind, key), name in names.items() if kind == "touchpoint"}


def _told(
    numbers: Sequence[Candidate], kept: Sequence[Candidate], names: Mapping[tuple[str, str], str],
    *, is_whole: bool,
) -> list[ChangedNumber]:  # fmt: skip
    """Every number with its verdict; in each part the changes come first, the largest of them."""
    changes = {id(one) for one in kept}

    def order(one: Candidate) -> tuple[bool, float]:
        return (id(one) not in changes, -one.size * one.journeys)

    return [
        ChangedNumber(
            part=_part(one), subject=one.subject, key=one.key, to=one.to,
            name=_name(one, names), measure=one.measure, difference=one.difference,
            verdict=_verdict(one, id(one) in changes, is_whole=is_whole),
        )
        for one in (
            *(one for one in numbers if one.subject == "total"),
            *sorted((one for one in numbers if one.subject != "total"), key=order),
        )
    ]  # fmt: skip


def _part(one: Candidate) -> Part:
    if one.subject == "total":
        return "totals"
    if one.measure in _WAITS:
        return "waits"
    if one.measure in _VOICES:
        return "ratings"
    return "touchpoints" if one.measure in _USED else "ways"


def _name(one: Candidate, names: Mapping[tuple[str, str], str]) -> str:
    kind = "stage" if one.subject == "stage" else "touchpoint"
    name = names.get((kind, one.key), one.key)
    return f"{name} → {names.get(('touchpoint', one.to), one.to)}" if one.to else name


def _verdict(one: Candidate, is_change: bool, *, is_whole: bool) -> Verdict:
    if is_change:
        return "more" if (one.difference["value"] or 0.0) > 0 else "less"
    if not one.is_judged or (not is_whole and one.measure in TOTALS):
        return "few"
    if one.is_large and is_beyond_chance(one.difference):
        return "unsure"
    return "few" if one.is_vague else "steady"


def _findings(beside: Beside, kept: Sequence[Candidate]) -> tuple[ChangedFinding, ...]:
    """Pain points and dead ends that one of the periods has alone."""
    sure = {(one.key, one.measure) for one in kept if one.subject == "touchpoint"}
    found = [
        {one["id"]: one for one in journey_map["findings"] if one["kind"] in _KINDS}
        for journey_map in (beside.this, beside.other)
    ]
    return tuple(
        ChangedFinding(
            kind=one["kind"], touchpoint=one["touchpoint"], title=one["title"],
            is_new=side == 0, n=one["measure"]["n"],
            is_sure=any(
                (one["touchpoint"], measure) in sure
                for measure in _GOES_BY.get(str(one["detail"].get("test")), ())
            ),
        )
        for side in (0, 1)
        for id_, one in found[side].items() if id_ not in found[1 - side]
    )  # fmt: skip


def with_period_before(request: MapRequest) -> MapRequest:
    """The same request, compared with as many days right before.

    Raises:
        PeriodWanted: the request has no first or last day.
    """
    if request.since is None or request.until is None:
        raise PeriodWanted
    back = request.until - request.since
    return replace(request, compared_with=ComparedWith(request.since - back, request.since))
