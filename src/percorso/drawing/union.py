"""Both samples of a comparison as one map, by which is chosen what is drawn."""

from percorso.domain.journey_map import JourneyMap, TouchpointOnMap, TransitionOnMap

Pair = tuple[str, str]


def union_of(journey_map: JourneyMap) -> JourneyMap:
    """The map with the journeys of both samples, by which what is drawn is chosen."""
    comparison = journey_map["comparison"]
    if comparison is None:
        return journey_map
    own = own_transitions(journey_map)
    others = {row["key"]: row["journeys_other"] for row in comparison["touchpoints"]}
    touchpoints: list[TouchpointOnMap] = [
        {**row, "journeys": row["journeys"] + others.get(row["key"], 0)}
        for row in journey_map["touchpoints"]
    ]
    pairs = [((row["from"], row["to"]), row) for row in comparison["transitions"]]
    transitions: list[TransitionOnMap] = [
        {
            **own.get(pair, _unwalked(*pair)),
            "count": row["count"] + row["count_other"],
            "journeys": row["journeys"] + row["journeys_other"],
        }
        for pair, row in pairs
    ]
    return {**journey_map, "touchpoints": touchpoints, "transitions": transitions}


def own_transitions(journey_map: JourneyMap) -> dict[Pair, TransitionOnMap]:
    """The transitions of the map's own sample."""
    return {(row["from"], row["to"]): row for row in journey_map["transitions"]}


def own_of(
    journey_map: JourneyMap, chosen: tuple[TransitionOnMap, ...]
) -> tuple[TransitionOnMap, ...]:
    """Chosen transitions with the numbers of the map's own sample, 0 where it has none."""
    own = own_transitions(journey_map)
    return tuple(
        own.get((row["from"], row["to"]), _unwalked(row["from"], row["to"])) for row in chosen
    )


def _unwalked(source: str, target: str) -> TransitionOnMap:
    return {
        "from": source, "to": target, "count": 0, "journeys": 0, "share_out": None,
        "share_in": None, "median_seconds": None, "p90_seconds": None, "dependency": 0.0,
        "gain": None, "feel": None, "flags": [],
    }  # fmt: skip
