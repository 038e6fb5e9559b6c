"""Which columns a map has: its stages, or position bands where one stage holds nearly all."""

from dataclasses import dataclass
from typing import Literal

from percorso.domain.journey_map import JourneyMap, StageOnMap, TouchpointOnMap
from percorso.drawing.language import Language

UNPLACED = "unplaced"
SERVICE = "service"
PURCHASE = "purchase"
CROWDED = 0.8  # METHODS 3: above this share of visits one stage tells nothing
BANDS = ("band_first", "band_early", "band_middle", "band_late", "band_last")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a stage of the map, or a band of positions in the journey.

    Attributes:
        key: the stage's key, or the band's word.
        name: what stands at its head.
        stage: the stage's numbers; None for a band.
        note: what a band says below its name.
    """

    key: str
    name: str
    stage: StageOnMap | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns in order, and the column of each touchpoint.

    Attributes:
        all: the columns from left to right, `unplaced` last.
        place: touchpoint key -> index into `all`.
        crowded: whether the columns are position bands.
    """

    all: tuple[Column, ...]
    place: dict[str, int]
    crowded: bool


def columns_of(journey_map: JourneyMap, language: Language) -> Columns:
    """The columns of a map, by METHODS 3 rule 5."""
    crowded = _crowded_stage(journey_map["touchpoints"])
    if crowded is not None:
        return _bands(journey_map, language, crowded)
    return _stages(journey_map)


def _crowded_stage(touchpoints: list[TouchpointOnMap]) -> str | None:
    """The stage that holds more than 80 % of the visits, where there is one.

    A process log of which the catalogue knows some names only stands in one stage and in
    `unplaced`; then `unplaced` is the crowd, and all of it stands in bands. A map of a few
    touchpoints is small, not crowded: bands would scatter it.
    """
    visits: dict[str, int] = {}
    for touchpoint in touchpoints:
        visits[touchpoint["stage"]] = visits.get(touchpoint["stage"], 0) + touchpoint["visits"]
    total = sum(visits.values())
    if total == 0 or len(touchpoints) < 4:
        return None
    stage, most = max(visits.items(), key=lambda pair: pair[1])
    if most > CROWDED * total:
        return stage
    half_known = visits.get(UNPLACED) and sum(1 for key in visits if key != UNPLACED) == 1
    return UNPLACED if half_known else None


def _stages(journey_map: JourneyMap) -> Columns:
    stages = sorted(
        journey_map["stages"], key=lambda s: (s["key"] == UNPLACED, s["position"], s["key"])
    )
    used = {touchpoint["stage"] for touchpoint in journey_map["touchpoints"]}
    shown = [s for s in stages if s["key"] != UNPLACED or UNPLACED in used]
    columns = [Column(stage["key"], stage["name"], stage) for stage in shown]
    known = {column.key for column in columns}
    columns += [Column(key, key, None) for key in sorted(used - known)]
    index = {column.key: place for place, column in enumerate(columns)}
    place = {t["key"]: index[t["stage"]] for t in journey_map["touchpoints"]}
    return Columns(tuple(columns), place, crowded=False)


def _bands(journey_map: JourneyMap, language: Language, crowded: str) -> Columns:
    """Five bands of the median position; what is unplaced stays last unless it is the crowd."""
    apart = {
        t["key"]
        for t in journey_map["touchpoints"]
        if t["stage"] == UNPLACED and crowded != UNPLACED
    }
    bands = {t["key"]: band_of(t) for t in journey_map["touchpoints"] if t["key"] not in apart}
    shown = sorted(set(bands.values()))
    columns = [_band(number, language) for number in shown]
    place = {key: shown.index(number) for key, number in bands.items()}
    if apart:
        unplaced = next((s for s in journey_map["stages"] if s["key"] == UNPLACED), None)
        name = unplaced["name"] if unplaced else language.say("stage_unplaced")
        place |= dict.fromkeys(apart, len(columns))
        columns.append(Column(UNPLACED, name, unplaced))
    return Columns(tuple(columns), place, crowded=True)


def band_of(touchpoint: TouchpointOnMap) -> int:
    """The band 0..4 of a touchpoint's median position; the first where it has none."""
    position = touchpoint["median_position"] or 0.0
    return min(len(BANDS) - 1, int(position * len(BANDS)))


def _band(number: int, language: Language) -> Column:
    step = 100 // len(BANDS)
    note = language.say("band", low=str(number * step), high=str((number + 1) * step))
    return Column(BANDS[number], language.say(BANDS[number]), None, note)


Leads = Literal["lost", "done"]


def second_share(touchpoint: TouchpointOnMap, columns: Columns) -> Leads:
    """What a card says beside moves on: lost before the purchase, done after it.

    At the purchase itself, and where columns are no stages, the larger of the two.
    """
    keys = [column.key for column in columns.all]
    at = columns.place[touchpoint["key"]]
    has_order = not columns.crowded and PURCHASE in keys and keys[at] != UNPLACED
    if has_order and at != keys.index(PURCHASE):
        return "lost" if at < keys.index(PURCHASE) else "done"
    return "done" if (touchpoint["done_share"] or 0) >= (touchpoint["lost_share"] or 0) else "lost"
