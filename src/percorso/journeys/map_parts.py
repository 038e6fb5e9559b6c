"""The rows of a map: stages, touchpoints, transitions, variants, as the contract wants them."""

from collections.abc import Collection

from percorso.domain.catalogue import UNPLACED, Stage, Touchpoint
from percorso.domain.journey_map import (
    Effort,
    EndOnMap,
    Feeling,
    Finding,
    Importance,
    Importances,
    Outcome,
    Quote,
    StageOnMap,
    TouchpointOnMap,
    TransitionOnMap,
    VariantOnMap,
)
from percorso.journeys.emotion import NO_EMOTION
from percorso.journeys.estimates import number, ratio
from percorso.journeys.hypotheses import NOTHING_TYPED, Typed
from percorso.journeys.instants import iso_instant
from percorso.journeys.measures import Measures, Row
from percorso.journeys.scope import Code, Scope
from percorso.journeys.voices import NO_VOICES
from percorso.stats.proportion import share_estimate
from percorso.stats.quantiles import Quantiles

_MOST_FIRST_BAD = 10
_FEWEST_FOR_SOLID = 30
_NO_TIME = Quantiles(None, None)


class MapParts:
    """Builds each list of the map from the measures of a scope."""

    def __init__(
        self,
        scope: Scope,
        measures: Measures,
        language: str,
        also: Collection[str] = (),
        typed: Typed = NOTHING_TYPED,
    ) -> None:
        self._scope = scope
        self._measures = measures
        self._language = language
        self._also = also
        self._typed = typed
        self._place = {code.number: code.touchpoint for code in scope.codes}
        self._journeys = measures.totals["journeys"]
        self._said: dict[int, list[Row]] = {}
        for row in measures.quotes:
            self._said.setdefault(row["code"], []).append(row)

    def name(self, place: Touchpoint) -> str:
        """A touchpoint's name in the map's language."""
        return place.name_it if self._language == "it" else place.name_en

    def stages(self) -> list[StageOnMap]:
        """All stages in order; `unplaced` only where a touchpoint of the map stands in it."""
        places = [*(code.touchpoint for code in self._on_map()), *self._typed.touchpoints]
        filled = {place.stage for place in places}
        return [
            self._stage(stage)
            for stage in self._scope.stages
            if stage.key != UNPLACED or stage.key in filled
        ]

    def _on_map(self) -> list[Code]:
        """The touchpoints with an interaction, in a journey or outside, and those asked for."""
        return [
            code
            for code in self._scope.codes
            if code.number in self._measures.touchpoints
            or code.number in self._measures.outside
            or code.touchpoint.key in self._also
        ]

    def _stage(self, stage: Stage) -> StageOnMap:
        position = stage.position
        row = self._measures.stages.get(position)
        journeys = row["journeys"] if row else 0
        return {
            "key": stage.key,
            "name": stage.name_it if self._language == "it" else stage.name_en,
            "owner": stage.owner,
            "position": position,
            "customers": row["customers"] if row else 0,
            "journeys": journeys,
            "reach": ratio(journeys, self._journeys),
            "moves_on_share": ratio(row["moves_on"], journeys) if row else None,
            "lost_share": self._ending(row, "lost", journeys),
            "done_share": self._ending(row, "done", journeys) if self._scope.has_success else None,
            "open_share": self._ending(row, "still_open", journeys),
            "median_seconds_to_next": self._measures.waits.to_next_stage.get(
                position, _NO_TIME
            ).median,
            "emotion": self._measures.feelings.of_stage.get(position)
            or {**NO_EMOTION, "value": self._typed.emotions.get(stage.key)},
            "voices": self._measures.stage_voices.get(position, NO_VOICES),
        }

    def _ending(self, row: Row | None, name: str, visits: int) -> float | None:
        """A share of visits that end so: null where a journey cannot end."""
        if row is None or not self._scope.has_ending:
            return None
        return ratio(row[name], visits)

    def touchpoints(self, findings: list[Finding]) -> list[TouchpointOnMap]:
        """Every touchpoint with an interaction, by stage, then by its usual place in a journey."""
        of: dict[str, list[str]] = {}
        for finding in findings:
            of.setdefault(finding["touchpoint"], []).append(finding["id"])
        position = {stage.key: stage.position for stage in self._scope.stages}
        made = [
            self._touchpoint(code.number, code.touchpoint, of.get(code.touchpoint.key, []))
            for code in self._on_map()
        ]
        met = {row["key"] for row in made}
        made += [self._expected(place) for place in self._typed.touchpoints if place.key not in met]
        return sorted(
            made,
            key=lambda row: (position[row["stage"]], row["median_position"] or 0.0, row["key"]),
        )

    def _expected(self, place: Touchpoint) -> TouchpointOnMap:
        """A touchpoint somebody typed and nobody met yet: a place, and no number."""
        return {**self._touchpoint(0, place, []), "reach": None, "evidence": "hypothesis"}

    def _touchpoint(self, code: int, place: Touchpoint, findings: list[str]) -> TouchpointOnMap:
        measures = self._measures
        row = measures.touchpoints.get(code)
        visits = row["visits"] if row else 0
        before = measures.waits.before.get(code, _NO_TIME)
        after = measures.waits.after.get(code, _NO_TIME)
        outside = measures.outside.get(code)
        chain = measures.chain
        success = measures.success_after.get(code)
        return {
            "key": place.key,
            "name": self.name(place),
            "stage": place.stage,
            "channel": place.channel,
            "initiator": place.initiator,
            "owner": place.owner,
            "evidence": "solid" if visits >= _FEWEST_FOR_SOLID else "weak",
            "interactions": (row["interactions"] if row else 0)
            + (outside["interactions"] if outside else 0),
            "visits": visits,
            "journeys": row["journeys"] if row else 0,
            "customers": row["customers"] if row else 0,
            "reach": ratio(row["journeys"] if row else 0, self._journeys),
            "visits_per_journey": ratio(visits, row["journeys"]) if row else None,
            "median_position": number(row["median_position"]) if row else None,
            "first_share": ratio(row["first_visits"], row["visits_from_the_start"])
            if row
            else None,
            "last_share": ratio(row["last_visits"], visits) if row else None,
            "moves_on_share": ratio(row["moves_on"], visits) if row else None,
            "lost_share": self._ending(row, "lost", visits),
            "done_share": self._ending(row, "done", visits) if self._scope.has_success else None,
            "open_share": self._ending(row, "still_open", visits),
            "median_seconds_before": before.median,
            "p90_seconds_before": before.p90,
            "median_seconds_after": after.median,
            "p90_seconds_after": after.p90,
            "onward_wait": measures.onward.get(code),
            "success_after": success.share if success else None,
            "success_lift": success.lift if success else None,
            "success_odds_ratio": success.odds_ratio if success else None,
            "success_probability": chain.success_probability(code) if chain else None,
            "exit_share": chain.exit_share.get(code) if chain else None,
            "removal_effect": chain.removal_effect.get(code) if chain else None,
            "decisive_share": chain.decisive_share.get(code) if chain else None,
            "emotion": measures.feelings.of_code.get(code, NO_EMOTION),
            "voices": measures.voices.get(code, NO_VOICES),
            "effort": self._effort(code),
            "importance": self._importances(code),
            "value_minor": row["value_minor"] if row else None,
            "findings": findings,
            "quotes": self._quotes(code),
        }

    def _importances(self, code: int) -> Importances:
        found: dict[Outcome, Importance | None] = {
            one.model["outcome"]: one.of_code.get(code) for one in self._measures.importance
        }
        return {"repurchase": found["repurchase"], "nps": found["nps"]}

    def _effort(self, code: int) -> Effort:
        row = self._measures.effort.get(code)
        if row is None:
            return {"mean": None, "high_share": None, "signals": None}
        return {
            "mean": ratio(row["signals"], row["visits"]),
            "high_share": share_estimate(row["high"], row["visits"]),
            "signals": {
                "returned": row["returned"],
                "switched": row["switched"],
                "repeated": row["repeated"],
                "waited": row["waited"],
                "redone": row["redone"],
            },
        }

    def _quotes(self, code: int) -> list[Quote]:
        return [
            {
                "text": row["text"],
                "language": row["language"],
                "occurred_at": iso_instant(row["occurred_us"]),
                "felt": number(row["felt"]),
                "rating": _said_rating(row),
                "source": row["source"],
            }
            for row in self._said.get(code, [])
        ]

    def transitions(self) -> list[TransitionOnMap]:
        """Every direct succession, the most frequent first."""
        chain = self._measures.chain
        leaving, entering = self._flows()
        success_of = (
            {code: chain.success_probability(code) for code in self._place} if chain else {}
        )
        counts = {
            (row["code"], row["code_after"]): row["visits"] for row in self._measures.transitions
        }
        made: list[TransitionOnMap] = []
        for row in self._measures.transitions:
            a, b, count = row["code"], row["code_after"], row["visits"]
            time = self._measures.waits.between.get((a, b), _NO_TIME)
            success_a, success_b = success_of.get(a), success_of.get(b)
            back = counts.get((b, a), 0)
            made.append({
                "from": self._place[a].key,
                "to": self._place[b].key,
                "count": count,
                "journeys": row["journeys"],
                "share_out": ratio(count, leaving[a]),
                "share_in": ratio(count, entering[b]),
                "median_seconds": time.median,
                "p90_seconds": time.p90,
                "dependency": _dependency(count, back, is_loop=a == b),
                "gain": None if success_a is None or success_b is None else success_b - success_a,
                "feel": number(self._measures.feel.get((a, b))),
                "flags": self._flags(a, b, back),
            })  # fmt: skip
        return sorted(made, key=lambda edge: (-edge["count"], edge["from"], edge["to"]))

    def _flows(self) -> tuple[dict[int, int], dict[int, int]]:
        """Visits that leave each code (with endings among the targets) and that enter it."""
        leaving: dict[int, int] = {}
        entering: dict[int, int] = {}
        for row in self._measures.transitions:
            leaving[row["code"]] = leaving.get(row["code"], 0) + row["visits"]
            entering[row["code_after"]] = entering.get(row["code_after"], 0) + row["visits"]
        if self._scope.has_ending:
            for code, row in self._measures.touchpoints.items():
                leaving[code] = leaving.get(code, 0) + row["lost"] + row["done"]
        return leaving, entering

    def _flags(self, a: int, b: int, back: int) -> list[str]:
        here, there = self._place[a], self._place[b]
        flags = []
        if here.channel != there.channel:
            flags.append("channel_switch")
        if a == b or back:
            flags.append("loop")
        if here.initiator != there.initiator:
            flags.append("initiator_change")
        return flags

    def variants(self) -> tuple[list[VariantOnMap], int]:
        """The most frequent exact sequences, and how many different ones there are."""
        rows = self._measures.variants
        made: list[VariantOnMap] = [
            {
                "path": [self._place[int(code)].key for code in row["path"].split(",")],
                "journeys": row["journeys"],
                "share": row["journeys"] / self._journeys,
            }
            for row in rows
        ]
        return made, self._measures.variant_total

    def ends(self) -> list[EndOnMap]:
        """Journeys by their last touchpoint and status."""
        return [
            {
                "touchpoint": self._place[row["code"]].key,
                "journeys": row["journeys"],
                "status": row["status"],
            }
            for row in self._measures.ends
        ]

    def feeling(self) -> Feeling:
        """How whole journeys felt."""
        felt = self._measures.feeling
        return {
            "journeys": felt.journeys,
            "mean": felt.mean,
            "peak_end": felt.peak_end,
            "long_journeys": felt.long_journeys,
            "first_bad_share": felt.first_bad_share,
            "first_bad": [
                {"touchpoint": self._place[code].key, "journeys": journeys}
                for code, journeys in list(felt.first_bad.items())[:_MOST_FIRST_BAD]
            ],
        }


def _dependency(count: int, back: int, *, is_loop: bool) -> float:
    """How one-way a transition is, -1..1 (METHODS 3)."""
    return count / (count + 1) if is_loop else (count - back) / (count + back + 1)


def _said_rating(row: Row) -> str | None:
    if row["rating_value"] is None:
        return None
    return f"{row['rating_value']:g}/{row['rating_max']:g} {row['rating_kind']}"
