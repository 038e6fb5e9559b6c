"""The rows of a comparison: totals, stages, touchpoints and transitions of two maps, matched."""

from typing import Any, Literal, cast

from percorso.domain.journey_map import Estimate, JourneyMap
from percorso.domain.map_comparison import (
    Difference,
    StageChange,
    TotalsChange,
    TouchpointChange,
    TransitionChange,
)
from percorso.journeys.comparison import sums as grouped
from percorso.journeys.comparison.chain_changes import MEASURES, ChainChanges, with_limits
from percorso.journeys.comparison.median_waits import Medians, median_differences
from percorso.journeys.comparison.ratios import (
    Counting,
    Counts,
    Differences,
    Samples,
    correlations,
    of_cases,
    of_everybody,
    ratio_differences,
)
from percorso.journeys.comparison.sums import Grid, GroupSums, Key, Subject
from percorso.journeys.path.rows import RATING_KINDS
from percorso.journeys.scope import Scope
from percorso.stats.difference import difference_of_estimates

_Maps = tuple[JourneyMap, JourneyMap]
_NAMES: dict[Subject, tuple[str, ...]] = {
    "touchpoint": ("code",), "transition": ("code", "code_after"), "stage": ("stage",),
}  # fmt: skip
_ENDINGS = {"lost_share": "lost", "done_share": "done", "open_share": "still_open"}
_NO_ESTIMATE: Estimate = {"value": None, "low": None, "high": None, "n": 0}
Voice = Literal["nps", "csat", "ces"]
VOICES: tuple[Voice, ...] = ("nps", "csat", "ces")


class ComparisonParts:
    """Builds each list of a comparison from two maps and their counts by customer group."""

    def __init__(self, maps: _Maps, sums: Samples, scope: Scope, chain: ChainChanges) -> None:
        self._maps = maps
        self._sums = sums
        self._chain = chain
        self._scope = scope
        self._groups = grouped.groups_of(*sums)
        self._code = {code.touchpoint.key: code.number for code in scope.codes}
        self._position = {stage.key: stage.position for stage in scope.stages}

    def totals(self) -> TotalsChange:
        """Journeys, customers, and what became of them."""
        this, other = (journey_map["totals"] for journey_map in self._maps)
        conversion = self._whole("success", "decided") if self._scope.has_success else None
        entry = self._plain("entry_share", this["entry_share"], other["entry_share"])
        return {
            "journeys": this["journeys"],
            "journeys_other": other["journeys"],
            "customers": this["customers"],
            "customers_other": other["customers"],
            "conversion": conversion,
            "visits_per_journey": self._whole("visits", "journeys", is_share=False),
            "entry_share": entry if self._scope.has_success else None,
        }

    def _whole(self, above: str, below: str, *, is_share: bool = True) -> Difference:
        def counted(sums: GroupSums, grid: Grid) -> Counts:
            columns = (above, below, "customers")
            return Counts(*(grid.per_group(sums.journeys, column) for column in columns))

        found = ratio_differences(
            self._sums, [(0,)], (), self._groups, counted, is_share=is_share
        )  # fmt: skip
        return found[0,]

    def _plain(self, measure: str, this: float | None, other: float | None) -> Difference:
        counts = [journey_map["totals"]["journeys"] for journey_map in self._maps]
        made = _without_interval(this, counts[0], other, counts[1])
        return with_limits(made, *self._chain.limits(measure, 0))

    def stages(self) -> list[StageChange]:
        """Every stage of either map."""
        rows = self._rows("stages")
        keys: list[Key] = [(self._position[key],) for key in rows]
        shares = self._shares("stage", keys)
        waits = self._waits("stage", keys, "median_seconds_to_next", rows)
        felt = self._emotions("stage", keys, rows)
        made: list[StageChange] = []
        for key, (this, other) in rows.items():
            at = (self._position[key],)
            voices = self._voices(at[0], this, other)
            made.append({
                "key": key,
                "journeys": this.get("journeys", 0),
                "journeys_other": other.get("journeys", 0),
                "reach": shares["reach"][at],
                "moves_on_share": shares["moves_on_share"][at],
                "lost_share": _at(shares.get("lost_share"), at),
                "done_share": _at(shares.get("done_share"), at),
                "open_share": _at(shares.get("open_share"), at),
                "median_seconds_to_next": waits[at[0], 0],
                "emotion": felt[at],
                "nps": voices["nps"],
                "csat": voices["csat"],
                "ces": voices["ces"],
            })  # fmt: skip
        return made

    def touchpoints(self) -> list[TouchpointChange]:
        """Every touchpoint of either map."""
        rows = self._rows("touchpoints")
        keys: list[Key] = [(self._code[key],) for key in rows]
        measured = self._shares("touchpoint", keys) | self._of_touchpoints(keys)
        waits = self._waits("touchpoint", keys, "median_seconds_after", rows)
        felt = self._emotions("touchpoint", keys, rows)
        made: list[dict[str, Any]] = []
        for key, (this, other) in rows.items():
            at = (self._code[key],)
            made.append(
                {
                    "key": key,
                    "journeys": this.get("journeys", 0),
                    "journeys_other": other.get("journeys", 0),
                    **{name: _at(measured.get(name), at) for name in _TOUCHPOINT_RATIOS},
                    "median_seconds_after": waits[at[0], 0],
                    "success_after": _at(measured.get("success_after"), at),
                    **self._of_chain(at[0], this, other),
                    "emotion": felt[at],
                }
            )
        return cast("list[TouchpointChange]", made)

    def _of_touchpoints(self, keys: list[Key]) -> dict[str, Differences]:
        asked: dict[str, tuple[str, str, bool]] = {
            "visits_per_journey": ("visits", "journeys", False),
            "first_share": ("first_visits", "visits_from_the_start", True),
            "last_share": ("last_visits", "visits", True),
        }
        if self._scope.has_success:
            asked["success_after"] = ("success", "decided", True)
        return {
            name: self._ratio("touchpoint", keys, of_cases(_of("touchpoint"), above, below),
                              is_share=is_share)
            for name, (above, below, is_share) in asked.items()
        }  # fmt: skip

    def transitions(self) -> list[TransitionChange]:
        """Every transition of either map, the most walked of both first."""
        rows = self._transition_rows()
        keys = [(self._code[a], self._code[b]) for a, b in rows]
        as_keys: list[Key] = list(keys)
        out = self._ratio("transition", as_keys, self._share_out())
        reach = self._ratio("transition", as_keys, of_everybody(_of("transition"), "journeys"))
        medians = tuple(
            {key: pair[at].get("median_seconds") for key, pair in zip(keys, rows.values(),
                                                                      strict=True)}
            for at in (0, 1)
        )  # fmt: skip
        waits = median_differences(
            (self._sums[0].waits["transition"], self._sums[1].waits["transition"]),
            cast("tuple[Medians, Medians]", medians), as_keys, self._groups,
        )  # fmt: skip
        made: list[TransitionChange] = [
            {
                "from": a,
                "to": b,
                "count": this.get("count", 0),
                "count_other": other.get("count", 0),
                "journeys": this.get("journeys", 0),
                "journeys_other": other.get("journeys", 0),
                "share_out": out[key],
                "reach": reach[key],
                "median_seconds": waits[key],
            }
            for key, ((a, b), (this, other)) in zip(keys, rows.items(), strict=True)
        ]
        return sorted(made, key=lambda row: (-row["count"] - row["count_other"], row["from"],
                                             row["to"]))  # fmt: skip

    def _transition_rows(self) -> dict[tuple[str, str], tuple[dict[str, Any], dict[str, Any]]]:
        sides = [
            {(row["from"], row["to"]): dict(row) for row in journey_map["transitions"]}
            for journey_map in self._maps
        ]
        nothing: dict[str, Any] = {}
        both = dict.fromkeys((*sides[0], *sides[1]))
        return {key: (sides[0].get(key, nothing), sides[1].get(key, nothing)) for key in both}

    def _share_out(self) -> Counting:
        """A step among all that follows a visit, endings among it."""

        def counted(sums: GroupSums, grid: Grid) -> Counts:
            here = sums.of["touchpoint"]
            leaving = Grid(grid.groups, sorted({(key[0],) for key in grid.keys}), ("code",))
            cases = leaving.laid(here, "moves_on")
            if self._scope.has_ending:
                cases = cases + leaving.laid(here, "lost") + leaving.laid(here, "done")
            column = [leaving.keys.index((key[0],)) for key in grid.keys]
            customers = leaving.laid(here, "customers")
            return Counts(
                grid.laid(sums.of["transition"], "visits"),
                cases[:, column],
                customers[:, column],
            )

        return counted

    def _rows(
        self, part: Literal["stages", "touchpoints"]
    ) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
        """Key -> the row of this map and that of the other; empty where a map has none."""
        # What was only typed has no interactions, so there is nothing of it to compare.
        known = self._position if part == "stages" else self._code
        sides = [
            {row["key"]: dict(row) for row in journey_map[part] if row["key"] in known}
            for journey_map in self._maps
        ]
        nothing: dict[str, Any] = {}
        both = dict.fromkeys((*sides[0], *sides[1]))
        return {key: (sides[0].get(key, nothing), sides[1].get(key, nothing)) for key in both}

    def _shares(self, subject: Subject, keys: list[Key]) -> dict[str, Differences]:
        """Reach and where a visit leads; what no goal lets us know is absent."""
        whole = "journeys" if subject == "stage" else "visits"
        made = {
            "reach": self._ratio(subject, keys, of_everybody(_of(subject), "journeys")),
            "moves_on_share": self._ratio(
                subject, keys, of_cases(_of(subject), "moves_on", whole)
            ),
        }  # fmt: skip
        for name, column in _ENDINGS.items():
            if self._scope.has_success or (self._scope.has_ending and name != "done_share"):
                made[name] = self._ratio(subject, keys, of_cases(_of(subject), column, whole))
        return made

    def _ratio(
        self, subject: Subject, keys: list[Key], counting: Counting, *, is_share: bool = True
    ) -> Differences:
        return ratio_differences(
            self._sums, keys, _NAMES[subject], self._groups, counting, is_share=is_share
        )

    def _waits(
        self, subject: Subject, keys: list[Key], name: str,
        rows: dict[str, tuple[dict[str, Any], dict[str, Any]]],
    ) -> dict[Key, Difference]:  # fmt: skip
        number = self._position if subject == "stage" else self._code
        medians = tuple(
            {(number[key], 0): pair[at].get(name) for key, pair in rows.items()} for at in (0, 1)
        )
        return median_differences(
            (self._sums[0].waits[subject], self._sums[1].waits[subject]),
            cast("tuple[Medians, Medians]", medians),
            [(key[0], 0) for key in keys],
            self._groups,
        )

    def _emotions(
        self, subject: Subject, keys: list[Key],
        rows: dict[str, tuple[dict[str, Any], dict[str, Any]]],
    ) -> Differences:  # fmt: skip
        together = correlations(
            self._sums, keys, _NAMES[subject], self._groups,
            of_cases(_of(subject), "felt", "voices"),
        )  # fmt: skip
        return {
            at: difference_of_estimates(_voiced(this), _voiced(other), together[at])
            for at, (this, other) in zip(keys, rows.values(), strict=True)
        }

    def _voices(
        self, stage: int, this: dict[str, Any], other: dict[str, Any]
    ) -> dict[Voice, Difference | None]:
        made: dict[Voice, Difference | None] = {}
        for kind in VOICES:
            pair = [row.get("voices", {}).get(kind) for row in (this, other)]
            if pair == [None, None]:
                made[kind] = None
                continue
            together = correlations(
                self._sums, [(stage,)], ("stage",), self._groups, _answers_of(kind)
            )
            made[kind] = difference_of_estimates(pair[0], pair[1], together[stage,])
        return made

    def _of_chain(
        self, code: int, this: dict[str, Any], other: dict[str, Any]
    ) -> dict[str, Difference | None]:
        if not self._scope.has_success:
            return dict.fromkeys(("success_probability", *MEASURES))
        counts = [row.get("visits", 0) for row in (this, other)]
        made: dict[str, Difference | None] = {
            "success_probability": _without_interval(
                this.get("success_probability"), counts[0],
                other.get("success_probability"), counts[1],
            )
        }  # fmt: skip
        for measure in MEASURES:
            plain = difference_of_estimates(this.get(measure), other.get(measure))
            made[measure] = with_limits(plain, *self._chain.limits(measure, code))
        return made


_TOUCHPOINT_RATIOS = (
    "reach", "visits_per_journey", "first_share", "last_share", "moves_on_share", "lost_share",
    "done_share", "open_share",
)  # fmt: skip


def _voiced(row: dict[str, Any]) -> Estimate | None:
    """The emotion customers voiced; what was typed or inferred from effort is not compared."""
    emotion = row.get("emotion", _NO_ESTIMATE)
    if not emotion["n"]:
        return None
    return {key: emotion[key] for key in _NO_ESTIMATE}  # type: ignore[return-value]


def _of(subject: Subject) -> Any:
    return lambda sums: sums.of[subject]


def _answers_of(kind: Voice) -> Counting:
    def counted(sums: GroupSums, grid: Grid) -> Counts:
        chosen = sums.scores["rating_kind"] == RATING_KINDS[kind]
        table = {name: column[chosen] for name, column in sums.scores.items()}
        score, answers = (grid.laid(table, column) for column in ("score", "answers"))
        return Counts(score, answers, answers)

    return counted


def _at(found: Differences | None, key: Key) -> Difference | None:
    return None if found is None else found[key]


def _without_interval(this: float | None, n: int, other: float | None, n_other: int) -> Difference:
    return {
        "value": None if this is None or other is None else this - other,
        "low": None, "high": None, "n": n, "other": other, "n_other": n_other,
    }  # fmt: skip
