"""What a sender delivers, what it splits into, and what a reader is told beside a message."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from hashlib import sha256
from zoneinfo import ZoneInfo

import msgspec

from percorso.domain.contact import Contact
from percorso.domain.mapping import Mapping as RoleMapping

LONGEST_ID = 100
_ITALY = ZoneInfo("Europe/Rome")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request of a sender, as it came.

    Attributes:
        body: The raw bytes, inflated, never written anew.
        headers: By lower-case name.
        url: The public address that was called, with its query: some signatures cover it.
    """

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    url: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a delivery; of a batch each is one.

    Attributes:
        id: The sender's own id of it, at most 100 characters; empty where there is none, so
            that its fingerprint stands for it.
        raw: JSON that `read` understands without the rest of the delivery; the sender's bytes
            stand in it unchanged. A body that is no JSON stands alone.
    """

    id: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is known of a message beside its bytes.

    Attributes:
        at: When it was received, aware UTC.
        zone: Where times without a zone are told, as couriers do.
        mapping: How messages of a generic source are read.
    """

    at: datetime
    zone: tzinfo = _ITALY
    mapping: RoleMapping | None = None


Verify = Callable[[Delivery, Sequence[str], datetime], None]
Split = Callable[[Delivery], tuple[Message, ...]]
Read = Callable[[bytes, Receipt], tuple[Contact, ...]]
# A call that only tries the address: the text to answer with 200, and nothing to keep.
Greet = Callable[[str, Delivery, Sequence[str]], str | None]


def message_id(*parts: str) -> str:
    """An id of several parts, none where the first is missing; a long one by its hash.

    >>> message_id("m-1", "opened"), message_id("", "opened"), len(message_id("x" * 200))
    ('m-1:opened', '', 64)
    """
    if not parts or not parts[0]:
        return ""
    whole = ":".join(part for part in parts if part)
    return whole if len(whole) <= LONGEST_ID else sha256(whole.encode()).hexdigest()


def hidden_id(*parts: str) -> str:
    """An id one of whose parts is a person's, by its hash; none where the first is missing."""
    return sha256(":".join(parts).encode()).hexdigest() if parts and parts[0] else ""


def with_headers(delivery: Delivery, names: Sequence[str]) -> bytes:
    """The body as JSON beside the headers without which it cannot be read."""
    if not _is_json(delivery.body):
        return delivery.body
    told = {
        name: delivery.headers[name].encode("utf-8", "replace").decode()
        for name in names
        if name in delivery.headers
    }
    return b'{"headers":' + msgspec.json.encode(told) + b',"body":' + delivery.body + b"}"


def _is_json(body: bytes) -> bool:
    try:
        msgspec.json.decode(body)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return False
    return True


def listed(body: bytes, within: str = "") -> list[bytes] | None:
    """The raw bytes of each element, where the body, or a member of it, is a list."""
    try:
        told = msgspec.json.decode(body, type=dict[str, msgspec.Raw])[within] if within else body
        return [bytes(one) for one in msgspec.json.decode(told, type=list[msgspec.Raw])]
    except (msgspec.MsgspecError, RecursionError, ValueError, KeyError):
        return None
