"""How every reader of messages begins and ends, and what most of their contacts share."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from percorso.collect.hooks.delivery import Read, Receipt
from percorso.collect.hooks.moments import Moment
from percorso.collect.hooks.node import Node, decoded
from percorso.domain.contact import Actor, Contact, Direction

Contacts = tuple[Contact, ...]

# A place of contact is called by a few words; a letter pasted there is none.
_LONGEST_NAME = 200


def reading(told_by: Callable[[Node, Receipt], Contacts]) -> Read:
    """A reader of raw bytes from one of decoded JSON; what was mended is flagged."""

    def read(raw: bytes, receipt: Receipt) -> Contacts:
        told, flags = decoded(raw)
        found = told_by(told, receipt)
        return tuple(replace(one, flags=(*one.flags, *flags)) for one in found) if flags else found

    read.__doc__ = told_by.__doc__
    return read


def contact(
    name: str,
    when: Moment,
    cells: Mapping[str, str],
    *,
    direction: Direction = "in",
    actor: Actor = "customer",
    human: str = "",
    **more: Any,
) -> Contact:
    """A contact of a moment; empty cells are left out.

    Args:
        name: Its observed name.
        when: When, and how sure.
        cells: role -> text.
        direction: Who addressed whom.
        actor: Who acted.
        human: Why it is surely a person's, where it is.
        more: Other fields of the contact.
    """
    made = Contact(
        at=when.at,
        name=name[:_LONGEST_NAME],
        at_quality=when.quality,
        flags=when.flags,
        direction=direction,
        actor=actor,
        cells={role: text for role, text in cells.items() if text},
        **more,
    )
    return replace(made, verdict="human", verdict_reason=human) if human else made
