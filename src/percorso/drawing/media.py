"""The lane of media without a person: what each cost, what came of it, and when it ran."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from babel.numbers import get_currency_symbol

from percorso.domain.journey_map import JourneyMap, MediumOnMap
from percorso.domain.money import THREE_DECIMALS, ZERO_DECIMALS
from percorso.drawing.language import Language, days_of
from percorso.drawing.layout import CARD_LEFT, LANE_PAD, Box, Layout, card_width
from percorso.drawing.svg import Group, Piece, Shape, Text, attribute, label, n, path, rect
from percorso.drawing.text import broken, clean

CARD = 62.0
_GAP = 12.0
_AXIS = 20.0
_LEFT = 12.0
_BAR = 12.0


def media_height(media: Sequence[MediumOnMap], each: int) -> float:
    """Height in px of the lane in columns of a width: a card a medium, and the line of days."""
    cards = len(media) * _card_height(media, each)
    return 2 * LANE_PAD + cards + (len(media) - 1) * _GAP + _AXIS


def _card_height(media: Sequence[MediumOnMap], each: int) -> float:
    """All cards are as high as the one with the longest name."""
    return CARD + 16 * (max(len(_name(medium, each)) for medium in media) - 1)


def _name(medium: MediumOnMap, each: int) -> tuple[str, ...]:
    return broken(clean(medium["name"]), "strong", card_width(each) - 2 * _LEFT)


def money_text(minor: int | None, currency: str, language: Language) -> str:
    """An amount of minor units without its hundredths: `12.000 €`, `€12,000`; a dash for none."""
    if minor is None:
        return "–"
    units = 1 if currency in ZERO_DECIMALS else 1000 if currency in THREE_DECIMALS else 100
    symbol = get_currency_symbol(currency, locale=language.code)
    number = language.number(minor / units)
    return f"{number}\u00a0{symbol}" if language.code == "it" else f"{symbol}{number}"


def codes_text(medium: MediumOnMap, language: Language) -> str:
    """What came of the codes, or that it has none, or that no data tell."""
    if not medium["codes"]:
        return language.say("media_no_codes")
    if medium["orders"] is None:
        return language.say("media_codes_untold")
    return language.plural("media_codes", medium["orders"], n=language.number(medium["orders"]))


def traces_text(medium: MediumOnMap, language: Language) -> str:
    """Contacts to its own numbers, and its share of the answers, in words."""
    said = []
    contacts, answers = medium["contacts"], medium["answers"]
    if contacts is not None:
        said.append(language.plural("media_contacts", contacts, n=language.number(contacts)))
    if answers is not None and answers["value"] is not None:
        said.append(
            language.say(
                "media_answers",
                share=language.share(answers["value"]),
                n=language.number(answers["n"]),
            )
        )
    return " · ".join(said)


def days_text(medium: MediumOnMap, language: Language) -> str:
    """When it ran; of many spans the first and the last."""
    spans = [
        language.period(date.fromisoformat(one["from"]), date.fromisoformat(one["to"]), this_year=0)
        for one in medium["periods"]
    ]
    return ", ".join(spans if len(spans) < 3 else [spans[0], "…", spans[-1]])


def bought_text(medium: MediumOnMap, language: Language) -> str:
    """When, where, and how many the seller says it reached."""
    parts = [days_text(medium, language), ", ".join(clean(place) for place in medium["places"])]
    if medium["reach"] is not None:
        parts.append(language.say("media_reach", n=language.number(medium["reach"])))
    return " · ".join(part for part in parts if part)


def medium_words(medium: MediumOnMap, currency: str, language: Language) -> str:
    """A medium in one sentence, for those who do not see it and for the terminal."""
    parts = [
        money_text(medium["spend_minor"], currency, language),
        codes_text(medium, language),
        bought_text(medium, language),
        traces_text(medium, language),
    ]
    return f"{clean(medium['name'])}: " + " · ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class _Days:
    """The line of days: from which x to which, and which days these are."""

    left: float
    right: float
    first: date
    last: date

    def x(self, day: date, *, after: bool = False) -> float:
        """Where a day begins, or ends."""
        whole = max(1, (self.last - self.first).days + 1)
        return self.left + (self.right - self.left) * ((day - self.first).days + after) / whole


def media_cells(
    journey_map: JourneyMap, layout: Layout, height: float, language: Language, hatch: str
) -> Group:
    """The whole lane, from the row's own top.

    Args:
        journey_map: the map; it has media.
        layout: the boxes.
        height: of the lane in px.
        language: the language of the words.
        hatch: id of the hatching, unique in the file.
    """
    media = journey_map["media"]
    days = _days(journey_map, layout)
    pieces: list[Piece | Group] = [Shape(_pattern(hatch))]
    if days is not None:
        pieces += _axis(days, height, language)
    high = _card_height(media, layout.column_width)
    for at, medium in enumerate(media):
        y = LANE_PAD + at * (high + _GAP)
        place = Box(layout.left(0) + 1 + CARD_LEFT, y, card_width(layout.column_width), high)
        name = _name(medium, layout.column_width)
        pieces.append(_card(medium, name, journey_map["currency"], place, language, hatch))
        if days is not None:
            pieces += _line(medium, days, y, language, hatch)
    return Group(0, 0, tuple(pieces))


def _pattern(hatch: str) -> str:
    return (
        f'<defs><pattern id="{hatch}" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><path d="M0 0V6" class="hatch"/></pattern></defs>'
    )


def _days(journey_map: JourneyMap, layout: Layout) -> _Days | None:
    """The days of map and media on the columns after the first; none on a map of one column."""
    if layout.columns < 2:
        return None
    spans = [
        (date.fromisoformat(one["from"]), date.fromisoformat(one["to"]))
        for medium in journey_map["media"]
        for one in medium["periods"]
    ]
    own = days_of(journey_map)
    spans += [own] if own else []
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    return _Days(layout.left(1) + _LEFT, layout.right - _LEFT, first, last)


def _axis(days: _Days, height: float, language: Language) -> list[Piece | Group]:
    y = height - 22
    room = (days.right - days.left) / 2 - 6
    return [
        path(f"M{n(days.left)} {n(y)}H{n(days.right)}", "line firm"),
        label(days.left, y + 14, language.period(days.first, days.first, this_year=0), "small",
              room),
        label(days.right, y + 14, language.period(days.last, days.last, this_year=0), "small",
              room, "end"),
    ]  # fmt: skip


def _card(
    medium: MediumOnMap, name: tuple[str, ...], currency: str, place: Box, language: Language,
    hatch: str,
) -> Group:  # fmt: skip
    wide, high = place.w, place.h
    room = wide - 2 * _LEFT
    below = 35.5 + 16 * (len(name) - 1)
    said = attribute(medium_words(medium, currency, language))
    pieces: tuple[Piece, ...] = (
        rect(0.5, 0.5, wide - 1, high - 1, "mediumback", 8),
        Shape(
            f'<rect x=".5" y=".5" width="{n(wide - 1)}" height="{n(high - 1)}" rx="8" '
            f'class="mediumsheet" fill="url(#{hatch})"/>'
        ),
        *(Text(_LEFT, 19 + 16 * at, text, "strong", room) for at, text in enumerate(name)),
        label(_LEFT, below, money_text(medium["spend_minor"], currency, language), "strong", room),
        label(_LEFT, below + 16.5, codes_text(medium, language), "soft", room),
    )
    return Group(place.x, place.y, pieces, f' class="medium" role="img" aria-label="{said}"')


def _line(
    medium: MediumOnMap, days: _Days, y: float, language: Language, hatch: str
) -> list[Piece | Group]:
    room = days.right - days.left
    pieces: list[Piece | Group] = [
        label(days.left, y + 14, bought_text(medium, language), "soft", room)
    ]
    for one in medium["periods"]:
        x = days.x(date.fromisoformat(one["from"]))
        wide = max(3.0, days.x(date.fromisoformat(one["to"]), after=True) - x)
        pieces.append(rect(x, y + 23, wide, _BAR, "mediumback", 3))
        pieces.append(
            Shape(
                f'<rect x="{n(x)}" y="{n(y + 23)}" width="{n(wide)}" height="{n(_BAR)}" rx="3" '
                f'class="mediumsheet" fill="url(#{hatch})"/>'
            )
        )
    traces = traces_text(medium, language)
    if traces:
        pieces.append(label(days.left, y + 51, traces, "muted", room))
    return pieces


def media_html(journey_map: JourneyMap, language: Language) -> str:
    """The media on a phone, one hatched box each."""
    currency = journey_map["currency"]
    return "".join(
        f'<div class="box medium"><h3>{attribute(medium["name"])}</h3>'
        f'<span class="num"><b>{attribute(money_text(medium["spend_minor"], currency, language))}'
        f"</b></span><span>{attribute(codes_text(medium, language))}</span>"
        f'<p class="muted">{attribute(bought_text(medium, language))}</p>'
        f'<p class="muted">{attribute(traces_text(medium, language))}</p></div>'
        for medium in journey_map["media"]
    )


def media_as_text(journey_map: JourneyMap, language: Language) -> list[str]:
    """The media for a terminal."""
    media = journey_map["media"]
    if not media:
        return []
    said = [medium_words(one, journey_map["currency"], language) for one in media]
    return ["", language.say("media_title"), *(f"  ▨ {text}" for text in said)]
