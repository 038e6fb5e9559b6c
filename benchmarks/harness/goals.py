"""What Percorso aims at, and what was measured: each goal as a number and its limit."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Blocks = Sequence[Mapping[str, Any]]

_BIG = "10M"
_BIGGEST = "50M"


@dataclass(frozen=True, slots=True)
class Goal:
    """A number that is to be small, or to be large.

    Attributes:
        what: What is measured, in words.
        limit: The number to reach.
        is_at_most: Whether smaller is better.
        unit: `x` for a ratio, else what is counted.
        measured: Takes it from the results; None where something is not measured yet.
    """

    what: str
    limit: float
    is_at_most: bool
    unit: str
    measured: Callable[[Blocks], float | None]


def goal_rows(blocks: Blocks) -> Iterator[str]:
    """One row of a table for each goal whose number was measured."""
    for goal in GOALS:
        value = goal.measured(blocks)
        if value is None:
            continue
        is_reached = value <= goal.limit if goal.is_at_most else value >= goal.limit
        sign = "≤" if goal.is_at_most else "≥"
        verdict = "reached" if is_reached else "**not reached**"
        yield (
            f"| {goal.what} | {sign} {goal.limit:g} {goal.unit} "
            f"| {_digits(value)} {goal.unit} | {verdict} |"
        )


def _digits(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _cost(blocks: Blocks, place: str, measure: str) -> float | None:
    """A measure of `data/contestant`."""
    data, key = place.split("/")
    found = (
        row.get(measure)
        for block in blocks
        if block["data"] == data
        for row in block["contestants"]
        if row["key"] == key
    )
    return next(found, None)


def _ratio(over: str, under: str) -> Callable[[Blocks], float | None]:
    """Wall seconds of one contestant by those of another."""

    def measured(blocks: Blocks) -> float | None:
        above, below = (_cost(blocks, place, "wall_seconds") for place in (over, under))
        return above / below if above and below else None

    return measured


def _measure(place: str, measure: str, factor: float = 1.0) -> Callable[[Blocks], float | None]:
    def measured(blocks: Blocks) -> float | None:
        value = _cost(blocks, place, measure)
        return None if value is None else value * factor

    return measured


_OURS, _FLOOR = f"{_BIG}/map-of", f"{_BIG}/scan-and-sort"
_CHAIN, _SIMULATED = "channel-paths/chain", "channel-paths/channel-attribution"

GOALS = (
    Goal("`map_of`, gap rule alone, against the floor, 10 M", 1.8, True, "x",
         _ratio(_OURS, _FLOOR)),
    Goal("its peak memory", 500, True, "MB", _measure(_OURS, "peak_megabytes")),
    Goal("the map of a workspace against the floor, 10 M", 1.2, True, "x",
         _ratio(f"{_BIG}/warehouse", _FLOOR)),
    Goal("pm4py against `map_of`, 10 M", 25, False, "x", _ratio(f"{_BIG}/pm4py", _OURS)),
    Goal("retentioneering against `map_of`, 10 M", 17, False, "x",
         _ratio(f"{_BIG}/retentioneering", _OURS)),
    Goal("polars against `map_of`, 10 M", 2.3, False, "x", _ratio(f"{_BIG}/polars", _OURS)),
    Goal("DuckDB, textbook, against `map_of`, 10 M", 5.0, False, "x",
         _ratio(f"{_BIG}/duckdb", _OURS)),
    Goal("all measures against the gap rule alone, 10 M", 1.5, True, "x",
         _ratio(f"{_BIG}/map-of-whole", _OURS)),
    Goal("growth of time from 10 M to 50 M", 6, True, "x", _ratio(f"{_BIGGEST}/map-of", _OURS)),
    Goal("peak memory at 50 M", 2200, True, "MB",
         _measure(f"{_BIGGEST}/map-of", "peak_megabytes")),
    Goal("the map of the sample shop, warm", 150, True, "ms",
         _measure("sample-shop/warm-map", "wall_seconds", 1000)),
    Goal("ChannelAttribution against `stats.chain`, from paths", 10, False, "x",
         _ratio(_SIMULATED, _CHAIN)),
    Goal("error of removal effects against their definition", 1e-9, True, "",
         _measure(_CHAIN, "largest_error")),
)  # fmt: skip
