"""The row of actions: what is done about a stage, how far it is, who does it, and by when."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from percorso.domain.journey_map import ActionOnMap, JourneyMap
from percorso.drawing import marks
from percorso.drawing.columns import Columns
from percorso.drawing.language import Language
from percorso.drawing.layout import LINE, Layout
from percorso.drawing.svg import Group, Piece, Shape, Text, attribute, label, rect
from percorso.drawing.text import broken, clean, fitted, width
from percorso.drawing.typed import initials

HEIGHT = 66.0
_LEFT = 11
_TOP = 18.0  # baseline of the first line
_PILL = 17.0  # height of the status
_PILL_TOP = 43.0
_SIGN = 9.0
_BADGE = 17.0
_RING = '<circle cx="4.5" cy="4.5" r="3.7" class="sign"/>'
_HALF = '<path d="M4.5.8a3.7 3.7 0 0 1 0 7.4z" class="half-sign"/>'
_BOXES = {"to_do": "tagbox", "in_progress": "tagbox known", "done": "owner", "dropped": "tagbox"}
_MOST_ON_PHONE = 3

ActionsByColumn = tuple[tuple[ActionOnMap, ...], ...]


def actions_per_column(journey_map: JourneyMap, columns: Columns) -> ActionsByColumn:
    """The actions of each column, the most urgent first; those no column is of are left out."""
    stage = {column.key: at for at, column in enumerate(columns.all)}
    found: list[list[ActionOnMap]] = [[] for _ in columns.all]
    for action in journey_map["actions"]:
        at = columns.place.get(action["touchpoint"] or "", stage.get(action["stage"]))
        if at is not None:
            found[at].append(action)
    return tuple(map(tuple, found))


def actions_height(journey_map: JourneyMap, columns: Columns) -> float | None:
    """Height in px of the row; None where there is no action."""
    return HEIGHT if any(actions_per_column(journey_map, columns)) else None


def action_cells(
    journey_map: JourneyMap, columns: Columns, layout: Layout, language: Language
) -> Group:
    """The cells of the row, from its own top."""
    year = this_year(journey_map)
    cells = [
        Group(layout.left(at), 0, _cell(actions, year, layout.cell_room, language))
        for at, actions in enumerate(actions_per_column(journey_map, columns))
    ]
    return Group(0, 0, tuple(cells))


def _cell(
    actions: Sequence[ActionOnMap], year: int, room: float, language: Language
) -> tuple[Piece | Group, ...]:
    """The most urgent action of a column, and how many others there are."""
    if not actions:
        return (label(_LEFT, _TOP, language.say("no_action"), "muted", room),)
    first, *others = actions
    lines = broken(clean(first["title"]), "body", room, 1 if others else 2)
    said = attribute(action_said(first, year, language))
    pieces: list[Piece | Group] = [
        Shape(f"<title>{said}</title>"),
        *(Text(_LEFT, _TOP + LINE * at, line, "body", room) for at, line in enumerate(lines)),
        *_state(first, year, room, language),
    ]
    opening = f' data-action="{first["no"]}" role="img" aria-label="{said}"'
    cell: list[Group] = [Group(0, 0, tuple(pieces), opening)]
    if others:
        more = language.plural("more", len(others), n=str(len(others)))
        below = label(_LEFT, _TOP + LINE, more, "muted", room)
        cell.append(Group(0, 0, (below,), ' data-action="all"'))
    return tuple(cell)


def _state(action: ActionOnMap, year: int, room: float, language: Language) -> list[Piece]:
    """The status with its sign, the owner's initials and the day, side by side."""
    word = language.say(f"status_{action['status']}")
    wide = _SIGN + 16 + width(word, "tag")
    middle = _PILL_TOP + _PILL / 2
    pieces: list[Piece] = [
        rect(_LEFT + 0.5, _PILL_TOP + 0.5, wide - 1, _PILL - 1, _BOXES[action["status"]], 8),
        status_sign(action["status"], _LEFT + 6, middle - _SIGN / 2),
        label(_LEFT + 10 + _SIGN, middle + 3.7, word, "tag", wide),
    ]
    x = _LEFT + wide + 4
    if action["owner"]:
        radius = _BADGE / 2
        pieces += [
            Shape(f'<circle cx="{x + radius:.1f}" cy="{middle:.1f}" r="8" class="owner"/>'),
            label(x + radius, middle + 3.7, initials(action["owner"]), "tag", _BADGE - 1, "middle"),
        ]
        x += _BADGE + 4
    left = _LEFT + room - x
    if action["due_on"]:
        pieces.append(_day(action, year, x, middle + 4, left, language))
    return pieces


def _day(
    action: ActionOnMap, year: int, x: float, y: float, room: float, language: Language
) -> Text:
    """The day it is due; where that has passed, in words if they fit, and with a sign if not."""
    day = due_day(action, year, language)
    if not action["is_overdue"]:
        return label(x, y, day, "small", room)
    words = (f"{language.say('overdue_short')} {day}", f"! {day}")
    said = next((one for one in words if width(one, "badge") <= room), words[-1])
    return Text(x, y, fitted(said, "badge", room), "badge", room, tone="neg")


def status_sign(status: str, x: float = 0, y: float = 0) -> Shape:
    """How far an action is, 9 px: a ring, half filled, a tick, or a cross."""
    if status == "done":
        return marks.tick(x, y)
    if status == "dropped":
        return marks.cross(x, y)
    inside = _RING + (_HALF if status == "in_progress" else "")
    return Shape(f'<g transform="translate({x:.1f} {y:.1f})">{inside}</g>')


def due_day(action: ActionOnMap, year: int, language: Language) -> str:
    """The day an action is due, with its year where it is not this one."""
    day = date.fromisoformat(action["due_on"] or "")
    return language.period(day, day, this_year=year)


def this_year(journey_map: JourneyMap) -> int:
    """The year a map was computed in, in its zone."""
    at = datetime.fromisoformat(journey_map["computed_at"])
    return at.astimezone(ZoneInfo(journey_map["time_zone"])).year


def action_said(action: ActionOnMap, year: int, language: Language) -> str:
    """An action in one line: what, how far, who, by when."""
    return f"{clean(action['title'])} · {_how_far(action, year, language)}"


def _how_far(action: ActionOnMap, year: int, language: Language) -> str:
    """How far an action is, who does it, by when."""
    parts = [
        language.say(f"status_{action['status']}"),
        clean(action["owner"] or language.say("no_owner")),
    ]
    if action["due_on"]:
        word = "action_overdue" if action["is_overdue"] else "action_due"
        parts.append(language.say(word, day=due_day(action, year, language)))
    return " · ".join(parts)


def actions_html(actions: Sequence[ActionOnMap], year: int, language: Language) -> str:
    """Actions as a list, for a panel or a phone; nothing without any."""
    items = "".join(_item(action, year, language) for action in actions)
    return f'<ul class="acts">{items}</ul>' if actions else ""


def _item(action: ActionOnMap, year: int, language: Language) -> str:
    late = ' class="late"' if action["is_overdue"] else ""
    sign = status_sign(action["status"]).svg()
    return (
        f'<li><svg class="map-svg" viewBox="-1 -1 11 11" aria-hidden="true">{sign}</svg>'
        f'<span><b data-action="{action["no"]}">{attribute(action["title"])}</b>'
        f"<small{late}>{attribute(_how_far(action, year, language))}</small></span></li>"
    )


def phone_actions(actions: Sequence[ActionOnMap], year: int, language: Language) -> str:
    """The most urgent actions of a stage on a phone, and how many others there are."""
    body = actions_html(actions[:_MOST_ON_PHONE], year, language)
    if not body:
        return ""
    more = len(actions) - _MOST_ON_PHONE
    if more > 0:
        said = attribute(language.plural("more", more, n=str(more)))
        body += f'<p class="muted" data-action="all">{said}</p>'
    return f'<div class="box"><h3>{attribute(language.say("row_actions"))}</h3>{body}</div>'


def actions_as_text(journey_map: JourneyMap, language: Language) -> list[str]:
    """What is still to be done, for a terminal."""
    year = this_year(journey_map)
    said = [
        f"  {action['no']:>3} {action_said(action, year, language)}"
        for action in journey_map["actions"]
        if action["status"] != "done"
    ]
    return ["", language.say("actions"), *said] if said else []


def actions_table(
    journey_map: JourneyMap, language: Language
) -> tuple[list[str], list[tuple[str, ...]]]:
    """Heads and rows of the page's table: action, stage, touchpoint, status, owner, day."""
    keys = ("col_action", "col_stage", "col_touchpoint", "col_status", "col_owner", "col_due")
    stages = {stage["key"]: stage["name"] for stage in journey_map["stages"]}
    names = {one["key"]: one["name"] for one in journey_map["touchpoints"]}
    rows: list[tuple[str, ...]] = [
        (
            clean(action["title"]),
            stages.get(action["stage"], action["stage"]),
            names.get(action["touchpoint"] or "", ""),
            language.say(f"status_{action['status']}"),
            clean(action["owner"] or ""),
            _day_in_table(action, language),
        )
        for action in journey_map["actions"]
    ]
    return [language.say(key) for key in keys], rows


def _day_in_table(action: ActionOnMap, language: Language) -> str:
    day = action["due_on"] or ""
    return f"{day} ({language.say('overdue_short')})" if action["is_overdue"] else day
