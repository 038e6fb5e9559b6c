"""The messages of a webhook's delivery, and what each tells when it is read."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec

from percorso.collect.hooks import Delivery, Message, Receipt, UnmappedPayload, hook_format
from percorso.domain.contact import Contact
from percorso.domain.mapping import Mapping as RoleMapping

HOOK_DOOR = "hook"
# What stands in a batch's envelope beside the headers of its delivery.
FORMAT, MAPPING, ID = "format", "mapping", "id"
# The call of a batch that is one message already, which is tried again.
WHOLE = "message"

_DECODE = msgspec.json.Decoder(float_hook=Decimal).decode
_CANONICAL = msgspec.json.Encoder(order="sorted", decimal_format="number")


def envelope_of_hook(form: str, headers: Mapping[str, str], mapping: str | None) -> dict[str, str]:
    """What a delivery cannot be read without, beside its body.

    Args:
        form: The sender's format.
        headers: Of the request, by lower-case name.
        mapping: How a generic message is read, as JSON text.
    """
    wanted = hook_format(form).headers
    told = {name: headers[name] for name in wanted if name in headers}
    return {**told, FORMAT: form, **({MAPPING: mapping} if mapping else {})}


def split_again(body: bytes, envelope: Mapping[str, str], call: str = "") -> tuple[Message, ...]:
    """The messages of a kept delivery; one message alone where it is tried again."""
    if call == WHOLE:
        return (Message(envelope.get(ID, ""), body),)
    return hook_format(envelope[FORMAT]).split(Delivery(body, envelope))


def fingerprint_of(raw: str) -> str:
    """The hash of what a message says, whatever the order of its members."""
    try:
        said = _CANONICAL.encode(_DECODE(raw))
    except (msgspec.MsgspecError, RecursionError, ValueError):
        said = raw.encode()
    return hashlib.sha256(said).hexdigest()


def contacts_of(
    raw: str, form: str, mapping: Mapping[str, Any] | None, received_at: datetime
) -> tuple[Contact, ...]:
    """What a kept message tells.

    Args:
        raw: The message.
        form: Its sender's format.
        mapping: How a generic message is read.
        received_at: When it came, naive UTC.

    Raises:
        UnmappedPayload: it is not what its format says.
    """
    try:
        read_by = RoleMapping.from_json(dict(mapping)) if mapping else None
    except (TypeError, KeyError, ValueError):
        raise UnmappedPayload("$", "a mapping of the source", "another one") from None
    receipt = Receipt(received_at.replace(tzinfo=UTC), mapping=read_by)
    return hook_format(form).read(raw.encode(), receipt)


def id_of(own: str, fingerprint: str, contacts: tuple[Contact, ...], received_at: datetime) -> str:
    """The sender's own id; else the fingerprint, of a message without a time with the second."""
    if own:
        return own
    if not any("no_time" in one.flags for one in contacts):
        return fingerprint
    second = f"{fingerprint}|{received_at:%Y-%m-%dT%H:%M:%S}"
    return hashlib.sha256(second.encode()).hexdigest()


def without_own_id(contacts: tuple[Contact, ...]) -> tuple[Contact, ...]:
    """The contacts of a message that has no id of its own, which says so."""
    return tuple(
        msgspec.structs.replace(one, flags=(*one.flags, "message_id_replaced")) for one in contacts
    )
