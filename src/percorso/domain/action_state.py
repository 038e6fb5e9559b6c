"""What was measured when an action was made, and what its finding says could be won at most.

Both are associations: that something changes after an action does not say that the action did it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from percorso.domain.errors import NotFoundError
from percorso.domain.journey_map import Estimate, Finding, JourneyMap, TouchpointOnMap

Unit = Literal["share", "successes"]
# Measures of a touchpoint that acting on it may move, by their keys on the map.
_OF_TOUCHPOINT = ("success_after", "exit_share", "removal_effect")


class FindingNotOnMap(NotFoundError):
    """An action is to come of a finding that the map does not have."""

    def __init__(self, finding: str) -> None:
        self.finding = finding
        super().__init__(
            f"The map has no finding {finding!r}: the data or the filters are other ones by now. "
            "Look at the map again, or make the action without a finding."
        )


@dataclass(frozen=True, slots=True)
class MeasureThen:
    """One measure of the map as it stood.

    Attributes:
        name: `finding`, or the key of a measure of the touchpoint.
        value, low, high: As the map says them; the interval is of 95 %.
        n: Cases it rests on.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class StateThen:
    """What a map said of a touchpoint when an action was made, so that it can be asked again.

    Attributes:
        journey: Key of the journey definition.
        version: Of its frozen gap.
        since, until: The period of the map, ISO instants [since, until); None is without limit.
        segment: Whose map it was, as a condition; None is everybody.
        data_until: Until when there were data, ISO instant.
        finding: The sentence of the finding; empty where it came of none.
        test: Kind and test of the finding, `pain_point/leak`; empty where it came of none.
        measures: What was measured.
    """

    journey: str
    version: int
    since: str | None
    until: str | None
    segment: str | None
    data_until: str | None
    finding: str
    test: str
    measures: tuple[MeasureThen, ...]

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> "StateThen":
        """The same from its fields."""
        measures = tuple(MeasureThen(**one) for one in kept["measures"])
        return cls(**{**kept, "measures": measures})


@dataclass(frozen=True, slots=True)
class Effect:
    """What could be won at most, if a finding went away.

    Attributes:
        unit: `share`: so much less of what the finding measures, 0..1; `successes`: so many
            journeys more that end well in the period of the map.
        value, low, high: With the interval of the finding's own measure, 95 %.
        n: Cases it rests on.
    """

    unit: Unit
    value: float
    low: float | None
    high: float | None
    n: int


def finding_on(journey_map: JourneyMap, finding: str) -> Finding:
    """The finding of an id.

    Raises:
        FindingNotOnMap: the map has none of it.
    """
    for one in journey_map["findings"]:
        if one["id"] == finding:
            return one
    raise FindingNotOnMap(finding)


def state_on(journey_map: JourneyMap, touchpoint: str | None, finding: Finding | None) -> StateThen:
    """What a map says of a touchpoint and a finding.

    Args:
        journey_map: The map somebody looked at.
        touchpoint: Key of the touchpoint; None where it is about a stage.
        finding: What the action comes of.
    """
    card = next((one for one in journey_map["touchpoints"] if one["key"] == touchpoint), None)
    measures = [_then("finding", finding["measure"])] if finding else []
    measures += _of_touchpoint(card) if card else []
    test = finding["detail"].get("test", "") if finding else ""
    return StateThen(
        journey=journey_map["definition"]["key"],
        version=journey_map["definition"]["version"],
        since=journey_map["period"]["from"],
        until=journey_map["period"]["to"],
        segment=journey_map["segment"],
        data_until=journey_map["data_until"],
        finding=finding["title"] if finding else "",
        test=f"{finding['kind']}/{test}" if finding else "",
        measures=tuple(measures),
    )


def _of_touchpoint(card: TouchpointOnMap) -> Iterator[MeasureThen]:
    """What of a touchpoint is measured at all."""
    emotion = card["emotion"]
    if emotion["n"]:
        yield MeasureThen(
            "emotion", emotion["value"], emotion["low"], emotion["high"], emotion["n"]
        )
    for name in _OF_TOUCHPOINT:
        estimate: Estimate | None = card[name]  # type: ignore[literal-required]
        if estimate is not None and estimate["value"] is not None:
            yield _then(name, estimate)
    high = card["effort"]["high_share"]
    if high is not None and high["value"] is not None:
        yield _then("effort_high_share", high)


def _then(name: str, estimate: Estimate) -> MeasureThen:
    return MeasureThen(name, estimate["value"], estimate["low"], estimate["high"], estimate["n"])


def effect_of(finding: Finding) -> Effect | None:
    """What could be won at most, as the finding itself says it.

    Of a leak, the journeys that would end well if no more were lost than elsewhere in the stage;
    of what is measured beside others, the excess over them; of a dead end, all of it. A moment of
    truth says what matters, not what is wrong: None.

    >>> effect_of({"kind": "pain_point", "measure": {"value": 0.4, "low": 0.3, "high": 0.5,
    ... "n": 90}, "detail": {"test": "felt", "others": 0.1}})
    Effect(unit='share', value=0.3, low=0.2, high=0.4, n=90)
    """
    lost = finding["detail"].get("lost_successes")
    if finding["detail"].get("test") == "leak" and lost and lost["value"]:
        return Effect("successes", lost["value"], lost["low"], lost["high"], lost["n"])
    measure = finding["measure"]
    if finding["kind"] not in ("pain_point", "dead_end") or measure["value"] is None:
        return None
    others = finding["detail"].get("others") or 0.0
    value, low, high = (
        None if bound is None else round(max(0.0, bound - others), 6)
        for bound in (measure["value"], measure["low"], measure["high"])
    )
    return Effect("share", value or 0.0, low, high, measure["n"])
