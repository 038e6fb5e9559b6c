"""A proposed gap as a picture: the pauses on a scale of time, their density, and the cut."""

from functools import cache
from math import log10

from percorso.domain.gap_report import GapReport
from percorso.drawing.font import font_faces
from percorso.drawing.gap_words import gap_pauses, gap_reasons, gap_title, is_in_use
from percorso.drawing.ink import Theme, page_file, spelled, text_css
from percorso.drawing.language import Language
from percorso.drawing.svg import Anchor, Piece, Text, attribute, label, line, n, path, rect
from percorso.drawing.text import broken, width

WIDE = 960.0
_EDGE = 24.0
_TOP, _BOTTOM = 104.0, 304.0
_GAP_TOP = 78.0
_REASONS_AT = 384.0
_LINE = 19.0
_ROOM = WIDE - 2 * _EDGE
_HOUR = 3600.0
# Seconds at which people count time: from a minute to three years.
_TICKS = (60, 600, 3600, 6 * 3600, 86400, 7 * 86400, 30 * 86400, 180 * 86400, 1095 * 86400)


def gap_svg(report: GapReport, code: str, theme: Theme = "light") -> str:
    """The picture as one SVG that needs nothing else.

    Args:
        report: The gap and what it rests on.
        code: Language, `it` or `en`.
        theme: `light` or `dark`.
    """
    language = Language(code)
    pieces, high = gap_pieces(report, language)
    said = attribute(" ".join((gap_title(report, language), *gap_reasons(report, language))))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map-svg" width="{n(WIDE)}" '
        f'height="{n(high)}" viewBox="0 0 {n(WIDE)} {n(high)}" lang="{code}" role="img" '
        f'aria-label="{said}"><style>{font_faces()}{_css(theme)}</style>'
        f'<rect width="100%" height="100%" class="canvas"/>'
        f"{''.join(piece.svg() for piece in pieces)}</svg>\n"
    )


@cache
def _css(theme: Theme) -> str:
    return spelled(text_css() + page_file("gap.css"), theme)


def gap_pieces(report: GapReport, language: Language) -> tuple[tuple[Piece, ...], float]:
    """All that is drawn, and the height of the picture in px."""
    head = (
        label(_EDGE, 32, gap_title(report, language), "title", _ROOM),
        label(_EDGE, 54, gap_pauses(report, language), "soft", _ROOM),
    )
    plot = _Plot(report, language)
    drawn = plot.pieces() if report.bar_counts else plot.nothing()
    reasons = _reasons(report, language)
    high = _REASONS_AT + _LINE * len(reasons) + 8
    return (*head, *drawn, *reasons), high


def _reasons(report: GapReport, language: Language) -> tuple[Piece, ...]:
    lines = [
        text
        for reason in gap_reasons(report, language)
        for text in broken(reason, "body", _ROOM, 2)
    ]
    return tuple(
        Text(_EDGE, _REASONS_AT + _LINE * at, text, "body", _ROOM) for at, text in enumerate(lines)
    )


class _Plot:
    """The bars, the density over them, and where the gap cuts."""

    def __init__(self, report: GapReport, language: Language) -> None:
        self.report = report
        self.language = language
        self.gap_at = log10(report.gap_seconds / _HOUR)
        edges = report.bar_edges or (self.gap_at - 1, self.gap_at + 1)
        marks = [self.gap_at]
        if report.current_seconds is not None:
            marks.append(log10(report.current_seconds / _HOUR))
        self.low = min(edges[0], *marks)
        self.high = max(edges[-1], *marks)
        self.most = max(self._heights(), default=1.0) or 1.0

    def pieces(self) -> tuple[Piece, ...]:
        """All of the plot."""
        return (*self._axis(), *self._bars(), *self._density(), *self._gaps(), *self._legend())

    def nothing(self) -> tuple[Piece, ...]:
        """What is said where there is no pause."""
        middle = (_TOP + _BOTTOM) / 2
        text = self.language.say("gap_none")
        return (label(WIDE / 2, middle, text, "soft", _ROOM, "middle"),)

    def x(self, hours: float) -> float:
        """Where a time stands, given as log10 of its hours."""
        return _EDGE + _ROOM * (hours - self.low) / (self.high - self.low)

    def y(self, count: float) -> float:
        """How high a number of pauses reaches."""
        return _BOTTOM - (_BOTTOM - _TOP) * count / self.most

    def _heights(self) -> list[float]:
        return [*map(float, self.report.bar_counts), *self._expected()]

    def _expected(self) -> list[float]:
        """The density as pauses in a bar, so that it stands on the scale of the bars."""
        edges = self.report.bar_edges
        if len(edges) < 2:
            return []
        each = (edges[1] - edges[0]) * self.report.pauses
        return [value * each for value in self.report.density]

    def _axis(self) -> list[Piece]:
        pieces: list[Piece] = [line(_EDGE, _BOTTOM + 0.5, WIDE - _EDGE, _BOTTOM + 0.5, "line firm")]
        last = -1000.0
        for seconds in _TICKS:
            hours = log10(seconds / _HOUR)
            text = self.language.duration(seconds)
            x = self.x(hours)
            half = width(text, "small") / 2
            if not (self.low <= hours <= self.high) or x - half < last + 12:
                continue
            x_text = min(max(x, _EDGE + half), WIDE - _EDGE - half)
            pieces.append(line(x, _TOP, x, _BOTTOM))
            pieces.append(label(x_text, _BOTTOM + 18, text, "small", 2 * half + 4, "middle"))
            last = x + half
        return pieces

    def _bars(self) -> list[Piece]:
        edges = self.report.bar_edges
        return [
            rect(
                self.x(low) + 0.5,
                self.y(count),
                max(1.0, self.x(high) - self.x(low) - 1),
                _BOTTOM - self.y(count),
                "pauses long" if (low + high) / 2 > self.gap_at else "pauses",
            )
            for low, high, count in zip(edges, edges[1:], self.report.bar_counts, strict=False)
            if count
        ]

    def _density(self) -> list[Piece]:
        places = zip(self.report.points, self._expected(), strict=False)
        drawn = [f"{n(self.x(hours))} {n(self.y(count))}" for hours, count in places]
        return [path("M" + "L".join(drawn), "density")] if drawn else []

    def _gaps(self) -> list[Piece]:
        """The cut, and beside it the one in use where it is another."""
        report, language = self.report, self.language
        pieces: list[Piece] = []
        if report.current_seconds is not None and not is_in_use(report):
            now = self.x(log10(report.current_seconds / _HOUR))
            text = language.say("gap_now", now=language.duration(report.current_seconds))
            pieces.append(line(now, _GAP_TOP + 16, now, _BOTTOM, "now"))
            pieces.append(_beside(now, _GAP_TOP + 26, text, "small", ""))
        x = self.x(self.gap_at)
        text = f"G = {language.duration(report.gap_seconds)}"
        pieces.append(line(x, _GAP_TOP, x, _BOTTOM, "gap"))
        pieces.append(_beside(x, _GAP_TOP + 10, text, "head", "accent"))
        return pieces

    def _legend(self) -> list[Piece]:
        pieces: list[Piece] = []
        x, y = _EDGE, _BOTTOM + 46
        for word, name in (
            ("gap_inside", "pauses"), ("gap_between", "pauses long"), ("gap_density", "density"),
        ):  # fmt: skip
            text = self.language.say(word)
            if name == "density":
                pieces.append(path(f"M{n(x)} {n(y - 4)}h16", name))
            else:
                pieces.append(rect(x, y - 10, 16, 11, name))
            pieces.append(label(x + 22, y, text, "small", 260))
            x += 22 + width(text, "small") + 22
        return pieces


def _beside(x: float, y: float, text: str, style: str, tone: str) -> Text:
    """A text on the side of a line where it has room."""
    room = width(text, style) + 2
    fits_right = x + 8 + room <= WIDE - _EDGE
    anchor: Anchor = "start" if fits_right else "end"
    return label(x + 8 if fits_right else x - 8, y, text, style, room, anchor, tone)
