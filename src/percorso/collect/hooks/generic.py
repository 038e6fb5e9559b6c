"""Messages of a sender of one's own, read by the mapping of their source.

Signed as Standard Webhooks. The mapping is the one of files: role -> path into the JSON, as
`customer.email` or `lines.0.sku`, fixed values, value rules, events.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from percorso.collect.hooks.delivery import Receipt
from percorso.collect.hooks.moments import Moment, moment
from percorso.collect.hooks.node import Node, number_text
from percorso.collect.hooks.reading import Contacts, contact, reading
from percorso.collect.hooks.refusals import UnmappedPayload
from percorso.collect.hooks.rules import is_skipped, ruled, unusable
from percorso.collect.hooks.standard import split, verify
from percorso.domain.contact import Contact
from percorso.domain.mapping import MONEY_ROLES, RATING_ROLES, ROLES, TRAIT_ROLES, Mapping

__all__ = ["read", "split", "verify"]

# The rest are told by the message's own time, name, id and place.
_NO_CELLS = {"at", "touchpoint", "id", "sequence", *TRAIT_ROLES}
_CELLS = tuple(role for role in ROLES if role not in _NO_CELLS)
_DECIMALS = {".": ",", ",": "."}


@reading
def read(told: Node, receipt: Receipt) -> Contacts:
    """The contacts the mapping finds: one, or one for each of its events that has a time.

    Raises:
        UnmappedPayload: the mapping cannot read it, or there is none.
    """
    mapping = receipt.mapping
    if mapping is None:
        raise UnmappedPayload("$", "a mapping of the source", "none")
    problem = unusable(mapping)
    if problem is not None:
        raise UnmappedPayload("$", problem, "another mapping")
    told.members()
    if is_skipped(mapping.rules, lambda path: cell_at(told, path)):
        return ()
    properties = _properties(told, mapping)
    readings = mapping.readings()
    made = (_contact(part, one, told, receipt, properties) for part, one in readings)
    found = tuple(one for one in made if one is not None)
    if not found:
        raise UnmappedPayload("$", "the time of one of the events", "none")
    return found


def cell_at(told: Node, path: str) -> str:
    """What stands at a path, as text; empty where nothing does.

    >>> cell_at(Node({"lines": [{"sku": "LUN-1"}]}), "lines.0.sku")
    'LUN-1'
    """
    value = told.value
    if isinstance(value, dict) and path in value:
        return _text(value[path])
    for step in path.split("."):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isascii() and step.isdecimal() and len(step) < 6:
            value = value[int(step)] if int(step) < len(value) else None
        else:
            return ""
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value.strip()
    return "" if value is None or isinstance(value, dict | list) else number_text(value)


def _contact(
    part: str, mapping: Mapping, told: Node, receipt: Receipt, properties: dict[str, Any]
) -> Contact | None:
    when = _when(mapping, told, receipt)
    if part and "no_time" in when.flags:
        return None
    name = _role("touchpoint", mapping, told)
    if not name:
        column = mapping.columns.get("touchpoint", "touchpoint")
        raise UnmappedPayload(f"$.{column}", "the name of the contact", "nothing")
    cells = {role: _cell(role, mapping, told) for role in _CELLS}
    # A contact's bare rating is a vote, good or bad; any other kind has a role of its own.
    kind = mapping.constants.get("rating_kind", "stars")
    if cells["rating"] and kind in RATING_ROLES:
        cells[kind] = cells.pop("rating")
    traits = {role: _role(role, mapping, told) for role in TRAIT_ROLES}
    told_of_person = {role: text for role, text in traits.items() if text}
    return contact(name, when, cells, part=part, properties=properties, traits=told_of_person)


def _role(role: str, mapping: Mapping, told: Node) -> str:
    own = cell_at(told, mapping.columns[role]) if role in mapping.columns else ""
    found = ruled(role, mapping.rules, own, lambda path: cell_at(told, path))
    if found is not None:
        return found
    return own or mapping.constants.get(role, "")


def _cell(role: str, mapping: Mapping, told: Node) -> str:
    found = _role(role, mapping, told)
    if role not in MONEY_ROLES or not found:
        return found
    marks = str.maketrans({_DECIMALS[mapping.decimal]: None, mapping.decimal: "."})
    # A JSON number has a point, whatever people write.
    is_number = isinstance(_value_at(told, mapping.columns.get(role, "")), str) is False
    plain = found if is_number else found.translate(marks)
    return Node(plain, f"$.{mapping.columns.get(role, role)}").amount()


def _value_at(told: Node, path: str) -> Any:
    value: Any = told.value
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _when(mapping: Mapping, told: Node, receipt: Receipt) -> Moment:
    text = cell_at(told, mapping.columns.get("at", "at"))
    if mapping.clock:
        text = f"{text} {cell_at(told, mapping.clock)}".strip()
    zone = ZoneInfo(mapping.time_zone)
    for form in mapping.time_formats:
        try:
            read_so = datetime.strptime(text, form).replace(tzinfo=zone)
        except ValueError:
            continue
        return moment(Node(read_so.isoformat()), receipt)
    return moment(Node(text), receipt, zone)


def _properties(told: Node, mapping: Mapping) -> dict[str, Any]:
    """The message without what stands in cells, and without what the mapping keeps private."""
    return _without(told.members(), "", frozenset(_taken(mapping)))


def _taken(mapping: Mapping) -> Iterator[str]:
    yield from mapping.private
    for _, reading_of_part in mapping.readings():
        yield from reading_of_part.columns.values()


def _without(value: dict[str, Any], above: str, taken: frozenset[str]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, inside in value.items():
        path = f"{above}{name}"
        if path in taken:
            continue
        kept[name] = _without(inside, f"{path}.", taken) if isinstance(inside, dict) else inside
    return kept
