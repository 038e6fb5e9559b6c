"""What people typed, drawn: rows of words, the persona, owners, cards that nobody met yet."""

from collections.abc import Sequence

from percorso.domain.journey_map import (
    JourneyMap,
    PersonaOnMap,
    TypedCellOnMap,
    TypedRowOnMap,
)
from percorso.drawing.columns import Columns
from percorso.drawing.language import Language
from percorso.drawing.layout import EDGE, HEAD, LINE, NAMES, TYPED, Layout, Place
from percorso.drawing.marks import typed_level
from percorso.drawing.svg import Group, Piece, Shape, Text, attribute, label, n, rect, touched
from percorso.drawing.text import broken, clean, fitted, width

HEIGHT = 44.0
_LEFT = 11
_TOP = 18.0
_TAG = 14.0  # height of the tag


def typed_heights(journey_map: JourneyMap, columns: Columns) -> dict[str, float]:
    """Height in px of each typed row; none where the columns are no stages."""
    if columns.crowded:
        return {}
    return {TYPED + row["key"]: HEIGHT for row in journey_map["typed_rows"]}


def typed_names(journey_map: JourneyMap) -> dict[str, str]:
    """Row key -> the label people gave it."""
    return {TYPED + row["key"]: clean(row["label"]) for row in journey_map["typed_rows"]}


def typed_row(key: str, journey_map: JourneyMap, columns: Columns, layout: Layout,
              language: Language) -> Group:  # fmt: skip
    """The cells of one typed row, from its own top."""
    row = next(row for row in journey_map["typed_rows"] if TYPED + row["key"] == key)
    cells = {cell["stage"]: cell for cell in row["cells"]}
    return Group(
        0,
        0,
        tuple(
            Group(
                layout.left(at),
                0,
                (touched(layout.column_width, HEIGHT), *_cell(cells[column.key], layout, language)),
                f' data-typed="{attribute(row["key"])}" data-stage="{attribute(column.key)}"',
            )
            for at, column in enumerate(columns.all)
            if column.key in cells
        ),
    )


def _cell(cell: TypedCellOnMap, layout: Layout, language: Language) -> list[Piece]:
    """At most two lines, led by a tag: a hypothesis, or the answers they rest on."""
    room = layout.cell_room
    text = clean(cell["text"])
    tag = grade_tag(cell, language)
    taken = tag_width(tag, room) + 6
    lines = typed_lines(text, room, taken)
    pieces: list[Piece] = [Shape(f"<title>{attribute(said_cell(cell, language))}</title>")]
    is_known = cell["evidence"] != "hypothesis"
    pieces += dashed_tag(_LEFT, _TOP - 10.5, tag, room, is_known=is_known)
    pieces += [
        Text(_LEFT + (0 if at else taken), _TOP + LINE * at, line, "body",
             room - (0 if at else taken))
        for at, line in enumerate(lines)
    ]  # fmt: skip
    return pieces


def typed_lines(text: str, room: float, taken: float) -> tuple[str, ...]:
    """A text in at most two lines, the first of which is shorter."""
    first, *more = broken(text, "body", max(20.0, room - taken))
    if not more:
        return (first,)
    return first, fitted(text[len(first) :].strip(), "body", room)


def said_cell(cell: TypedCellOnMap, language: Language) -> str:
    """A typed cell whole, with what it rests on."""
    parts = [clean(cell["text"])]
    if cell["n"]:
        parts.append(f"n {language.number(cell['n'])}")
    if cell["source"]:
        parts.append(clean(cell["source"]))
    grade = language.say(f"evidence_{cell['evidence']}")
    return " · ".join([*parts, grade])


def grade_tag(cell: TypedCellOnMap, language: Language) -> str:
    """What a typed cell rests on, as short as a tag: `hypothesis`, `n 12 · weak`, `n 64`."""
    if cell["evidence"] == "hypothesis":
        return language.say("evidence_hypothesis")
    count = f"n {language.number(cell['n'])}"
    return f"{count} · {language.say('weak_short')}" if cell["evidence"] == "weak" else count


def tag_width(tag: str, room: float) -> float:
    """Width in px of a tag."""
    return min(room * 0.6, width(tag, "tag") + 9)


def dashed_tag(x: float, y: float, tag: str, room: float, *, is_known: bool = False) -> list[Piece]:
    """The tag of what somebody typed: dashed where no data support it, whole where some do."""
    wide = tag_width(tag, room)
    return [
        rect(x + 0.5, y + 0.5, wide, _TAG - 1, "tagbox known" if is_known else "tagbox", 3),
        label(x + 5, y + 10.5, tag, "tag", wide - 6),
    ]


def typed_card(place: Place, opening: str, said: str, language: Language) -> Group:
    """The card of a touchpoint somebody typed and nobody met yet: dashed, without numbers."""
    w, h = place.box.w, place.box.h
    tag = language.say("evidence_hypothesis")
    pieces = (
        rect(-3, -3, w + 6, h + 6, "ring", 10),
        rect(0.5, 0.5, w - 1, h - 1, "foldsheet", 8),
        *(Text(14, 20.5 + 16 * at, text, "strong", w - 20) for at, text in enumerate(place.name)),
        *dashed_tag(14, 28 + 16 * (len(place.name) - 1), tag, w - 20),
        label(14, h - 12, language.say("no_data"), "muted", w - 20),
    )
    known = f' class="card typed"{opening} aria-label="{attribute(said)}"'
    return Group(place.box.x, place.box.y, pieces, known)


def initials(name: str) -> str:
    """The first letters of a name's first and last word: `Marta Bianchi` is MB."""
    words = [word for word in clean(name).split() if word[0].isalnum()]
    chosen = words if len(words) < 2 else [words[0], words[-1]]
    return "".join(word[0] for word in chosen).upper()


def owner_badge(x: float, y: float, name: str, language: Language) -> Group:
    """An owner's initials in a circle, 20 px; the whole name on hovering."""
    said = attribute(language.say("owner", name=name))
    return Group(
        x,
        y,
        (
            Shape(f"<title>{said}</title>"),
            Shape('<circle cx="10" cy="10" r="9.5" class="owner"/>'),
            Text(10, 13.8, initials(name), "tag", 18, "middle"),
        ),
    )


def persona_corner(persona: PersonaOnMap | None, clip: str) -> Group:
    """The persona in the corner left of the stage heads, 68 px high; nothing without one."""
    if persona is None:
        return Group(0, 0, ())
    pieces: list[Piece] = [Shape(f"<title>{attribute(persona_words(persona))}</title>")]
    top = 10.0
    if persona["picture"]:
        pieces.append(
            Shape(
                f'<clipPath id="{clip}"><circle cx="{EDGE + 17}" cy="21" r="17"/></clipPath>'
                f'<image x="{EDGE}" y="4" width="34" height="34" clip-path="url(#{clip})" '
                f'preserveAspectRatio="xMidYMid slice" href="{attribute(persona["picture"])}"/>'
            )
        )
        top = 36.0
    room = NAMES - 14.0
    lines = broken(clean(persona["name"]), "label", room, 1 if persona["picture"] else 2)
    pieces += [
        Text(EDGE, top + 16 + 15 * at, line, "label", room) for at, line in enumerate(lines)
    ]  # fmt: skip
    return Group(0, 0, tuple(pieces), f' data-high="{n(HEAD)}"')


def persona_words(persona: PersonaOnMap) -> str:
    """The persona in one line."""
    return " · ".join(clean(part) for part in (persona["name"], persona["text"]) if part)


def persona_html(persona: PersonaOnMap | None) -> str:
    """The persona on a phone."""
    if persona is None:
        return ""
    picture = ""
    if persona["picture"]:
        picture = f'<img src="{attribute(persona["picture"])}" alt="" width="40" height="40">'
    return f'<p class="persona">{picture}<span>{attribute(persona_words(persona))}</span></p>'


def typed_html(rows: Sequence[TypedRowOnMap], stage: str, language: Language) -> str:
    """The typed cells of a stage on a phone."""
    made = []
    for row in rows:
        for cell in row["cells"]:
            if cell["stage"] == stage:
                known = "" if cell["evidence"] == "hypothesis" else " known"
                tag = f'<i class="tag{known}">{attribute(grade_tag(cell, language))}</i> '
                made.append(
                    f'<div class="box"><h3>{attribute(row["label"])}</h3>'
                    f"<p>{tag}{attribute(cell['text'])}</p></div>"
                )
    return "".join(made)


def typed_as_text(journey_map: JourneyMap, language: Language) -> list[str]:
    """Persona and typed rows for a terminal."""
    said: list[str] = []
    if journey_map["persona"] is not None:
        said.append(f"  {persona_words(journey_map['persona'])}")
    stages = {stage["key"]: stage["name"] for stage in journey_map["stages"]}
    for row in journey_map["typed_rows"]:
        said += [
            f"  {clean(row['label'])}, {stages.get(cell['stage'], cell['stage'])}: "
            f"{said_cell(cell, language)}"
            for cell in row["cells"]
        ]
    said += _typed_emotions(journey_map, language)
    expected = [t["name"] for t in journey_map["touchpoints"] if t["evidence"] == "hypothesis"]
    if expected:
        names = ", ".join(clean(name) for name in expected)
        said.append(f"  {language.say('evidence_hypothesis')}: {names}")
    return ["", language.say("typed_title"), *said] if said else []


def typed_table(
    journey_map: JourneyMap, language: Language
) -> tuple[list[str], list[tuple[str, str, str, int | None, str, str]]]:
    """Heads and rows of the page's table: row, stage, text, n, source and grade."""
    keys = ("col_typed_row", "col_stage", "col_title", "col_n", "col_typed_source", "col_evidence")
    stages = {stage["key"]: stage["name"] for stage in journey_map["stages"]}
    hypothesis = language.say("evidence_hypothesis")
    rows = [
        (
            clean(row["label"]),
            stages.get(cell["stage"], cell["stage"]),
            clean(cell["text"]),
            cell["n"] or None,
            clean(cell["source"] or ""),
            language.say(f"evidence_{cell['evidence']}"),
        )
        for row in journey_map["typed_rows"]
        for cell in row["cells"]
    ]
    rows += [
        (language.say("emotion"), name, language.signed(level), None, "", hypothesis)
        for name, level in _typed_levels(journey_map)
    ]
    return [language.say(key) for key in keys], rows


def _typed_levels(journey_map: JourneyMap) -> list[tuple[str, float]]:
    """(stage, level) of the feelings somebody typed where no voice speaks yet."""
    return [
        (stage["name"], level)
        for stage in journey_map["stages"]
        if (level := typed_level(stage["emotion"])) is not None
    ]


def _typed_emotions(journey_map: JourneyMap, language: Language) -> list[str]:
    """The feelings somebody typed where no voice speaks yet, a line a stage."""
    grade = language.say("evidence_hypothesis")
    return [
        f"  {language.say('emotion')}, {name}: {language.signed(level)} "
        f"({language.stars(level)} ★) · {grade}"
        for name, level in _typed_levels(journey_map)
    ]
