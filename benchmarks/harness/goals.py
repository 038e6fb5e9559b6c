"""What Percorso aims at, and what was measured: each goal as a number and its limit."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Blocks = Sequence[Mapping[str, Any]]
Measured = Callable[[Blocks, str], float | None]

# Goals are for ten million interactions; what was measured with fewer alone says so.
_SIZES = ("10M", "1M")
_ALONE = ("channel-paths",)
_SHOP = ("sample-shop",)


@dataclass(frozen=True, slots=True)
class Goal:
    """A number that is to be small, or to be large.

    Attributes:
        what: What is measured, in words.
        limit: The number to reach.
        is_at_most: Whether smaller is better.
        unit: `x` for a ratio, else what is counted.
        measured: Takes it from the results, for a data set; None where it is not measured.
        slow: `task/contestant` whose profile says what stands against the goal.
        data: Data sets it may be measured with; the first that was counts.
    """

    what: str
    limit: float
    is_at_most: bool
    unit: str
    measured: Measured
    slow: str = ""
    data: tuple[str, ...] = _SIZES


@dataclass(frozen=True, slots=True)
class Found:
    """A goal with what was measured; None and an empty name where nothing was."""

    goal: Goal
    value: float | None
    data: str

    @property
    def is_reached(self) -> bool:
        """Whether it was measured, and lies within the limit."""
        if self.value is None:
            return False
        if self.goal.is_at_most:
            return self.value <= self.goal.limit
        return self.value >= self.goal.limit


def goals_found(blocks: Blocks) -> list[Found]:
    """Every goal with what was measured of it."""
    return [_found(goal, blocks) for goal in GOALS]


def _found(goal: Goal, blocks: Blocks) -> Found:
    measured = ((goal.measured(blocks, data), data) for data in goal.data)
    value, data = next((one for one in measured if one[0] is not None), (None, ""))
    return Found(goal, value, data)


def goal_rows(found: Sequence[Found]) -> Iterator[str]:
    """One row of a table for each goal."""
    for one in found:
        goal = one.goal
        sign = "≤" if goal.is_at_most else "≥"
        verdict = "reached" if one.is_reached else "**not reached**"
        measured = f"{_digits(one.value)} {goal.unit}" if one.value is not None else "–"
        yield (
            f"| {verdict if one.value is not None else 'not measured'} | {goal.what} "
            f"| {measured} | {sign} {_digits(goal.limit)} {goal.unit} | {one.data or '–'} |"
        )


def goals_summed(found: Sequence[Found]) -> str:
    """One sentence for all of them."""
    measured = [one for one in found if one.value is not None]
    reached = sum(one.is_reached for one in measured)
    left = len(found) - len(measured)
    rest = f" {left} could not be measured in this run." if left else ""
    return f"**{reached} of {len(measured)} goals are reached.**{rest}"


def reasons(found: Sequence[Found], blocks: Blocks) -> Iterator[str]:
    """Every goal that was measured and not reached, those with one reason in one paragraph."""
    missed: dict[str, list[Found]] = {}
    for one in found:
        if one.value is not None and not one.is_reached:
            missed.setdefault(_reason(one.goal, blocks), []).append(one)
    for reason, goals in missed.items():
        yield f"- {'; '.join(_missed(one) for one in goals)}. {reason}"


def _missed(found: Found) -> str:
    goal = found.goal
    measured = "–" if found.value is None else _digits(found.value)
    return f"**{goal.what}**: {measured} {goal.unit}, not {_digits(goal.limit)} {goal.unit}"


def _reason(goal: Goal, blocks: Blocks) -> str:
    """What the profile of the slow contestant says, made with the most interactions."""
    task, _, key = goal.slow.partition("/")
    profiled = [
        (block["rows"] or 0, block["data"], row["profile"])
        for block in blocks
        if block["task"] == task
        for row in block["contestants"]
        if row["key"] == key and row.get("profile")
    ]
    if not profiled:
        return "No profile was made of it."
    _, data, profile = max(profiled, key=lambda one: one[0])
    if goal.unit == "MB":
        return f"What raised the peak of `{key}` ({data}): {_shares(profile['memory'])}."
    told = f"Where the time of `{key}` goes ({data}): {_shares(profile['parts'])}."
    if profile["operators"]:
        told += f" Of the engine's part: {_shares(profile['operators'])}."
    return told


def _shares(parts: Sequence[tuple[str, float]]) -> str:
    total = sum(taken for _, taken in parts)
    told, seen = [], 0.0
    for what, taken in parts:
        if seen > _TOLD_SHARE * total:
            break
        name = what if " " in what else f"`{what}`"
        told.append(f"{name} {taken / total:.0%}")
        seen += taken
    return ", ".join(told)


# A reason names the parts that make up so much of the time.
_TOLD_SHARE = 0.8


def _digits(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _cost(blocks: Blocks, data: str, place: str, measure: str) -> float | None:
    """A measure of `task/contestant`, or of `task/contestant@data` whatever the data."""
    place, _, other = place.partition("@")
    task, key = place.split("/")
    found = (
        row.get(measure)
        for block in blocks
        if (block["task"], block["data"]) == (task, other or data)
        for row in block["contestants"]
        if row["key"] == key
    )
    return next(found, None)


def _ratio(over: str, under: str, measure: str = "wall_seconds") -> Measured:
    """A measure of one contestant by that of another."""

    def measured(blocks: Blocks, data: str) -> float | None:
        above, below = (_cost(blocks, data, place, measure) for place in (over, under))
        return above / below if above and below else None

    return measured


def _measure(place: str, measure: str, factor: float = 1.0) -> Measured:
    def measured(blocks: Blocks, data: str) -> float | None:
        value = _cost(blocks, data, place, measure)
        return None if value is None else value * factor

    return measured


_OURS, _FLOOR = "journeys/map-of", "journeys/scan-and-sort"
_CHAIN, _SIMULATED = "attribution/chain", "attribution/channel-attribution"
_BIGGEST = ("50M",)

GOALS = (
    Goal("`map_of`, gap rule alone, against the floor", 1.8, True, "x",
         _ratio(_OURS, _FLOOR), _OURS),
    Goal("the same up to the counts asked for, against the floor", 1.8, True, "x",
         _ratio("journeys/asked-alone", _FLOOR), "journeys/asked-alone"),
    Goal("peak memory of `map_of`, gap rule alone", 500, True, "MB",
         _measure(_OURS, "peak_megabytes"), _OURS),
    Goal("the whole path builder from the warehouse's order, against the same floor", 1.2, True,
         "x", _ratio("engine/path-builder", "engine/scan-and-sort"), "engine/path-builder"),
    Goal("pm4py against `map_of`", 25, False, "x", _ratio("journeys/pm4py", _OURS), _OURS),
    Goal("retentioneering against `map_of`", 17, False, "x",
         _ratio("journeys/retentioneering", _OURS), _OURS),
    Goal("polars against `map_of`", 2.3, False, "x", _ratio("journeys/polars", _OURS), _OURS),
    Goal("DuckDB, textbook, against `map_of`", 5.0, False, "x", _ratio("journeys/duckdb", _OURS),
         _OURS),
    Goal("all measures of a map with a goal, against the gap rule alone", 1.5, True, "x",
         _ratio("journeys/map-of-whole", _OURS), "journeys/map-of-whole"),
    Goal("the engine layer against the same functions on arrays, processor time", 1.1, True, "x",
         _ratio("engine/asked-counts", "engine/bare-counts", "cpu_seconds"),
         "engine/asked-counts"),
    Goal("growth of `map_of`'s time from 10 M to 50 M", 6, True, "x",
         _ratio(_OURS, f"{_OURS}@10M"), _OURS, _BIGGEST),
    Goal("peak memory of `map_of` at 50 M", 2200, True, "MB", _measure(_OURS, "peak_megabytes"),
         _OURS, _BIGGEST),
    Goal("counts brought up by 1 % of the customers, against all anew", 0.05, True, "x",
         _ratio("refresh/refresh-few", "refresh/recount-few"), "refresh/refresh-few"),
    Goal("counts brought up by 1 % of interactions of anybody, against all anew", 0.2, True, "x",
         _ratio("refresh/refresh-spread", "refresh/recount-spread"), "refresh/refresh-spread"),
    Goal("the map of the sample shop, asked again", 150, True, "ms",
         _measure("sample-shop/warm-map", "wall_seconds", 1000), "sample-shop/warm-map", _SHOP),
    Goal("the kernel in Spark against Spark SQL, both warm", 0.9, True, "x",
         _ratio("spark/spark-kernel", "spark/spark-native"), "spark/spark-kernel"),
    Goal("ChannelAttribution against `stats.chain`, from paths", 10, False, "x",
         _ratio(_SIMULATED, _CHAIN), _CHAIN, _ALONE),
    Goal("error of removal effects against their definition", 1e-9, True, "",
         _measure(_CHAIN, "largest_error"), _CHAIN, _ALONE),
)  # fmt: skip
