"""Two samples cut one after the other, and the map of the first with its differences."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from percorso.domain.journey_map import JourneyMap
from percorso.domain.map_comparison import Comparison
from percorso.journeys.comparison import sums_sql as ask
from percorso.journeys.comparison.chain_changes import chain_changes
from percorso.journeys.comparison.changes import telling_changes
from percorso.journeys.comparison.conversion_parts import conversion_parts
from percorso.journeys.comparison.parts import ComparisonParts
from percorso.journeys.comparison.sums import read_sums
from percorso.journeys.map_builder import MapHead, build_map
from percorso.journeys.scope import Scope
from percorso.store.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Other:
    """The sample a map is compared with.

    Attributes:
        kind: `period` or `segment`.
        where: The condition its customers meet, if any.
    """

    kind: str
    where: str | None


def compared_map(
    warehouse: Warehouse, other: Other, scope_of_other: Callable[[], Scope],
    scope_of_this: Callable[[], Scope], head: MapHead,
) -> JourneyMap:  # fmt: skip
    """The map of one scope with `comparison`: its differences from another scope.

    Scopes come as functions, because the customers of a segment are found in the warehouse
    while the scope is made, and stand there until the next one.

    Args:
        warehouse: Holds the interactions.
        other: What the map is compared with.
        scope_of_other: Makes the other scope; it is asked first.
        scope_of_this: Makes the map's own scope.
        head: What the map says of itself.
    """
    other_map = build_map(warehouse, scope_of_other(), replace(head, where=other.where))
    other_sums = read_sums(warehouse)
    warehouse.do(ask.REMEMBER_CUSTOMERS)
    scope = scope_of_this()
    # What only the other met stands on this map too, so that both have one layout.
    met = {row["key"] for row in other_map["touchpoints"]}
    this_map = build_map(warehouse, scope, head, met)
    sums = (read_sums(warehouse), other_sums)
    shared = int(warehouse.value(ask.CUSTOMERS_SHARED))
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
    return {**this_map, "comparison": comparison}
