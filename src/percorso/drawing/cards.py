"""What one card says: name, customers, time, the four shares, emotion and findings."""

from collections.abc import Callable
from dataclasses import dataclass

from percorso.domain.journey_map import Emotion, FindingKind, TouchpointOnMap
from percorso.drawing import marks
from percorso.drawing.comparison.marks import change_pieces, change_room, change_words
from percorso.drawing.comparison.view import CardChange
from percorso.drawing.language import Language
from percorso.drawing.layout import NAME_LEFT, NAME_RIGHT, Place
from percorso.drawing.svg import Group, Piece, Shape, Text, attribute, label, n, path, rect
from percorso.drawing.text import ELLIPSIS, width

FOUR = ("moves_on", "lost", "done", "open")
_MARKED: tuple[FindingKind, ...] = ("dead_end", "moment_of_truth", "pain_point")


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What a card says, gathered from the map.

    Attributes:
        touchpoint: its numbers.
        stage: the name of its column.
        kinds: the kinds of its findings.
        second: which share stands beside moves on (`lost` or `done`).
        returns: transitions that come back to it and are not drawn.
        change: how it differs from what the map is compared with; it takes the time's place.
    """

    touchpoint: TouchpointOnMap
    stage: str
    kinds: frozenset[FindingKind]
    second: str
    returns: int
    change: CardChange | None = None


def four_shares(touchpoint: TouchpointOnMap) -> tuple[float | None, ...]:
    """Moves on, lost, done, open; null where the map has no goal."""
    return (
        touchpoint["moves_on_share"],
        touchpoint["lost_share"],
        touchpoint["done_share"],
        touchpoint["open_share"],
    )


def card_name(facts: CardFacts, language: Language) -> str:
    """The card in words, for those who do not see it."""
    touchpoint = facts.touchpoint
    shares = [
        f"{language.say(key).lower()} {language.share(share)}"
        for key, share in zip(FOUR, four_shares(touchpoint), strict=True)
        if share is not None
    ]
    marks_said = [language.say(kind).lower() for kind in _MARKED if kind in facts.kinds]
    returns = [language.plural("returns_name", facts.returns, n=language.number(facts.returns))]
    parts = [
        language.counted("customers", touchpoint["customers"]),
        *shares,
        emotion_words(touchpoint["emotion"], language),
        *(returns if facts.returns else []),
        *([change_words(facts.change, language)] if facts.change else []),
        *marks_said,
    ]
    return f"{touchpoint['name']}, {facts.stage}. {', '.join(parts)}"


def hypothesis_name(facts: CardFacts, language: Language) -> str:
    """A card nobody met yet, in words."""
    grade = language.say("evidence_hypothesis")
    return f"{facts.touchpoint['name']}, {facts.stage}. {grade}, {language.say('no_data')}"


def emotion_words(emotion: Emotion, language: Language) -> str:
    """An emotion in words, with a warning where few voices made it."""
    level = marks.level_of(emotion)
    if level is None:
        return f"{language.say('emotion').lower()} {language.say('not_measured')}"
    said = f"{language.say('emotion').lower()} {language.say(marks.tone_word(level))}"
    if emotion["n"] < marks.FEW_VOICES:
        said += ", " + language.say("few_voices", n=language.number(emotion["n"]))
    return said


def card(place: Place, facts: CardFacts, language: Language, opening: str) -> Group:
    """A card at its place.

    Args:
        place: its box and the lines of its name.
        facts: what it says.
        language: the language of its words.
        opening: attributes of its group beyond class and name.
    """
    level = marks.level_of(facts.touchpoint["emotion"])
    kind = marks.tone(level) if level is not None else "none"
    name = attribute(card_name(facts, language))
    pieces = (
        *_sheet(place, facts),
        *_name(place, facts.touchpoint["name"]),
        *_numbers(place, facts, language),
        rail(four_shares(facts.touchpoint), NAME_LEFT, place.box.h - 11, _inner(place)),
        *_badges(place, facts, language),
        marks.face(2, 15.5, facts.touchpoint["emotion"]),
        *_dead_end(place, facts),
    )
    return Group(
        place.box.x, place.box.y, pieces, f' class="card {kind}"{opening} aria-label="{name}"'
    )


def _inner(place: Place) -> float:
    return place.box.w - NAME_LEFT - NAME_RIGHT


def _sheet(place: Place, facts: CardFacts) -> tuple[Piece, ...]:
    w, h = place.box.w, place.box.h
    edge = f"M8 0A8 8 0 0 0 0 8V{n(h - 8)}A8 8 0 0 0 8 {n(h)}V{n(h - 1)}A4 7 0 0 1 4 {n(h - 8)}"
    return (
        rect(-3, -3, w + 6, h + 6, "ring", 10),
        rect(0.5, 0.5, w - 1, h - 1, "sheet", 8),
        path(f"{edge}V8A4 7 0 0 1 8 1Z", "edge"),
    )


def _dead_end(place: Place, facts: CardFacts) -> tuple[Piece, ...]:
    if "dead_end" not in facts.kinds:
        return ()
    return (rect(place.box.w - 2, -5, 4, place.box.h + 10, "dead", 1),)


def _name(place: Place, whole: str) -> tuple[Piece, ...]:
    """The lines of the name; where it had to be cut, the whole of it on hovering."""
    room = _inner(place)
    cut = place.name[-1].endswith(ELLIPSIS)
    hover = (Shape(f"<title>{attribute(whole)}</title>"),) if cut else ()
    return hover + tuple(
        Text(NAME_LEFT, 20.5 + 16 * index, text, "strong", room)
        for index, text in enumerate(place.name)
    )


def _numbers(place: Place, facts: CardFacts, language: Language) -> tuple[Piece, ...]:
    """Two lines: customers and time; moves on and lost or done."""
    top = 36.5 + 16 * (len(place.name) - 1)
    room, right = _inner(place), place.box.w - NAME_RIGHT
    touchpoint = facts.touchpoint
    time = "" if facts.change else language.duration(touchpoint["median_seconds_after"])
    taken = change_room(facts.change) if facts.change else width(time, "muted")
    customers = number_that_fits(touchpoint["customers"], "strong", room - taken - 6, language)
    pieces: list[Piece] = [Text(NAME_LEFT, top, customers, "strong", room)]
    if facts.change:
        pieces += change_pieces(facts.change, right, top, room - width(customers, "strong") - 6)
    if time:
        left_over = room - width(customers, "strong") - 6
        pieces.append(label(right, top, time, "muted", left_over, "end"))
    return (*pieces, *_leads(touchpoint, facts.second, top + 17, room, right, language))


def _leads(
    touchpoint: TouchpointOnMap, second: str, y: float, room: float, right: float,
    language: Language,
) -> tuple[Piece, ...]:  # fmt: skip
    pieces: list[Piece] = []
    moves_on = touchpoint["moves_on_share"]
    if moves_on is not None:
        text = language.share(moves_on)
        pieces += [
            marks.arrow(NAME_LEFT, y - 8.5),
            Text(NAME_LEFT + 13, y, text, "soft", room / 2 - 13),
        ]
    other = touchpoint["lost_share"] if second == "lost" else touchpoint["done_share"]
    if other is not None:
        text = language.share(other)
        sign = marks.cross if second == "lost" else marks.tick
        pieces += [
            sign(right - width(text, "muted") - 13, y - 8.5),
            Text(right, y, text, "muted", room / 2 - 13, "end"),
        ]
    return tuple(pieces)


def number_that_fits(value: int, style: str, room: float, language: Language) -> str:
    """A count in full where it fits, else in its compact form."""
    full = language.number(value)
    return full if width(full, style) <= room else language.compact(value)


def rail(
    shares: tuple[float | None, ...], x: float, y: float, wide: float, high: float = 4
) -> Shape:
    """The bar of the four shares; what no goal lets us know stays an empty frame."""
    known = [(key, share) for key, share in zip(FOUR, shares, strict=True) if share]
    gaps = max(0, len(known) - 1)
    whole = wide - gaps
    drawn = [rect(x, y, wide, high, "rail unknown", 2).markup] if None in shares else []
    at = x
    for key, share in known:
        drawn.append(rect(at, y, max(0.5, share * whole), high, f"rail {key}", 1).markup)
        at += share * whole + 1
    return Shape("".join(drawn))


def _badges(place: Place, facts: CardFacts, language: Language) -> tuple[Piece, ...]:
    """Pills on the upper edge, from the right: moment of truth, pain point, returns."""
    pieces: list[Piece] = []
    right = place.box.w - 8
    for kind, sign in _ROUND_PILLS:
        if kind in facts.kinds:
            pieces += [rect(right - 18, -10, 18, 18, "pill", 9), sign(right - 14.5, -6.5)]
            right -= 21
    if facts.returns:
        text, wide = _returns_pill(facts, language)
        pieces += [
            rect(right - wide, -10, wide, 18, "pill", 9),
            marks.loop(right - wide + 6, -6),
            Text(right - 7, 3, text, "badge", wide - 22, "end"),
        ]
    return tuple(pieces)


_ROUND_PILLS: tuple[tuple[FindingKind, Callable[[float, float], Shape]], ...] = (
    ("moment_of_truth", marks.diamond),
    ("pain_point", marks.bolt),
)


def _returns_pill(facts: CardFacts, language: Language) -> tuple[str, float]:
    """The number of returns and the width of its pill."""
    text = number_that_fits(facts.returns, "badge", 44, language)
    return text, width(text, "badge") + 25


def pills_width(facts: CardFacts, language: Language) -> float:
    """Width in px, from the card's right edge, that the pills on its upper edge take."""
    taken = 8.0 + 21 * sum(kind in facts.kinds for kind, _ in _ROUND_PILLS)
    return taken + (_returns_pill(facts, language)[1] if facts.returns else 0.0)


def fold(place: Place, visits: int, name: str, language: Language, opening: str) -> Group:
    """The fold of a cell: how many touchpoints it holds and their visits."""
    w, h = place.box.w, place.box.h
    count = len(place.folded)
    word = f"+{language.number(count)} {language.plural('fold', count)}"
    left = label(12, 21.5, word, "label", w - 24)
    room = w - 24 - width(left.content, "label") - 8
    amount = number_that_fits(visits, "muted", room - 12, language)
    noun = f"{amount} {language.plural('visits', visits)}"
    right = noun if width(noun, "muted") <= room else amount
    pieces = (
        rect(-3, -3, w + 6, h + 6, "ring", 10),
        rect(0.5, 0.5, w - 1, h - 1, "foldsheet", 8),
        left,
        label(w - 12, 21.5, right, "muted", room, "end"),
    )
    return Group(
        place.box.x,
        place.box.y,
        pieces,
        f' class="fold"{opening} aria-label="{attribute(name)}"',
    )
