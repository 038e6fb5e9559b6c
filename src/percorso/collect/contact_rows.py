"""Lays out what messages tell as rows, which the SQL of mappings reads like those of a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from percorso.collect import contact_rows_sql as ask
from percorso.collect.intake import parse_messages
from percorso.collect.messages import ReadMessage
from percorso.collect.said import said_text
from percorso.domain.contact import Contact
from percorso.domain.mapping import IDENTIFIER_ROLES, REFERENCE_ROLES, ROLES, TRAIT_ROLES, Mapping
from percorso.store.warehouse import Warehouse

_ABSENT = ("customer", "sequence", "id", *TRAIT_ROLES)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_FAR = datetime(9999, 1, 1)
_CONTENT_HEX = 16
_NO_FLAGS = "[]"

_Told = tuple[int, ReadMessage, Contact]
_Arrays = dict[str, npt.NDArray[Any]]

# Columns are named by their role, and what a door says of the order of things is its time alone.
CONTACT_MAPPING = Mapping(
    columns={role: role for role in ROLES if role not in _ABSENT},
    time_formats=("epoch_us",),
    time_zone="UTC",
    # A bare rating is a vote, good or bad: every other kind has a role of its own.
    constants={"sequence": "0", "rating_kind": "good_bad"},
)


# All a wire event can tell of; none of it can be refused once it is read.
_PLAIN_ROLES = ("channel", *IDENTIFIER_ROLES, *REFERENCE_ROLES, "amount", "currency")
# Blanks of text, tables and web pages, as the SQL of mappings takes them off.
_BLANKS = "\t\n\r \u00a0\ufeff"


@dataclass(frozen=True, slots=True)
class Staged:
    """Messages laid out in the table `told`.

    Attributes:
        refused: Those of which nothing is there, since a contact of theirs cannot be stored:
            place from 0 -> code and reason.
        roles: What wire events tell; None where a mapping has read the contacts into `parsed`.
    """

    refused: dict[int, tuple[str, str]]
    roles: frozenset[str] | None = None


def content_of(message: ReadMessage) -> int:
    """What tells two messages of one id apart: the first 64 bits of their fingerprint."""
    return int(message.fingerprint[:_CONTENT_HEX], 16)


def stage_contacts(warehouse: Warehouse, messages: Sequence[ReadMessage], source_no: int) -> Staged:
    """Lay out what messages tell; `keep_staged` says which of it stays."""
    told = [
        (place, message, contact)
        for place, message in enumerate(messages)
        for contact in message.contacts
    ]
    roles: frozenset[str] = frozenset().union(*(contact.cells for _, _, contact in told))
    if _are_plain(told) and roles.issubset(_PLAIN_ROLES):
        warehouse.fill("told", _told(told) | _plain(told, roles))
        return Staged({}, roles)
    warehouse.fill("told", _told(told) | _placed(told))
    lines = np.arange(1, len(told) + 1, dtype=np.int64)
    warehouse.fill(
        "message",
        {
            "line": lines,
            "body": _texts([_body(contact) for _, _, contact in told]),
            "fingerprint": _texts([message.fingerprint for _, message, _ in told]),
            "message_id": _texts([message.message_id for _, message, _ in told]),
        },
    )
    # What lies in the future was judged where its time was read.
    parse_messages(warehouse, CONTACT_MAPPING, _FAR, source_no)
    return Staged(
        {place: (code, reason) for place, code, reason in warehouse.rows(ask.REFUSED_MESSAGES)}
    )


def _are_plain(told: Sequence[_Told]) -> bool:
    """Whether all are wire events with a name: their reader has judged them whole."""
    return all(
        message.is_placed_by_name and contact.name.strip(_BLANKS) for _, message, contact in told
    )


def keep_staged(warehouse: Warehouse, staged: Staged, places: Sequence[int]) -> None:
    """Make `parsed` of what the messages of these places tell."""
    warehouse.fill("kept_place", {"place": np.array(places, dtype=np.int64)})
    if staged.roles is None:
        warehouse.do(ask.PARSED_AS_TOLD)
    else:
        warehouse.do(ask.parsed_events(_PLAIN_ROLES, staged.roles))
    warehouse.do("drop table told")
    warehouse.do("drop table kept_place")


def _told(told: Sequence[_Told]) -> _Arrays:
    """What contacts tell that no role of a mapping holds."""
    encode = msgspec.json.Encoder(decimal_format="number").encode
    contacts = [contact for _, _, contact in told]
    messages = [message for _, message, _ in told]
    return {
        "line": np.arange(1, len(told) + 1, dtype=np.int64),
        "place": np.array([place for place, _, _ in told], dtype=np.int64),
        "message_id": _texts([one.message_id for one in messages]),
        "received_at": np.array(
            [one.message.received_at for one in messages], dtype="datetime64[us]"
        ),
        "content": np.array([content_of(one) for one in messages], dtype=np.uint64),
        "part": _texts([one.part for one in contacts]),
        "type": _texts([one.type for one in contacts]),
        "at_quality": _texts([one.at_quality for one in contacts]),
        "properties": _texts(
            [encode(one.properties).decode() if one.properties else "" for one in contacts]
        ),
        "flags": _texts(
            [encode(one.flags).decode() if one.flags else _NO_FLAGS for one in contacts]
        ),
        "verdict": _texts([one.verdict for one in contacts]),
        "verdict_reason": _texts([one.verdict_reason for one in contacts]),
        "said": _texts([said_text(one) for one in contacts]),
    }


def _placed(told: Sequence[_Told]) -> _Arrays:
    """Who addressed whom, where the message says it and not the catalogue."""
    return {
        name: _texts(
            [
                "" if message.is_placed_by_name else getattr(contact, name)
                for _, message, contact in told
            ]
        )
        for name in ("direction", "actor")
    }


def _plain(told: Sequence[_Told], roles: frozenset[str]) -> _Arrays:
    """What wire events tell of roles, as the SQL of mappings would read it."""
    cells = [contact.cells for _, _, contact in told]
    columns = {
        role: np.array([one.get(role, "").strip(_BLANKS) or None for one in cells], dtype=object)
        for role in roles
    }
    return columns | {
        "name": _texts([contact.name.strip(_BLANKS) for _, _, contact in told]),
        "occurred_us": np.array([_microseconds(one.at) for _, _, one in told], dtype=np.int64),
    }


def _texts(values: list[str]) -> "np.typing.NDArray[np.object_]":
    return np.array(values, dtype=object)


def _body(contact: Contact) -> str:
    """A contact as a row whose columns are named by their roles."""
    # As many digits as the form of microseconds asks for, whatever the year.
    row = {"at": f"{_microseconds(contact.at):016d}", "touchpoint": contact.name, **contact.cells}
    return msgspec.json.encode(row).decode()


def _microseconds(instant: datetime) -> int:
    return (instant - _EPOCH) // _MICROSECOND
