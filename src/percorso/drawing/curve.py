"""The emotion curve: level, margin and number of voices of each stage, gaps left open."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from percorso.domain.journey_map import Emotion, TouchpointOnMap
from percorso.drawing import marks
from percorso.drawing.columns import Column, Columns
from percorso.drawing.language import Language
from percorso.drawing.svg import Piece, Shape, Text, attribute, label, n
from percorso.drawing.text import broken, width

STEEPEST = 62.0  # px for one unit of the index, at most
TALL = 80.0  # from this height on a row has room for a second line of advice


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a curve is drawn.

    Attributes:
        left: x of the first column.
        each: width of a column.
        middle: y of the index 0.
        up: px free above the middle.
        down: px free below it.
        height: of the whole, px.
    """

    left: float
    each: float
    middle: float
    up: float
    down: float
    height: float

    def x(self, column: int) -> float:
        """The middle of a column."""
        return self.left + self.each * (column + 0.5)


@dataclass(frozen=True, slots=True)
class Curve:
    """The measured points of a curve: column index, emotion."""

    frame: Frame
    points: tuple[tuple[int, Emotion], ...]
    others: tuple[float, ...] = ()

    @property
    def scale(self) -> float:
        """Px per unit of the index: as steep as the frame bears, one scale for all."""
        levels = [level for _, emotion in self.points if (level := emotion["value"]) is not None]
        levels += self.others
        limits = [self.frame.up / level for level in levels if level > 0]
        limits += [self.frame.down / -level for level in levels if level < 0]
        return min([STEEPEST, *limits])

    def y(self, level: float) -> float:
        """The y of a level; margins that leave the frame stop at its edge."""
        y = self.frame.middle - level * self.scale
        return max(2.0, min(self.frame.middle + self.frame.down + 8, y))

    def runs(self) -> list[list[tuple[int, Emotion]]]:
        """Neighbouring measured columns; a column without voices opens a gap."""
        runs: list[list[tuple[int, Emotion]]] = []
        for point in self.points:
            if runs and runs[-1][-1][0] == point[0] - 1:
                runs[-1].append(point)
            else:
                runs.append([point])
        return runs

    def lines(self, gradient: str) -> Shape:
        """The margin and the line of every run."""
        drawn = [self._run(run, gradient) for run in self.runs() if len(run) > 1]
        drawn += [self._lone(run[0]) for run in self.runs() if len(run) == 1]
        return Shape("".join(drawn))

    def _run(self, run: list[tuple[int, Emotion]], gradient: str) -> str:
        line = self._smooth(run, lambda e: e["value"] or 0.0)
        upper = self._smooth(run, lambda e: _or(e["high"], e["value"]))
        lower = self._smooth(run[::-1], lambda e: _or(e["low"], e["value"]))
        band = f"{upper}L{lower[1:]}Z"
        return (
            f'<path d="{band}" fill="url(#{gradient})" class="margin"/>'
            f'<path d="{line}" stroke="url(#{gradient})" class="curve"/>'
        )

    def _lone(self, point: tuple[int, Emotion]) -> str:
        """A stage between two gaps: its margin as a whisker."""
        column, emotion = point
        high, low = _or(emotion["high"], emotion["value"]), _or(emotion["low"], emotion["value"])
        x = self.frame.x(column)
        return f'<path d="M{n(x)} {n(self.y(high))}V{n(self.y(low))}" class="whisker"/>'

    def _smooth(self, run: Sequence[tuple[int, Emotion]], level: Callable[[Emotion], float]) -> str:
        """A line through the points that is level at each of them."""
        places = [(self.frame.x(column), self.y(level(emotion))) for column, emotion in run]
        drawn = f"M{n(places[0][0])} {n(places[0][1])}"
        for (x1, y1), (x2, y2) in pairwise(places):
            bend = n((x1 + x2) / 2)
            drawn += f"C{bend} {n(y1)} {bend} {n(y2)} {n(x2)} {n(y2)}"
        return drawn

    def thin_line(self, levels: Sequence[float | None]) -> Shape:
        """A second line through other levels, broken where one is missing."""
        drawn, before = "", -2
        for column, level in enumerate(levels):
            if level is None:
                continue
            x, y = self.frame.x(column), self.y(level)
            if before == column - 1:
                bend, last = n(x - self.frame.each / 2), levels[before] or 0.0
                drawn += f"C{bend} {n(self.y(last))} {bend} {n(y)} {n(x)} {n(y)}"
            else:
                drawn += f"M{n(x)} {n(y)}"
            before = column
        return Shape(f'<path d="{drawn}" class="othercurve"/>' if drawn else "")

    def dashed_line(
        self, measured: Sequence[Emotion | None], typed: Sequence[float | None]
    ) -> Shape:
        """From and to what somebody typed, as far as both ends are known at all."""
        drawn = ""
        for column in range(1, len(typed)):
            ends = [(at, _known(measured[at], typed[at])) for at in (column - 1, column)]
            if all(typed[at] is None for at, _ in ends) or any(v is None for _, v in ends):
                continue
            (a, low), (b, high) = ends
            x1, y1, x2, y2 = (
                self.frame.x(a), self.y(low or 0.0), self.frame.x(b), self.y(high or 0.0)
            )  # fmt: skip
            bend = n((x1 + x2) / 2)
            drawn += f"M{n(x1)} {n(y1)}C{bend} {n(y1)} {bend} {n(y2)} {n(x2)} {n(y2)}"
        return Shape(f'<path d="{drawn}" class="typedcurve"/>' if drawn else "")

    def gradient(self, name: str) -> str:
        """The colours by height: positive above, neutral about 0, negative below."""
        zero, reach = self.frame.middle, 0.3 * self.scale
        return (
            f'<linearGradient id="{name}" gradientUnits="userSpaceOnUse" x1="0" x2="0" '
            f'y1="{n(zero - reach)}" y2="{n(zero + reach)}"><stop offset=".25" class="pos"/>'
            '<stop offset=".5" class="neu"/><stop offset=".75" class="neg"/></linearGradient>'
        )


def _known(emotion: Emotion | None, typed: float | None) -> float | None:
    return emotion["value"] if emotion is not None else typed


def _or(limit: float | None, level: float | None) -> float:
    return limit if limit is not None else level or 0.0


def emotions(columns: Columns, touchpoints: list[TouchpointOnMap]) -> tuple[Emotion | None, ...]:
    """The emotion of each column: the stage's own; a band pools its touchpoints by voices."""
    return tuple(
        _own(column)
        if column.stage is not None
        else _pooled([t["emotion"] for t in touchpoints if columns.place[t["key"]] == index])
        for index, column in enumerate(columns.all)
    )


def _own(column: Column) -> Emotion | None:
    emotion = column.stage["emotion"] if column.stage else None
    return emotion if emotion and marks.level_of(emotion) is not None else None


def _pooled(parts: list[Emotion]) -> Emotion | None:
    # A text weighs about a third of a voice: half its reader's trust.
    voiced = [
        (level, e["n"] + e["text_n"] / 3)
        for e in parts if (level := marks.level_of(e)) is not None
    ]  # fmt: skip
    total = sum(count for _, count in voiced)
    if total == 0:
        return None
    level = sum(value * count for value, count in voiced) / total
    return {
        "value": level, "low": None, "high": None, "n": sum(e["n"] for e in parts),
        "evidence": "weak", "raw": None, "text_n": sum(e["text_n"] for e in parts),
        "inferred_n": 0,
    }  # fmt: skip


def typed_levels(columns: Columns) -> tuple[float | None, ...]:
    """The level somebody typed for each column of which neither voice nor effort speaks."""
    return tuple(
        marks.typed_level(column.stage["emotion"]) if column.stage is not None else None
        for column in columns.all
    )


def curve_of(
    measured: Sequence[Emotion | None], frame: Frame, others: Sequence[float | None] = ()
) -> Curve:
    """The curve through the columns that have voices; `others` must find room beside it."""
    points = tuple((i, e) for i, e in enumerate(measured) if e is not None)
    return Curve(frame, points, tuple(level for level in others if level is not None))


def curve_name(columns: Columns, measured: Sequence[Emotion | None], language: Language) -> str:
    """The curve in one sentence, for those who do not see it."""
    levels = [(e["value"], i) for i, e in enumerate(measured) if e and e["value"] is not None]
    if not levels:
        return language.say("curve_none")
    level, worst = min(levels)
    return language.say(
        "curve_name",
        stage=columns.all[worst].name,
        stars=language.stars(level),
        index=language.signed(level),
    )


def emotion_cells(
    columns: Columns, measured: Sequence[Emotion | None], frame: Frame, language: Language,
    gradient: str, others: Sequence[float | None] = (),
) -> tuple[Piece, ...]:  # fmt: skip
    """The whole emotion row: lines, faces, stars, index and voices, or what is missing.

    `others` are the levels of what the map is compared with: a second line, thin and grey.
    """
    typed = typed_levels(columns)
    curve = curve_of(measured, frame, (*others, *typed))
    said = attribute(curve_name(columns, measured, language))
    if not curve.points and not any(level is not None for level in typed):
        return tuple(p for at in range(len(measured)) for p in _missing(frame, at, 18, language))
    right = frame.left + frame.each * len(columns.all)
    zero = f"M{n(frame.left)} {n(frame.middle)}H{n(right)}"
    pieces: list[Piece] = [
        Shape(f"<defs>{curve.gradient(gradient)}</defs>"),
        Shape(f'<path d="{zero}" class="zero"/>'),
        curve.thin_line(others),
        curve.dashed_line(measured, typed),
        Shape(f'<g role="img" aria-label="{said}">{curve.lines(gradient).svg()}</g>'),
    ]
    for index, emotion in enumerate(measured):
        level = typed[index]
        if emotion is None and level is not None:
            pieces += _typed_point(curve, index, level, language)
        elif emotion is None:
            pieces += _missing(frame, index, frame.middle + 20, language)
        else:
            pieces += _point(curve, index, emotion, language)
    return tuple(pieces)


def _typed_point(curve: Curve, index: int, level: float, language: Language) -> list[Piece]:
    """A level that somebody typed: a dashed face, and the word that says so."""
    frame = curve.frame
    x, y = frame.x(index), curve.y(level)
    stars = language.say("typed_emotion", stars=language.stars(level))
    return [
        marks.face(x, y, hypothesis_of(level), 7),
        label(x, y + 23, stars, "typedlevel", frame.each - 20, "middle"),
    ]


def hypothesis_of(level: float) -> Emotion:
    """A level that somebody typed, as its dashed face shows it."""
    return {
        "value": level, "low": None, "high": None, "n": 1, "evidence": "hypothesis", "raw": None,
        "text_n": 0, "inferred_n": 0,
    }  # fmt: skip


def _point(curve: Curve, index: int, emotion: Emotion, language: Language) -> list[Piece]:
    level = emotion["value"] or 0.0
    frame = curve.frame
    x, y = frame.x(index), curve.y(level)
    room = frame.each - 16
    # What was asked outranks what is inferred: texts stand here only where nobody rated.
    word, said = ("voices", emotion["n"]) if emotion["n"] else ("texts", emotion["text_n"])
    below = f"{language.signed(level)} · {language.counted(word, said)}"
    if width(below, "small") > room:
        count = language.compact(said)
        below = f"{language.signed(level)} · {count} {language.plural(word, said)}"
    return [
        marks.face(x, y, emotion, 7),
        *starred(x, y + 23, level, "star", frame.each - 20, language),
        label(x, frame.height - 8, below, "small", room, "middle"),
    ]


def starred(
    x: float, y: float, level: float, style: str, room: float, language: Language
) -> tuple[Piece, ...]:
    """A number of stars with its star, centred on x at the baseline y."""
    text = language.stars(level)
    size = 10 if style == "star" else 9
    wide = width(text, style) + 4 + size
    kind = marks.tone(level)
    return (
        Text(x - wide / 2, y, text, style, room, tone=kind),
        marks.star(x + wide / 2 - size, y - size + 0.5, kind, size),
    )


def _missing(frame: Frame, index: int, y: float, language: Language) -> list[Piece]:
    room = frame.each - 20
    x = frame.left + index * frame.each + 11
    high = frame.height >= TALL
    advice = broken(
        language.say("connect_voices" if high else "connect_reviews"),
        "small",
        room,
        2 if high else 1,
    )
    return [
        label(x, y, language.say("no_voices"), "muted", room),
        *(Text(x, y + 16.5 + 15 * at, text, "small", room) for at, text in enumerate(advice)),
    ]
