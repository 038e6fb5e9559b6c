"""The pieces a drawing is made of: texts that know their room, and shapes."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Literal

from percorso.drawing.text import clean, fitted, width

Anchor = Literal["start", "middle", "end"]


def number_text(value: float) -> str:
    """A coordinate as short as it can be: `12`, `12.5`."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"


n = number_text


def attribute(text: str) -> str:
    """A text safe inside a quoted attribute or between tags of SVG and HTML."""
    return escape(clean(text), quote=True)


@dataclass(frozen=True, slots=True)
class Shape:
    """A piece that carries no text."""

    markup: str

    def svg(self) -> str:
        """The piece as SVG."""
        return self.markup


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text at a baseline.

    Attributes:
        x: the anchor's place in px.
        y: the baseline in px.
        content: what is written; it fits `room`.
        style: a key of `text.STYLES`.
        room: the width in px it may take.
        anchor: which end of the text stands at x.
        tone: a class that overrides the colour (`pos`, `neg`, `neu`), or nothing.
    """

    x: float
    y: float
    content: str
    style: str
    room: float
    anchor: Anchor = "start"
    tone: str = ""

    @property
    def left(self) -> float:
        """Where the text begins, in px."""
        part = {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]
        return self.x - width(self.content, self.style) * part

    @property
    def right(self) -> float:
        """Where the text ends, in px."""
        return self.left + width(self.content, self.style)

    def svg(self) -> str:
        """The piece as SVG."""
        name = f"{self.style} {self.tone}" if self.tone else self.style
        anchor = "" if self.anchor == "start" else f' text-anchor="{self.anchor}"'
        return (
            f'<text x="{n(self.x)}" y="{n(self.y)}" class="{name}"{anchor}>'
            f"{attribute(self.content)}</text>"
        )


Piece = Shape | Text


@dataclass(frozen=True, slots=True)
class Group:
    """Pieces moved together; `opening` holds the attributes of the group's tag."""

    x: float
    y: float
    pieces: tuple["Piece | Group", ...]
    opening: str = ""

    def svg(self) -> str:
        """The group and all in it as SVG."""
        move = f' transform="translate({n(self.x)} {n(self.y)})"' if self.x or self.y else ""
        return f"<g{self.opening}{move}>{''.join(p.svg() for p in self.pieces)}</g>"

    def texts(self) -> Iterable[Text]:
        """Every text in the group, in the coordinates of the group's parent."""
        for piece in self.pieces:
            if isinstance(piece, Text):
                yield _moved(piece, self.x, self.y)
            elif isinstance(piece, Group):
                yield from (_moved(text, self.x, self.y) for text in piece.texts())


def _moved(text: Text, x: float, y: float) -> Text:
    return Text(text.x + x, text.y + y, text.content, text.style, text.room, text.anchor, text.tone)


def label(
    x: float, y: float, content: str, style: str, room: float, anchor: Anchor = "start",
    tone: str = "",
) -> Text:  # fmt: skip
    """A text cut to its room where it must be."""
    return Text(x, y, fitted(clean(content), style, room), style, room, anchor, tone)


def touched(wide: float, high: float) -> Shape:
    """Nothing to see: what lies inside is touched as a whole, and not at its letters alone."""
    return Shape(
        f'<rect class="hit" width="{n(wide)}" height="{n(high)}" fill="none" pointer-events="all"/>'
    )


def rect(x: float, y: float, w: float, h: float, name: str, radius: float = 0) -> Shape:
    """A rectangle of a class."""
    corner = f' rx="{n(radius)}"' if radius else ""
    return Shape(
        f'<rect x="{n(x)}" y="{n(y)}" width="{n(w)}" height="{n(h)}"{corner} class="{name}"/>'
    )


def path(data: str, name: str, extra: str = "") -> Shape:
    """A path of a class."""
    return Shape(f'<path d="{data}" class="{name}"{extra}/>')


def line(x1: float, y1: float, x2: float, y2: float, name: str = "line") -> Shape:
    """A straight line of a class, level or upright."""
    tail = f"H{n(x2)}" if y1 == y2 else f"V{n(y2)}"
    return path(f"M{n(x1)} {n(y1)}{tail}", name)
