"""Raw messages of the inbox and the archive, and what each tells when it is read."""

import base64
import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from typing import Any

import msgspec

from percorso.collect import hook_messages as hooks
from percorso.collect.entry.entry import ENTRY_DOOR, contact_of, entry_in, raw_entries
from percorso.collect.entry.sheet import entry_of_row
from percorso.collect.survey.response import SURVEY_DOOR, contact_of_response, response_in
from percorso.collect.wire.body import parts_of, shared_of
from percorso.collect.wire.reading import NUL, Event, decode_exactly, received_utc
from percorso.domain.contact import Contact
from percorso.domain.errors import InputError
from percorso.store.records.inbox import Batch

SEGMENT_FORMAT = "segment"
# The door of a rejected message that is a whole body, with as many events as it may hold.
WHOLE_BODY = "body"
# Numbers of an envelope may have been read exactly.
_SORTED = msgspec.json.Encoder(order="sorted", decimal_format="number")


@dataclass(slots=True)
class RawMessage:
    """One message as it came.

    Attributes:
        raw: Its bytes, as text.
        envelope: What stood beside it and its reader needs, as JSON text.
        received_at: Naive UTC, as the stores keep it.
        told: The same decoded, where its batch was decoded whole; gone once it is read.
    """

    raw: str
    envelope: str
    received_at: datetime
    told: dict[str, Any] | None = field(default=None, repr=False, compare=False)

    def take_told(self) -> dict[str, Any] | None:
        """What it tells, given away once: decoded, a page of messages takes much room."""
        told, self.told = self.told, None
        return told


class ReadMessage(msgspec.Struct, frozen=True):
    """A message that was read.

    Attributes:
        message: The message.
        message_id: What makes it one of a kind in its source.
        fingerprint: The hash of what it says.
        contacts: The interactions it tells of.
        is_placed_by_name: Whether the catalogue says who addressed whom, and not the message.
        code, reason: Why it is no interaction; empty where it is one.
    """

    message: RawMessage
    message_id: str
    fingerprint: str
    contacts: tuple[Contact, ...] = ()
    is_placed_by_name: bool = True
    code: str = ""
    reason: str = ""


class Envelope(msgspec.Struct, frozen=True):
    """What stands beside a message.

    Attributes:
        format: How it is written.
        call: The type its path told.
        agent: What the door noted of the program that sent it: `robot`, or nothing.
        shared: What the batch said of all its messages.
        id: An id that was given to it by hand, in place of its own; of a webhook its sender's.
        mapping: How a generic webhook's message is read.
        door: `hook` of a webhook's, `entry` of what people entered, `survey` of what they
            answered, `body` of a whole body nothing could be used of.
        bytes: Of a rejected message that is no text its bytes, as base64.
    """

    format: str = SEGMENT_FORMAT
    call: str = ""
    agent: str = ""
    shared: dict[str, Any] = {}
    id: str = ""
    mapping: dict[str, Any] | None = None
    door: str = ""
    bytes: str = ""


def kept_whole(raw: bytes) -> tuple[str, str]:
    """A rejected message as text to be read, and its bytes as base64 where they are no text."""
    text = raw.decode("utf-8", "backslashreplace").replace("\0", "\\x00")
    is_text = text.encode() == raw
    return text, "" if is_text else base64.b64encode(raw).decode()


def bytes_of(text: str, envelope: Envelope) -> bytes:
    """The bytes of a rejected message, as they came."""
    return base64.b64decode(envelope.bytes) if envelope.bytes else text.encode()


def messages_of(batch: Batch) -> list[RawMessage]:
    """The messages of a batch in their order, those that were refused left out.

    Raises:
        BodyUnusable: the body is none its door would have taken.
    """
    if batch.door == hooks.HOOK_DOOR:
        return _messages_of_hook(batch)
    if batch.door in (ENTRY_DOOR, SURVEY_DOOR):
        return _messages_of_entry(batch)
    parts = parts_of(batch.body, batch.call, decode_exactly)
    shared = shared_of(parts.envelope)
    envelope = envelope_text({**batch.envelope, "call": batch.call}, shared)
    refused = set(batch.refused)
    # What no database keeps is taken out message by message.
    told = [] if NUL in batch.body else parts.decoded
    return [
        RawMessage(raw.decode(), envelope, batch.received_at, event)
        for place, (raw, event) in enumerate(zip_longest(parts.events, told))
        if place not in refused
    ]


def _messages_of_hook(batch: Batch) -> list[RawMessage]:
    mapping = batch.envelope.get(hooks.MAPPING)
    beside: dict[str, Any] = {"format": batch.envelope[hooks.FORMAT], "door": hooks.HOOK_DOOR}
    if mapping:
        beside["mapping"] = msgspec.json.decode(mapping)
    found = []
    split = hooks.split_again(batch.body, batch.envelope, batch.call)
    for place, message in enumerate(split):
        if place in batch.refused:
            continue
        text, whole = kept_whole(message.raw)
        told = {**beside, "id": message.id, **({"bytes": whole} if whole else {})}
        found.append(RawMessage(text, _text_of(told), batch.received_at))
    return found


def _messages_of_entry(batch: Batch) -> list[RawMessage]:
    envelope = envelope_text({**batch.envelope, "door": batch.door}, {})
    whole = [batch.body] if batch.call == hooks.WHOLE else raw_entries(batch.body)
    return [
        RawMessage(raw.decode(), envelope, batch.received_at)
        for place, raw in enumerate(whole)
        if place not in batch.refused
    ]


def envelope_text(told: Mapping[str, str], shared: Mapping[str, Any]) -> str:
    """An envelope as it is kept: what is empty is left out."""
    kept: dict[str, Any] = {name: value for name, value in told.items() if value}
    if shared:
        kept["shared"] = shared
    return _text_of(kept)


def _text_of(envelope: Mapping[str, Any]) -> str:
    return _SORTED.encode(envelope).decode()


@functools.lru_cache(maxsize=16)
def _opened(envelope: str) -> Envelope:
    return msgspec.json.decode(envelope, type=Envelope)


def read_message(message: RawMessage) -> ReadMessage:
    """What a message tells; why it tells nothing, where its format cannot read it.

    Raises:
        Exception: whatever its reader meets; the caller sets the message aside.
    """
    envelope = _opened(message.envelope)
    if envelope.door == hooks.HOOK_DOOR:
        return _read_hook(message, envelope)
    if envelope.door == ENTRY_DOOR:
        return _read_entry(message, envelope)
    if envelope.door == SURVEY_DOOR:
        return _read_response(message, envelope)
    told = message.take_told()
    raw = message.raw.encode() if told is None else b""
    event = Event(raw, envelope.call, envelope.shared, envelope.format, told)
    received_at = received_utc(message.received_at)
    fingerprint = event.fingerprint()
    message_id = envelope.id or event.id(fingerprint, received_at)
    try:
        contact = event.contact(received_at, envelope.agent)
    except InputError as unfit:
        code = str(getattr(unfit, "code", "unmapped_payload"))
        return ReadMessage(message, message_id, fingerprint, code=code, reason=str(unfit))
    return ReadMessage(message, message_id, fingerprint, (contact,))


def _read_hook(message: RawMessage, envelope: Envelope) -> ReadMessage:
    fingerprint = hooks.fingerprint_of(message.raw)
    at = message.received_at
    try:
        contacts = hooks.contacts_of(message.raw, envelope.format, envelope.mapping, at)
    except InputError as unfit:
        return ReadMessage(
            message, envelope.id or fingerprint, fingerprint, is_placed_by_name=False,
            code=str(getattr(unfit, "code", "unmapped_payload")), reason=str(unfit),
        )  # fmt: skip
    found = hooks.id_of(envelope.id, fingerprint, contacts, at)
    told = contacts if envelope.id else hooks.without_own_id(contacts)
    return ReadMessage(message, found, fingerprint, told, is_placed_by_name=False)


def _read_entry(message: RawMessage, envelope: Envelope) -> ReadMessage:
    raw = message.raw.encode()
    fingerprint = hooks.fingerprint_of(message.raw)
    told = entry_in(raw)
    found = envelope.id or told.id
    try:
        entry = entry_of_row(told) if told.row is not None else told
        contact = contact_of(entry, received_utc(message.received_at))
    except InputError as unfit:
        code = str(getattr(unfit, "code", "unmapped_payload"))
        return ReadMessage(
            message, found, fingerprint, is_placed_by_name=False, code=code, reason=str(unfit)
        )
    return ReadMessage(message, found, fingerprint, (contact,), is_placed_by_name=False)


def _read_response(message: RawMessage, envelope: Envelope) -> ReadMessage:
    told = response_in(message.raw.encode())
    contact = contact_of_response(told, received_utc(message.received_at))
    fingerprint = hooks.fingerprint_of(message.raw)
    found = envelope.id or told.id
    return ReadMessage(message, found, fingerprint, (contact,), is_placed_by_name=False)
