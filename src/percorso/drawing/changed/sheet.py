"""What changed on one upright page of paper."""

from percorso.domain.changed import Changed
from percorso.drawing.changed.telling import Section, Story, Told, story_of
from percorso.drawing.comparison.marks import triangle
from percorso.drawing.ink import spelled, text_css, tokens
from percorso.drawing.language import Language
from percorso.drawing.svg import Group, Piece, attribute, label, line, n
from percorso.drawing.text import broken

# A4 in points: 1/72 inch.
_WIDE, _HIGH = 595.28, 841.89
_MARGIN = 36.0
_SCALE = 0.72
_ROOM = (_WIDE - 2 * _MARGIN) / _SCALE
_FLOOR = (_HIGH - 2 * _MARGIN) / _SCALE
_SIGN = {"unsure": "~", "steady": "=", "few": "?", "new": "+", "gone": "−", "fact": "•"}
_SAID = 150.0
# Changes of a kind that are listed: tried in turn until all fits.
_MOST = (6, 5, 4, 3, 2, 1, 0)
_RULES = ".map-svg .line{stroke:var(--line);fill:none}.map-svg .delta{fill:var(--ink)}"
_STEP, _LEAST_STEP = 17.0, 14.0


def changed_sheet(changed: Changed) -> str:
    """The page as an SVG in points, without the font: as much as fits, the rest is counted."""
    language = Language(changed.language)
    for most in _MOST:
        story = story_of(changed, most)
        pieces, used = _laid(story, changed, most)
        if used <= _FLOOR:
            break
    head = f"{story.title} · {changed.company}"
    body = Group(0, 0, tuple(pieces)).svg()
    white = tokens("light")["surface"]
    css = spelled(text_css() + _RULES, "light")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map-svg" width="{n(_WIDE)}" '
        f'height="{n(_HIGH)}" viewBox="0 0 {n(_WIDE)} {n(_HIGH)}" lang="{language.code}" '
        f'aria-label="{attribute(head)}"><style>{css}</style>'
        f'<rect width="100%" height="100%" fill="{white}"/>'
        f'<g transform="translate({n(_MARGIN)} {n(_MARGIN)}) scale({_SCALE})">{body}</g></svg>\n'
    )


def _laid(story: Story, changed: Changed, most: int) -> tuple[list[Piece], float]:
    """All of the page, and how high it is."""
    pieces: list[Piece] = [
        label(0, 20, story.title, "title", _ROOM - 260),
        label(_ROOM, 20, changed.company, "strong", 250, "end"),
        label(0, 42, story.periods, "soft", _ROOM),
        line(0, 54.5, _ROOM, 54.5),
    ]
    y = 72.0
    for section in story.sections:
        told = section.told if section.key == "totals" else section.told[: max(most, 1)]
        made, y = _section(section, told, y)
        pieces += made
        y += _LEAST_STEP
    for note in story.notes:
        for text in broken(note, "small", _ROOM, 4):
            pieces.append(label(0, y, text, "small", _ROOM))
            y += _LEAST_STEP
    return pieces, y


def _sign(one: Told, y: float) -> Piece:
    """More or fewer as a triangle; the rest as a sign the font has."""
    if one.verdict in ("more", "less"):
        return triangle(0, y - 8, "ink", rises=one.verdict == "more")
    return label(0, y, _SIGN[one.verdict], "label", 12)


def _section(section: Section, told: tuple[Told, ...], y: float) -> tuple[list[Piece], float]:
    """The pieces of a section, and where the next one begins."""
    pieces: list[Piece] = [label(0, y, section.title, "head", _ROOM)]
    y += _STEP
    for one in told:
        pieces.append(_sign(one, y))
        pieces.append(label(14, y, one.said, "label", _SAID - 22))
        for text in broken(one.text, "body", _ROOM - _SAID, 2):
            pieces.append(label(_SAID, y, text, "body", _ROOM - _SAID))
            y += _LEAST_STEP
        pieces.append(label(_SAID, y, one.small, "small", _ROOM - _SAID))
        y += _STEP
    left = len(section.told) - len(told)
    rest = f"+ {left}. {section.rest}".strip() if left else section.rest
    if rest:
        pieces.append(label(0, y, rest, "soft", _ROOM))
        y += _STEP
    return pieces, y
