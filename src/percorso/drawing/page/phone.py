"""The map on a phone: stages one after another, the curve whole on top, no ribbons."""

from collections.abc import Sequence

from percorso.domain.journey_map import Emotion, JourneyMap, TouchpointOnMap
from percorso.drawing import marks
from percorso.drawing.actions import actions_per_column, phone_actions, this_year
from percorso.drawing.cards import CardFacts, card_name, four_shares, hypothesis_name
from percorso.drawing.cells import (
    CellFacts,
    facts_per_column,
    indicator_texts,
    largest,
    quoted,
    rests_on,
    said_where,
    weight,
)  # fmt: skip
from percorso.drawing.choose import CARDS_ON_PHONES, choose
from percorso.drawing.columns import UNPLACED, Columns
from percorso.drawing.comparison.marks import other_levels
from percorso.drawing.comparison.telling import change_html
from percorso.drawing.comparison.view import view_of
from percorso.drawing.curve import (
    Frame,
    curve_name,
    curve_of,
    emotions,
    hypothesis_of,
    starred,
    typed_levels,
)
from percorso.drawing.language import Language
from percorso.drawing.media import media_html
from percorso.drawing.page.panel import html_rail
from percorso.drawing.scene import card_facts, kinds_per_touchpoint
from percorso.drawing.svg import Piece, attribute, label, line
from percorso.drawing.text import width
from percorso.drawing.typed import persona_html, typed_html

WIDE, HIGH = 358.0, 142.0
# A phone bears a long list behind "other", but not ten thousand entries.
MOST_FOLDED = 100
PAINS_SHOWN = 2


def phone(journey_map: JourneyMap, columns: Columns, language: Language, openable: int) -> str:
    """The vertical form of the map as HTML.

    Args:
        journey_map: the map.
        columns: its columns.
        language: the language of the words.
        openable: touchpoints from this place on have no panel and are left to the table.
    """
    choice = choose(journey_map, cards=CARDS_ON_PHONES)
    facts = facts_per_column(journey_map, columns)
    kinds = kinds_per_touchpoint(journey_map)
    place = {t["key"]: at for at, t in enumerate(journey_map["touchpoints"])}
    kept = set(choice.kept)
    view = view_of(journey_map)
    scale = largest([f for f in journey_map["findings"] if f["kind"] == "pain_point"])
    planned, year = actions_per_column(journey_map, columns), this_year(journey_map)
    sections: list[str] = []
    for index in range(len(columns.all)):
        inside = [t for t in journey_map["touchpoints"] if columns.place[t["key"]] == index]
        inside.sort(key=lambda t: (t["median_position"] or 0.0, t["name"]))
        cards = {
            t["key"]: _card(
                t,
                place[t["key"]],
                card_facts(t, columns, kinds, choice.returns, view, language),
                language,
            )
            for t in inside
            if place[t["key"]] < openable
        }
        shown = "".join(cards[t["key"]] for t in inside if t["key"] in kept and t["key"] in cards)
        folded = [cards[t["key"]] for t in inside if t["key"] not in kept and t["key"] in cards]
        sections.append(
            f'<section class="stage">{_head(columns, index, inside, language)}'
            f"{typed_html(journey_map['typed_rows'], columns.all[index].key, language)}"
            f"{_indicators(facts[index], language)}{shown}{_others(folded, language)}"
            f"{_quote(facts[index], journey_map['time_zone'], language)}"
            f"{_pains(facts[index], scale, language)}"
            f"{phone_actions(planned[index], year, language)}</section>"
        )
    measured = emotions(columns, journey_map["touchpoints"])
    curve = _curve(columns, measured, other_levels(journey_map, columns), language)
    media = media_html(journey_map, language)
    persona = persona_html(journey_map["persona"])
    return f'<div class="phone">{persona}{curve}{"".join(sections)}{media}</div>'


def _curve(
    columns: Columns, measured: Sequence[Emotion | None], others: Sequence[float | None],
    language: Language,
) -> str:  # fmt: skip
    """The emotion curve over the whole width; nothing where nobody said or typed anything."""
    typed = typed_levels(columns)
    if not any(measured) and all(level is None for level in typed):
        return ""
    each = WIDE / len(columns.all)
    frame = Frame(0, each, 54, 42, 40, HIGH)
    curve = curve_of(measured, frame, (*others, *typed))
    pieces: list[Piece] = [
        line(0, 54, WIDE, 54, "zero"),
        curve.thin_line(others),
        curve.dashed_line(measured, typed),
        curve.lines("phone-feel"),
    ]
    for index, column in enumerate(columns.all):
        emotion, level = measured[index], typed[index]
        x = frame.x(index)
        pieces.append(label(x, HIGH - 3, _short(column.name, each), "small", each - 2, "middle"))
        if emotion is not None and emotion["value"] is not None:
            y = curve.y(emotion["value"])
            pieces.append(marks.face(x, y, emotion, 7))
            pieces += starred(x, y + 22, emotion["value"], "star-small", each, language)
        elif level is not None:
            pieces.append(marks.face(x, curve.y(level), hypothesis_of(level), 7))
            stars = language.stars(level)
            pieces.append(label(x, curve.y(level) + 22, stars, "typedlevel", each, "middle"))
    said = attribute(curve_name(columns, measured, language))
    return (
        f'<svg class="map-svg feel" viewBox="0 0 {WIDE:.0f} {HIGH:.0f}" role="img" '
        f'aria-label="{said}"><defs>{curve.gradient("phone-feel")}</defs>'
        f"{''.join(piece.svg() for piece in pieces)}</svg>"
    )


def _short(name: str, room: float) -> str:
    """A name in full where it fits, else its first letters and a full stop."""
    if width(name, "small") <= room - 2:
        return name
    return f"{name[:4].strip()}."


def _head(
    columns: Columns, index: int, inside: Sequence[TouchpointOnMap], language: Language
) -> str:
    column = columns.all[index]
    stage = column.stage
    if stage is None:
        visits = sum(t["visits"] for t in inside)
        count, below = language.counted("visits", visits), column.note
    else:
        count = (
            language.counted("customers", stage["customers"])
            if stage["customers"]
            else language.say("no_data")
        )
        below = language.duration(stage["median_seconds_to_next"])
        if column.key == UNPLACED:
            below = language.say("stage_unplaced_note")
    on = ""
    if stage is not None and stage["moves_on_share"] is not None and stage["customers"]:
        on = f"{language.share(stage['moves_on_share'])} {language.say('moves_on').lower()}"
    return (
        f'<header><h2>{attribute(column.name)}</h2><b class="num">{attribute(count)}</b>'
        f'<span class="num">{attribute(on)}</span><span class="num">{attribute(below)}</span>'
        "</header>"
    )


def _box(title: str, body: str) -> str:
    return f'<div class="box"><h3>{attribute(title)}</h3>{body}</div>'


def _indicators(facts: CellFacts, language: Language) -> str:
    said = indicator_texts(facts.voices, language)
    if not said:
        return ""
    body = "".join(
        f'<span class="num"><b>{attribute(text)}</b> <span class="muted">n '
        f"{attribute(language.number(count))}</span></span> "
        for text, count in said
    )
    return _box(language.say("row_indicators"), body)


def _card(touchpoint: TouchpointOnMap, index: int, facts: CardFacts, language: Language) -> str:
    if touchpoint["evidence"] == "hypothesis":
        tag = attribute(language.say("evidence_hypothesis"))
        return (
            f'<button class="tp typed" data-i="{index}" aria-pressed="false" '
            f'aria-label="{attribute(hypothesis_name(facts, language))}">'
            f'<span class="nm">{attribute(touchpoint["name"])}</span>'
            f'<span><i class="tag">{tag}</i> {attribute(language.say("no_data"))}</span></button>'
        )
    level = marks.level_of(touchpoint["emotion"])
    tone = marks.tone(level) if level is not None else "none"
    face = ""
    if level is not None:
        drawn = marks.face(0, 0, touchpoint["emotion"], 8.5).svg()
        face = (
            f'<svg class="map-svg face-at" viewBox="-10 -10 20 20" aria-hidden="true">{drawn}</svg>'
        )
    dead = " dead" if "dead_end" in facts.kinds else ""
    second = touchpoint["lost_share"] if facts.second == "lost" else touchpoint["done_share"]
    other = ""
    if second is not None:
        shape = marks.cross(0, 1) if facts.second == "lost" else marks.tick(0, 1)
        other = f"<span>{_tiny(shape.svg())}{attribute(language.share(second))}</span>"
    on = touchpoint["moves_on_share"]
    moves = f"<span>{_tiny(marks.arrow(0, 1).svg())}{attribute(language.share(on))}</span>"
    signs = "".join(
        _tiny(shape.svg(), 12)
        for kind, shape in (
            ("pain_point", marks.bolt(0.5, 0.5)),
            ("moment_of_truth", marks.diamond(0.5, 0.5)),
        )
        if kind in facts.kinds
    )
    time = language.duration(touchpoint["median_seconds_after"])
    return (
        f'<button class="tp {tone}{dead}" data-i="{index}" aria-pressed="false" '
        f'aria-label="{attribute(card_name(facts, language))}">{face}'
        f'<span class="nm">{attribute(touchpoint["name"])}<span class="signs">{signs}</span></span>'
        f'<span class="l num"><b>{attribute(language.number(touchpoint["customers"]))}</b>'
        f"<span>{change_html(facts.change) or attribute(time)}</span>"
        f"{moves if on is not None else ''}{other}</span>"
        f"{html_rail(four_shares(touchpoint))}</button>"
    )


def _tiny(markup: str, box: int = 10) -> str:
    return f'<svg class="map-svg tiny" viewBox="0 0 {box} {box}" aria-hidden="true">{markup}</svg>'


def _others(folded: list[str], language: Language) -> str:
    if not folded:
        return ""
    count = f"+{language.number(len(folded))} {language.plural('fold', len(folded))}"
    inside = "".join(folded[:MOST_FOLDED])
    return f'<details class="others"><summary>{attribute(count)}</summary>{inside}</details>'


def _quote(facts: CellFacts, zone: str, language: Language) -> str:
    if not facts.quotes:
        return ""
    quote = facts.quotes[0]
    tone = marks.tone(quote["felt"] or 0.0)
    body = (
        f'<div class="q {tone}">{attribute(quoted(quote["text"]))}'
        f"<small>{attribute(said_where(quote, zone, language))}</small></div>"
    )
    return _box(language.say("row_quotes"), body)


def _pains(facts: CellFacts, scale: float, language: Language) -> str:
    if not facts.pains:
        return ""
    items = "".join(
        f'<p data-of="{attribute(pain["touchpoint"])}">{attribute(pain["title"])}</p>'
        f'<div class="mini" style="width:{weight(pain) / scale if scale else 0:.1%}"></div>'
        f'<p class="muted num">{attribute(rests_on(pain, language))}</p>'
        for pain in facts.pains[:PAINS_SHOWN]
    )
    more = len(facts.pains) - PAINS_SHOWN
    if more > 0:
        items += f"<p class=muted>{language.plural('more', more, n=str(more))}</p>"
    return _box(language.say("row_pains"), items)
