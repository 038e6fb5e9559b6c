"""The signs of the map as paths, so that they look the same whatever fonts are present."""

from percorso.domain.journey_map import Emotion
from percorso.drawing.svg import Shape, n

BAND = 0.10  # METHODS 5: from here on an emotion is no longer neutral
FEW_VOICES = 30  # METHODS 5: below it the face is dashed

_DIAMOND = "M6 .6 11.4 6 6 11.4.6 6z"
_BOLT = "M7.2.5 2.2 7h3.3L4.6 11.5 9.8 4.9H6.4z"
_CROSS = "M1.2 1.2l6.6 6.6M7.8 1.2 1.2 7.8"
_TICK = "M.8 4.8 3.4 7.6 8.2 1.4"
_ARROW = "M.6 4.5H8.6M5.6 1.5l3 3-3 3"
_LOOP = "M8.9 3.4A4.1 4.1 0 1 0 9.2 6.3M9.3.9V3.7H6.5"
_STAR = "M5 .4 6.45 3.5 9.8 3.9 7.3 6.2 8 9.5 5 7.8 2 9.5 2.7 6.2.2 3.9 3.55 3.5z"
_MOUTHS = {
    "pos": "M-3.2 1.2Q0 4.6 3.2 1.2",
    "neu": "M-3 2.3H3",
    "neg": "M-3.2 3.4Q0 .2 3.2 3.4",
}


def level_of(emotion: Emotion) -> float | None:
    """The level somebody rated or wrote; a level that neither stands behind is none."""
    return emotion["value"] if emotion["n"] or emotion["text_n"] else None


def typed_level(emotion: Emotion) -> float | None:
    """The level somebody typed, where nothing was said or inferred."""
    is_told = emotion["n"] or emotion["text_n"] or emotion["inferred_n"]
    return None if is_told else emotion["value"]


def tone(level: float) -> str:
    """Which of the three emotions a level is: `pos`, `neu` or `neg`."""
    return "pos" if level > BAND else "neg" if level < -BAND else "neu"


def tone_word(level: float) -> str:
    """The key of the word for a level."""
    return {"pos": "positive", "neu": "neutral", "neg": "negative"}[tone(level)]


def face(x: float, y: float, emotion: Emotion, radius: float = 8.5) -> Shape:
    """The face of an emotion around a centre; dashed below 30 voices, none without any."""
    level = level_of(emotion)
    if level is None:
        return Shape("")
    return _face(x, y, tone(level), " few" if emotion["n"] < FEW_VOICES else "", radius)


def voice(level: float) -> Shape:
    """The face of one voice, around the middle of a field of 18 by 18."""
    return _face(9, 9, tone(level), "", 8)


def _face(x: float, y: float, kind: str, few: str, radius: float) -> Shape:
    return Shape(
        f'<g transform="translate({n(x)} {n(y)}) scale({n(radius / 8)})" class="face {kind}{few}">'
        f'<circle r="8"/><path d="{_MOUTHS[kind]}"/>'
        '<circle cx="-2.6" cy="-1.9" r="1.15" class="eye"/>'
        '<circle cx="2.6" cy="-1.9" r="1.15" class="eye"/></g>'
    )


def _sign(data: str, name: str, x: float, y: float, size: float, box: float) -> Shape:
    scale = f" scale({n(size / box)})" if size != box else ""
    return Shape(f'<path d="{data}" class="{name}" transform="translate({n(x)} {n(y)}){scale}"/>')


def diamond(x: float, y: float, size: float = 11) -> Shape:
    """Moment of truth; x and y are the upper left corner, as for every sign here."""
    return _sign(_DIAMOND, "truth", x, y, size, 12)


def bolt(x: float, y: float, size: float = 11) -> Shape:
    """Pain point."""
    return _sign(_BOLT, "bolt", x, y, size, 12)


def star(x: float, y: float, kind: str, size: float = 10) -> Shape:
    """The star behind a number of stars, in the colour of an emotion."""
    return _sign(_STAR, f"starsign {kind}", x, y, size, 10)


def cross(x: float, y: float) -> Shape:
    """Lost, 9 px."""
    return _sign(_CROSS, "sign", x, y, 9, 9)


def tick(x: float, y: float) -> Shape:
    """Done, 9 px."""
    return _sign(_TICK, "sign", x, y, 9, 9)


def arrow(x: float, y: float) -> Shape:
    """Moves on, 9 px."""
    return _sign(_ARROW, "sign", x, y, 9, 9)


def loop(x: float, y: float) -> Shape:
    """Returns, 10 px."""
    return _sign(_LOOP, "sign", x, y, 10, 10)
