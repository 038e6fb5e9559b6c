"""How wide a text is and where it breaks, from the font's own widths; nothing is rendered."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from percorso.drawing.font import advances

ELLIPSIS = "…"

# A character the font lacks is drawn by another face: reckon with a wide one.
_UNKNOWN_EM = 0.72
_WIDE_EM = 1.05
# Rounding of positions in viewers, and faces that stand in where ours is absent.
_SAFETY = 1.01

_UNDRAWABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
_SPACES = re.compile("[ \t\r\n\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Style:
    """Size in px and weight of a text, and the token of its colour."""

    size: float
    weight: int
    ink: str


STYLES: dict[str, Style] = {
    "title": Style(20, 600, "ink"),
    "head": Style(13, 600, "ink"),
    "kpi": Style(18, 600, "ink"),
    "strong": Style(12, 600, "ink"),
    "body": Style(12, 400, "ink"),
    "soft": Style(12, 400, "ink-2"),
    "muted": Style(12, 400, "ink-3"),
    "label": Style(12, 500, "ink-2"),
    "small": Style(11.5, 400, "ink-3"),
    "badge": Style(11.5, 600, "ink"),
    "tag": Style(10.5, 500, "ink-2"),
    "flowsign": Style(11, 600, "ink"),
    "star": Style(13.5, 600, "ink"),
    "star-small": Style(12, 600, "ink"),
    "typedlevel": Style(12, 400, "ink-3"),
}


def clean(text: str) -> str:
    """A text without characters that no file may hold or that turn its direction."""
    return _SPACES.sub(" ", _UNDRAWABLE.sub("", text)).strip()


@lru_cache(maxsize=20_000)
def width(text: str, style: str) -> float:
    """Width of a text in px, a little more rather than less."""
    form = STYLES[style]
    known = advances(form.weight)
    total = 0.0
    for character in text:
        em = known.get(ord(character))
        total += _unknown(character) if em is None else em
    return total * form.size * _SAFETY


def _unknown(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    return _WIDE_EM if unicodedata.east_asian_width(character) in "WF" else _UNKNOWN_EM


def fitted(text: str, style: str, room: float) -> str:
    """A text that fits a width in px, ending in an ellipsis where it had to be cut."""
    if len(text) < 400 and width(text, style) <= room:
        return text
    return _head(text, style, room - width(ELLIPSIS, style)).rstrip() + ELLIPSIS


def broken(text: str, style: str, room: float, most: int = 2) -> tuple[str, ...]:
    """A text in at most so many lines, broken at spaces; a word too long breaks inside."""
    lines: list[str] = []
    rest = text
    while rest and len(lines) < most - 1:
        line = _line(rest, style, room)
        lines.append(line.rstrip())
        rest = rest[len(line) :].lstrip()
    if rest or not lines:
        lines.append(fitted(rest, style, room))
    return tuple(lines)


def _line(text: str, style: str, room: float) -> str:
    """The part of a text that its first line takes."""
    head = _head(text, style, room)
    if len(head) == len(text) or text[len(head)] == " ":
        return head
    at_space = head.rfind(" ")
    return head[: at_space + 1] if at_space > 0 else head


def _head(text: str, style: str, room: float) -> str:
    """The longest beginning of a text that fits, at least one character."""
    form = STYLES[style]
    known = advances(form.weight)
    left = room / (form.size * _SAFETY)
    for index, character in enumerate(text):
        em = known.get(ord(character))
        left -= _unknown(character) if em is None else em
        if left < 0:
            return text[: max(1, index)]
    return text
