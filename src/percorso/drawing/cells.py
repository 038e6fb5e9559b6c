"""The cells of the rows that words and figures fill: indicators, pain points, quotes, prizes."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from percorso.domain.journey_map import Estimate, Finding, JourneyMap, Quote, Voices
from percorso.drawing import marks
from percorso.drawing.columns import Columns
from percorso.drawing.language import MINUS, Language
from percorso.drawing.layout import (
    EMOTION,
    INDICATORS,
    LINE,
    OPPORTUNITIES,
    PAINS,
    QUOTES,
    SHUT,
    SHUT_TALL,
    Layout,
)  # fmt: skip
from percorso.drawing.svg import Group, Piece, Text, attribute, label, rect, touched
from percorso.drawing.text import broken, clean, width

_LEFT = 11
_TOP = 18.0  # baseline of the first line


@dataclass(frozen=True, slots=True)
class CellFacts:
    """What the cells of one column say.

    Attributes:
        voices: asked scores of the stage; None for a band.
        pains: its pain points, worst first.
        opportunities: its opportunities, best first.
        quotes: what customers wrote at its touchpoints, the most telling first.
        has_data: whether anybody reached it.
    """

    voices: Voices | None
    pains: tuple[Finding, ...]
    opportunities: tuple[Finding, ...]
    quotes: tuple[Quote, ...]
    has_data: bool


def facts_per_column(journey_map: JourneyMap, columns: Columns) -> tuple[CellFacts, ...]:
    """What each column's cells say, from left to right."""
    return tuple(_facts(journey_map, columns, index) for index in range(len(columns.all)))


def _facts(journey_map: JourneyMap, columns: Columns, index: int) -> CellFacts:
    inside = [t for t in journey_map["touchpoints"] if columns.place[t["key"]] == index]
    keys = {t["key"] for t in inside}
    found = [f for f in journey_map["findings"] if f["touchpoint"] in keys]
    found.sort(key=lambda f: (-weight(f), f["title"], f["id"]))
    own = journey_map["language"]
    quotes = sorted(
        (quote for t in inside for quote in t["quotes"]),
        key=lambda quote: (quote["language"] not in (own, None), *_telling(quote)),
    )
    stage = columns.all[index].stage
    return CellFacts(
        voices=stage["voices"] if stage else None,
        pains=tuple(f for f in found if f["kind"] == "pain_point"),
        opportunities=tuple(f for f in found if f["kind"] == "opportunity"),
        quotes=tuple(quotes),
        has_data=any(t["evidence"] != "hypothesis" for t in inside),
    )


def named_in_cells(journey_map: JourneyMap, columns: Columns) -> tuple[str, ...]:
    """Keys of the touchpoints whose pain point or opportunity a cell tells."""
    told = [
        finding["touchpoint"]
        for facts in facts_per_column(journey_map, columns)
        for finding in (*facts.pains[:1], *facts.opportunities[:1])
    ]
    return tuple(dict.fromkeys(told))


def weight(finding: Finding) -> float:
    """How much a finding weighs among its like: pain = reach x severity, else its measure."""
    pain = finding["detail"].get("pain")
    return float(pain) if pain is not None else finding["measure"]["value"] or 0.0


def _telling(quote: Quote) -> tuple[bool, float, str]:
    """Short quotes first, then the strongly felt, then by their words."""
    return (len(quote["text"]) > 60, -abs(quote["felt"] or 0.0), quote["text"])


def row_heights(facts: Sequence[CellFacts], room: float, *, has_voices: bool) -> dict[str, float]:
    """Height in px of each row that is no lane; one that has nothing to say is low.

    Args:
        facts: what each column says.
        room: width of a cell's text.
        has_voices: whether any column has an emotion.
    """
    scores = max((len(_scores(fact.voices)) for fact in facts), default=0)
    titles = [len(_title(fact.pains[0], room)) for fact in facts if fact.pains]
    heights = {
        EMOTION: 112.0 if has_voices else 44.0,
        INDICATORS: 44.0 + LINE * max(0, scores - 2),
        PAINS: 35.5 + LINE * max(2, *titles) if titles else float(SHUT),
        QUOTES: 72.0 if any(fact.quotes for fact in facts) else float(SHUT_TALL),
    }
    if any(fact.opportunities for fact in facts):
        heights[OPPORTUNITIES] = 68.0
    return heights


def _title(finding: Finding, room: float) -> tuple[str, ...]:
    return broken(clean(finding["title"]), "body", room, 3)


def cell(
    row: str, facts: CellFacts, layout: Layout, scale: float, zone: str, language: Language
) -> Group:
    """The pieces of one cell, from the column's line and the row's top.

    Args:
        row: the row's key.
        facts: what the column says.
        layout: the boxes.
        scale: the largest measure of the row, which fills the whole bar.
        zone: IANA name of the zone dates are told in.
        language: the language of the words.
    """
    room = layout.cell_room
    if row == INDICATORS:
        pieces = _indicators(facts, room, language)
    elif row == PAINS:
        pieces = _pains(facts, room, scale, language)
    elif row == QUOTES:
        pieces = _quote(facts, room, zone, language)
    elif row == OPPORTUNITIES:
        pieces = _opportunity(facts, room, language)
    else:
        pieces = []
    found = {PAINS: facts.pains, OPPORTUNITIES: facts.opportunities}.get(row)
    if not found:
        return Group(0, 0, tuple(pieces))
    # On a page, what is said of a touchpoint leads to it.
    hit = touched(layout.column_width, _TOP + 3 * LINE)
    return Group(0, 0, (hit, *pieces), f' data-of="{attribute(found[0]["touchpoint"])}"')


def indicator_texts(voices: Voices | None, language: Language) -> list[tuple[str, int]]:
    """Each score that was asked, in words, with its number of answers."""
    return [(score_text(name, e, language), e["n"]) for name, e in _scores(voices)]


def _scores(voices: Voices | None) -> list[tuple[str, Estimate]]:
    if voices is None:
        return []
    asked = (("CSAT", voices["csat"]), ("NPS", voices["nps"]), ("CES", voices["ces"]))
    return [(name, e) for name, e in asked if e is not None and e["value"] is not None]


def score_text(name: str, estimate: Estimate, language: Language) -> str:
    """A score with its name in the form of its scale: `CSAT 64 %`, `NPS +31`, `CES 4,4`."""
    value = estimate["value"] or 0.0
    if name == "CSAT":
        return f"CSAT {language.share(value)}"
    return (
        f"NPS {language.signed(value, 0)}" if name == "NPS" else f"CES {language.number(value, 1)}"
    )


def _indicators(facts: CellFacts, room: float, language: Language) -> list[Piece]:
    said = indicator_texts(facts.voices, language)
    if not said:
        advice = broken(language.say("connect_survey"), "muted", room, 1)
        return [
            label(_LEFT, _TOP, language.say("no_data"), "muted", room),
            *(Text(_LEFT, _TOP + LINE, text, "muted", room) for text in advice),
        ]
    pieces: list[Piece] = []
    for index, (text, count) in enumerate(said):
        y = _TOP + LINE * index
        used = width(text, "strong") + 6
        number = f"n {language.number(count)}"
        if width(number, "muted") > room - used:
            number = f"n {language.compact(count)}"
        pieces += [
            Text(_LEFT, y, text, "strong", room),
            label(_LEFT + used, y, number, "muted", room - used),
        ]
    return pieces


def _pains(facts: CellFacts, room: float, scale: float, language: Language) -> list[Piece]:
    if not facts.pains:
        word = "no_pain" if facts.has_data else "no_data"
        return [label(_LEFT, _TOP, language.say(word), "muted", room)]
    worst, *others = facts.pains
    lines = _title(worst, room)
    y = _TOP + LINE * len(lines)
    share = weight(worst) / scale if scale else 0.0
    pieces: list[Piece] = [
        *(Text(_LEFT, _TOP + LINE * at, text, "body", room) for at, text in enumerate(lines)),
        rect(_LEFT, y - 9, max(2.0, share * room), 3, "pain", 1.5),
    ]
    more = language.plural("more", len(others), n=str(len(others))) if others else ""
    left = room - width(more, "muted") - 6
    pieces.append(label(_LEFT, y + 8, rests_on(worst, language, left), "muted", left))
    if more:
        pieces.append(label(_LEFT + room, y + 8, more, "muted", room, "end"))
    return pieces


def rests_on(finding: Finding, language: Language, room: float = inf) -> str:
    """How many cases a finding rests on, and where they are few, that it is weak."""
    count = f"n {language.number(finding['measure']['n'])}"
    if finding["evidence"] == "solid":
        return count
    words = (language.say(f"evidence_{finding['evidence']}"), language.say("weak_short"))
    said = [f"{count} · {word}" for word in words]
    return next((text for text in said if width(text, "muted") <= room), count)


def measure_brief(finding: Finding, language: Language) -> str:
    """A measure with its n and grade on one line; a value in 0..1 is a share."""
    value, count = finding["measure"]["value"], rests_on(finding, language)
    return count if value is None else f"{amount(value, language)} · {count}"


def amount(value: float | None, language: Language) -> str:
    """A measure's value: a share as percent, anything else as a number."""
    if value is None:
        return "–"
    if -1 <= value <= 1:
        return (MINUS if value < 0 else "") + language.share(abs(value), 1)
    return language.number(value, 0 if abs(value) >= 100 else 1)


def _quote(facts: CellFacts, room: float, zone: str, language: Language) -> list[Piece]:
    if not facts.quotes:
        word = "no_quote" if facts.has_data else "no_data"
        return [label(_LEFT, _TOP, language.say(word), "muted", room)]
    quote = facts.quotes[0]
    lines = broken(quoted(quote["text"]), "body", room)
    kind = marks.tone(quote["felt"]) if quote["felt"] is not None else "neu"
    return [
        rect(_LEFT, 7, 18, 3, f"felt {kind}", 1.5),
        *(Text(_LEFT, 26 + LINE * at, text, "body", room) for at, text in enumerate(lines)),
        label(_LEFT, 26 + LINE * len(lines), _where_in(quote, zone, room, language), "small", room),
    ]


def _where_in(quote: Quote, zone: str, room: float, language: Language) -> str:
    """Source, rating and day in a room: the source gives way to the rating."""
    said = said_where(quote, zone, language)
    if width(said, "small") <= room or not quote["rating"]:
        return said
    return f"{_rating(quote, language)} · {language.day(quote['occurred_at'], zone)}"


def _rating(quote: Quote, language: Language) -> str:
    """`1/5 stelle`: the kind of a rating in a word people use, or none where there is none."""
    value, _, kind = clean(quote["rating"] or "").partition(" ")
    known = language.say("rating_stars") if kind == "stars" else kind.upper()
    return value if kind in ("rating", "good_bad") else f"{value} {known}".strip()


def quoted(text: str) -> str:
    """A quote in its marks, ended by a full stop of its own only."""
    return f"«{clean(text)}»"


def said_where(quote: Quote, zone: str, language: Language) -> str:
    """Source, rating and day of a quote."""
    parts = [
        clean(quote["source"]),
        _rating(quote, language),
        language.day(quote["occurred_at"], zone),
    ]
    return " · ".join(part for part in parts if part)


def _opportunity(facts: CellFacts, room: float, language: Language) -> list[Piece]:
    if not facts.opportunities:
        word = "no_pain" if facts.has_data else "no_data"
        return [label(_LEFT, _TOP, language.say(word), "muted", room)]
    best = facts.opportunities[0]
    lines = broken(clean(best["title"]), "body", room)
    return [
        label(_LEFT, _TOP, measure_brief(best, language), "strong", room),
        *(Text(_LEFT, _TOP + LINE * (at + 1), text, "body", room) for at, text in enumerate(lines)),
    ]


def largest(findings: Sequence[Finding]) -> float:
    """The largest measure, which one scale for all stages fills."""
    return max((weight(finding) for finding in findings), default=0.0)
