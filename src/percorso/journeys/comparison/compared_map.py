"""Two samples cut one after the other, and the map of the first with its differences."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from percorso.domain.journey_map import JourneyMap
from percorso.domain.map_comparison import Comparison
from percorso.journeys.beside_counts import beside_counts
from percorso.journeys.comparison.chain_changes import chain_changes
from percorso.journeys.comparison.changes import telling_changes
from percorso.journeys.comparison.conversion_parts import conversion_parts
from percorso.journeys.comparison.parts import ComparisonParts
from percorso.journeys.comparison.sums import group_sums
from percorso.journeys.counting import Count, count_scope
from percorso.journeys.map_builder import MapHead, map_of_sums
from percorso.journeys.partials.registry import COMPARISON, MAP
from percorso.journeys.partials.table import Sums
from percorso.journeys.scope import Scope
from percorso.store.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Beside:
    """Two samples that were compared.

    Attributes:
        this: The map of the first, with its differences.
        other: The map of the second.
        scopes: What each was computed over.
        sums: What was counted of each.
    """

    this: JourneyMap
    other: JourneyMap
    scopes: tuple[Scope, Scope]
    sums: tuple[Sums, Sums]


@dataclass(frozen=True, slots=True)
class Other:
    """The sample a map is compared with.

    Attributes:
        kind: `period` or `segment`.
        where: The condition its customers meet, if any.
    """

    kind: str
    where: str | None


def compared_maps(
    warehouse: Warehouse, other: Other, scope_of_other: Callable[[], Scope],
    scope_of_this: Callable[[], Scope], head: MapHead, count: Count = count_scope,
) -> Beside:  # fmt: skip
    """The map of one scope with `comparison`, its differences from another scope, and that one.

    Scopes come as functions, because the customers of a segment are found in the warehouse
    while the scope is made, and stand there until the next one.

    Args:
        warehouse: Holds the interactions.
        other: What the map is compared with.
        scope_of_other: Makes the other scope; it is asked first.
        scope_of_this: Makes the map's own scope.
        head: What the map says of itself.
        count: Counts a scope.
    """
    wanted = (*MAP, *COMPARISON)
    other_scope = scope_of_other()
    other_counts = count(warehouse, other_scope, wanted)
    other_head = replace(head, where=other.where)
    beside = beside_counts(warehouse, other_scope, other_counts)
    other_map = map_of_sums(warehouse, other_scope, other_head, other_counts, beside)
    scope = scope_of_this()
    counts = count(warehouse, scope, wanted)
    # What only the other met stands on this map too, so that both have one layout.
    met = {row["key"] for row in other_map["touchpoints"]}
    this_beside = beside_counts(warehouse, scope, counts)
    this_map = map_of_sums(warehouse, scope, head, counts, this_beside, met)
    sums = (group_sums(counts), group_sums(other_counts))
    shared = np.intersect1d(sums[0].customers, sums[1].customers).size
    parts = ComparisonParts((this_map, other_map), sums, scope, chain_changes(*sums))
    comparison: Comparison = {
        "kind": "period" if other.kind == "period" else "segment",
        "period": {"from": other_map["period"]["from"], "to": other_map["period"]["to"]},
        "segment": other.where,
        "followed_until": other_map["data_until"],
        "samples": "shared" if shared else "independent",
        "customers_shared": shared,
        "totals": parts.totals(),
        "conversion_parts": conversion_parts(
            sums[0].beginnings,
            sums[1].beginnings,
            {code.number: code.touchpoint.key for code in scope.codes},
        )
        if scope.has_success
        else [],
        "stages": parts.stages(),
        "touchpoints": parts.touchpoints(),
        "transitions": parts.transitions(),
        "changes": [],
    }
    comparison["changes"] = telling_changes(comparison, this_map)
    return Beside(
        {**this_map, "comparison": comparison},
        other_map,
        (scope, other_scope),
        (counts, other_counts),
    )
