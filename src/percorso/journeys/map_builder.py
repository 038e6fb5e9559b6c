"""Puts a map together: paths cut, measures read, findings found, all in the public contract."""

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from percorso.domain.journey_map import (
    SCHEMA,
    Chain,
    Coverage,
    DefinitionOnMap,
    Finding,
    JourneyMap,
    SourceOnMap,
    Totals,
    TouchpointOnMap,
)
from percorso.journeys import outside_sql as ask
from percorso.journeys.beside_counts import beside_counts
from percorso.journeys.contents import contents_of
from percorso.journeys.counting import Count, count_scope
from percorso.journeys.estimates import number, ratio
from percorso.journeys.findings import find
from percorso.journeys.hypotheses import NOTHING_TYPED, Typed, persona_on_map, typed_rows
from percorso.journeys.instants import iso_instant
from percorso.journeys.map_parts import MapParts
from percorso.journeys.measures import BesideCounts, Measures, measures_of
from percorso.journeys.media import NO_MEDIA, MediaOfMap, media_on_map
from percorso.journeys.partials.registry import MAP
from percorso.journeys.partials.table import Sums
from percorso.journeys.scope import Scope
from percorso.stats.proportion import share_estimate
from percorso.store.records.sources import Source
from percorso.store.warehouse import Warehouse

Language = Literal["it", "en"]
# What people read for each theme; asked only where a finding speaks of one.
ThemeNames = Callable[[], Mapping[str, str]]
# What a map tells of a scope that was counted beside its counts.
Beside = Callable[[Warehouse, Scope, Sums], BesideCounts]


@dataclass(frozen=True, slots=True)
class MapHead:
    """What a map says of itself besides its numbers."""

    time_zone: str
    currency: str
    language: Language
    where: str | None
    sources: tuple[Source, ...]
    computed_at: datetime
    media: MediaOfMap = NO_MEDIA
    typed: Typed = NOTHING_TYPED
    theme_names: ThemeNames = dict


def build_map(
    warehouse: Warehouse, scope: Scope, head: MapHead, count: Count = count_scope,
    beside: Beside = beside_counts,
) -> JourneyMap:  # fmt: skip
    """The map of a scope, as immutable data."""
    sums = count(warehouse, scope, MAP)
    return map_of_sums(warehouse, scope, head, sums, beside(warehouse, scope, sums))


def map_of_sums(
    warehouse: Warehouse, scope: Scope, head: MapHead, sums: Sums, beside: BesideCounts,
    also: Collection[str] = (),
) -> JourneyMap:  # fmt: skip
    """The map of a scope that was counted; `also` are keys that stand on it without visits."""
    measures = measures_of(scope, sums, beside)
    _name_sources_of_quotes(measures, head)
    findings = find(scope, measures, head.language)
    _name_themes(findings, head)
    parts = MapParts(scope, measures, head.language, also, head.typed)
    touchpoints = parts.touchpoints(findings)
    variants, variant_total = parts.variants()
    definition = _definition(scope, head)
    return {
        "schema": SCHEMA,
        "id": _map_id(definition, scope, head),
        "definition": definition,
        "period": {
            "from": _iso(scope.period.since_us),
            "to": _iso(scope.period.until_us),
        },
        "time_zone": head.time_zone,
        "currency": head.currency,
        "language": head.language,
        "segment": head.where,
        "persona": persona_on_map(head.typed),
        "typed_rows": typed_rows(head.typed, head.language),
        "sources": _sources(warehouse, head),
        "data_until": _iso(scope.data_until_us) if scope.codes else None,
        "computed_at": head.computed_at.replace(tzinfo=UTC).isoformat().replace("+00:00", "Z"),
        "totals": _totals(scope, measures),
        "stages": parts.stages(),
        "feeling": parts.feeling(),
        "importance": [found.model for found in measures.importance],
        "touchpoints": touchpoints,
        "transitions": parts.transitions(),
        "starts": [
            {"touchpoint": scope.codes[row["code"] - 1].touchpoint.key,
             "journeys": row["journeys"]}
            for row in measures.starts
        ],
        "ends": parts.ends(),
        "variants": variants,
        "variant_total": variant_total,
        "findings": findings,
        "actions": [],
        "follow_ups": [],
        "media": media_on_map(warehouse, head.media, scope, head.time_zone, head.currency),
        "comparison": None,
        "coverage": _coverage(warehouse, scope, measures, head, touchpoints),
        "chain": _chain(scope, measures),
    }  # fmt: skip


def _definition(scope: Scope, head: MapHead) -> DefinitionOnMap:
    definition = scope.definition
    return {
        "key": definition.key,
        "name": definition.name_it if head.language == "it" else definition.name_en,
        "version": scope.frozen.version,
        "start": sorted(definition.start),
        "success": sorted(definition.success),
        "failure": sorted(definition.failure),
        "gap_seconds": scope.frozen.gap_seconds,
        "gap_origin": scope.frozen.gap_origin,
        "collapse": definition.collapse,
        "tail": definition.tail_seconds,
        "tail_stages": list(definition.tail_stages) if definition.tail_seconds is not None else [],
        "broadcasts": sorted(scope.broadcasts),
        "stages": sorted(definition.stages),
        "by_case": definition.by_case,
        "where": definition.where,
    }


def _map_id(definition: DefinitionOnMap, scope: Scope, head: MapHead) -> str:
    asked = (scope.period, head.where, scope.data_until_us, head.language)
    text = repr((sorted(definition.items()), *asked))
    return "m_" + hashlib.sha256(text.encode()).hexdigest()[:16]


def _totals(scope: Scope, measures: Measures) -> Totals:
    totals = measures.totals
    chain = measures.chain
    decided = totals["success"] + totals["failure"]
    inside = sum(row["interactions"] for row in measures.touchpoints.values())
    return {
        "interactions": inside + sum(row["interactions"] for row in measures.outside.values()),
        "customers": totals["customers"],
        "journeys": totals["journeys"],
        "success": totals["success"] if scope.has_success else None,
        "failure": totals["failure"] if scope.has_ending else None,
        "open": totals["open"] if scope.has_ending else None,
        "left_truncated": totals["left_truncated"],
        "anonymous_interactions": sum(row["anonymous"] for row in measures.outside.values()),
        "conversion": share_estimate(totals["success"], decided) if scope.has_success else None,
        "entry_share": number(chain.solved.entry_share) if chain else None,
    }


def _chain(scope: Scope, measures: Measures) -> Chain:
    chain = measures.chain
    if chain is None:
        return {
            "censoring_adjusted": False,
            "folded_touchpoints": 0,
            "null_reason": "nothing_decided" if scope.has_success else "no_success",
        }
    return {
        "censoring_adjusted": measures.totals["open"] > 0,
        "folded_touchpoints": chain.folded,
        "null_reason": chain.null_reason,
    }


def _sources(warehouse: Warehouse, head: MapHead) -> list[SourceOnMap]:
    by_no = {source.no: source for source in head.sources}
    made: list[SourceOnMap] = [
        {
            "key": by_no[no].key,
            "name": by_no[no].name,
            "interactions": span.interactions,
            "from": _iso(span.first_us),
            "to": _iso(span.last_us),
        }
        for no, span in contents_of(warehouse).of_source.items()
    ]
    # By key, so that the order of loading does not show.
    return sorted(made, key=lambda source: source["key"])


def _coverage(
    warehouse: Warehouse,
    scope: Scope,
    measures: Measures,
    head: MapHead,
    touchpoints: list[TouchpointOnMap],
) -> Coverage:
    counted = sum(row["interactions"] for row in touchpoints)
    unplaced = sorted(
        (row for row in touchpoints if row["stage"] == "unplaced"),
        key=lambda row: (-row["interactions"], row["key"]),
    )
    missing = sum(row["interactions"] for row in unplaced)
    without = measures.chain.without_ending if measures.chain else []
    return {
        "interactions_placed": ratio(counted - missing, counted),
        "unplaced_names": [
            {"name": row["name"], "interactions": row["interactions"]} for row in unplaced
        ],
        "other_currencies": dict(warehouse.rows(ask.other_currencies(head.currency))),
        "states_without_ending": [scope.codes[code - 1].touchpoint.key for code in without],
    }


def _name_sources_of_quotes(measures: Measures, head: MapHead) -> None:
    by_no = {source.no: source.name for source in head.sources}
    for row in measures.quotes:
        row["source"] = by_no.get(row["source_no"], "")


def _name_themes(findings: list[Finding], head: MapHead) -> None:
    told = [theme for one in findings for theme in one["detail"].get("themes", [])]
    if told:
        names = head.theme_names()
        for theme in told:
            theme["name"] = names.get(theme["key"], theme["key"])


def _iso(us: int | None) -> str | None:
    return None if us is None else iso_instant(us)
