"""The legend: each mark of the map with its word."""

from dataclasses import dataclass

from percorso.domain.journey_map import Emotion, JourneyMap
from percorso.drawing import marks
from percorso.drawing.language import Language
from percorso.drawing.svg import Group, Piece, Shape, Text, path, rect
from percorso.drawing.text import width

MARK_HEIGHT = 16
_LINE = 22.0
_GAP = 18.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One mark, drawn in a box `wide` x 16 px, and its word."""

    pieces: tuple[Piece, ...]
    wide: float
    word: str


def entries(language: Language, *, with_goal: bool) -> tuple[Entry, ...]:
    """The legend of a map; lost, done and open only where a goal lets us know them."""
    say = language.say
    found = [
        Entry(_faces(), 52, say("emotion")),
        Entry((marks.diamond(2, 2.5),), 15, say("moment_of_truth")),
        Entry((marks.bolt(2, 2.5),), 15, say("pain_point")),
        Entry((path("M1 8H10", "thin"), rect(10, 2, 3.5, 12, "dead", 1)), 15, say("dead_end")),
        Entry((marks.loop(2, 3),), 14, say("returns")),
        Entry((rect(1, 3, 10, 10, "rail moves_on", 2), marks.arrow(15, 3.5)), 26, say("moves_on")),
    ]
    if with_goal:
        found += [
            Entry((rect(1, 3, 10, 10, "rail lost", 2), marks.cross(15, 3.5)), 26, say("lost")),
            Entry((rect(1, 3, 10, 10, "rail done", 2), marks.tick(15, 3.5)), 26, say("done")),
            Entry((rect(1, 3, 10, 10, "rail open", 2),), 13, say("open")),
        ]
    return tuple(found)


def media_entry(journey_map: JourneyMap, language: Language) -> tuple[Entry, ...]:
    """The hatched card of media, where the map has some."""
    if not journey_map["media"]:
        return ()
    return (Entry((rect(1, 2, 16, 12, "mediumsheet", 3),), 19, language.say("legend_media")),)


def hypothesis_entry(journey_map: JourneyMap, language: Language) -> tuple[Entry, ...]:
    """The dashed tag, where somebody typed what no data support."""
    cells = [cell for row in journey_map["typed_rows"] for cell in row["cells"]]
    graded = [*cells, *journey_map["touchpoints"]]
    levels = [marks.typed_level(stage["emotion"]) for stage in journey_map["stages"]]
    if not any(one["evidence"] == "hypothesis" for one in graded) and all(
        level is None for level in levels
    ):
        return ()
    return (Entry((rect(1.5, 3.5, 16, 9, "tagbox", 3),), 20, language.say("legend_hypothesis")),)


def _faces() -> tuple[Shape, ...]:
    return tuple(
        marks.face(8 + 18 * at, 8, _sample(level), 7.5) for at, level in enumerate((0.5, 0.0, -0.5))
    )


def _sample(level: float) -> Emotion:
    return {
        "value": level, "low": None, "high": None, "n": marks.FEW_VOICES, "evidence": "weak",
        "raw": level, "text_n": 0, "inferred_n": 0,
    }  # fmt: skip


def flowed(found: tuple[Entry, ...], left: float, right: float) -> tuple[Group, float]:
    """The legend in lines between two edges, and its height in px."""
    groups: list[Group] = []
    x, y = left, 0.0
    for entry in found:
        wide = entry.wide + 5 + width(entry.word, "soft")
        if x > left and x + wide > right:
            x, y = left, y + _LINE
        word = Text(entry.wide + 5, 12, entry.word, "soft", right - left)
        groups.append(Group(x, y, (*entry.pieces, word)))
        x += wide + _GAP
    return Group(0, 0, tuple(groups)), y + _LINE
