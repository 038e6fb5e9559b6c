"""How every reader of messages begins and ends, and what most of their contacts share."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from percorso.collect.hooks.delivery import Delivery, Message, Read, Receipt, message_id
from percorso.collect.hooks.moments import Moment
from percorso.collect.hooks.node import Node, decoded
from percorso.collect.hooks.refusals import UnmappedPayload
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


def one_message(
    delivery: Delivery, parts_of: Callable[[Node], Sequence[Node]]
) -> tuple[Message, ...]:
    """A delivery that is one message, known by several of its values.

    Args:
        delivery: What came.
        parts_of: The values its id is made of; where one cannot be had, it has no id.
    """
    try:
        found = message_id(*(part.text() for part in parts_of(decoded(delivery.body)[0])))
    except UnmappedPayload:
        found = ""
    return (Message(found, delivery.body),)
