"""Lays out what messages tell as rows, which the SQL of mappings reads like those of a file."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import msgspec
import numpy as np

from percorso.collect import contact_rows_sql as ask
from percorso.collect.intake import parse_messages
from percorso.collect.messages import ReadMessage
from percorso.domain.contact import Contact
from percorso.domain.mapping import ROLES, Mapping
from percorso.store.warehouse import Warehouse

_ABSENT = ("customer", "sequence", "id")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_FAR = datetime(9999, 1, 1)
_CONTENT_HEX = 16

# Columns are named by their role, and what a door says of the order of things is its time alone.
CONTACT_MAPPING = Mapping(
    columns={role: role for role in ROLES if role not in _ABSENT},
    time_formats=("epoch_us",),
    time_zone="UTC",
    # A bare rating is a vote, good or bad: every other kind has a role of its own.
    constants={"sequence": "0", "rating_kind": "good_bad"},
)


def content_of(message: ReadMessage) -> int:
    """What tells two messages of one id apart: the first 64 bits of their fingerprint."""
    return int(message.fingerprint[:_CONTENT_HEX], 16)


def stage_contacts(
    warehouse: Warehouse, messages: Sequence[ReadMessage], source_no: int
) -> dict[int, tuple[str, str]]:
    """Make the table `parsed` of what messages tell; `keep_staged` says which of it stays.

    Returns:
        The messages of which nothing is there, since a contact of theirs cannot be stored:
        place from 0 -> code and reason.
    """
    told = [
        (place, message, contact)
        for place, message in enumerate(messages)
        for contact in message.contacts
    ]
    lines = np.arange(1, len(told) + 1, dtype=np.int64)
    warehouse.fill(
        "message",
        {
            "line": lines,
            "body": _texts(_body(contact) for _, _, contact in told),
            "fingerprint": _texts(message.fingerprint for _, message, _ in told),
            "message_id": _texts(message.message_id for _, message, _ in told),
        },
    )
    _fill_told(warehouse, told, lines)
    # What lies in the future was judged where its time was read.
    parse_messages(warehouse, CONTACT_MAPPING, _FAR, source_no)
    return {place: (code, reason) for place, code, reason in warehouse.rows(ask.REFUSED_MESSAGES)}


def keep_staged(warehouse: Warehouse, places: Sequence[int]) -> None:
    """Leave only what the messages of these places tell, beside what no mapping reads."""
    warehouse.fill("kept_place", {"place": np.array(places, dtype=np.int64)})
    warehouse.do(ask.PARSED_AS_TOLD)
    warehouse.do("drop table told")
    warehouse.do("drop table kept_place")


def _fill_told(
    warehouse: Warehouse, told: Sequence[tuple[int, ReadMessage, Contact]],
    lines: "np.typing.NDArray[np.int64]",
) -> None:  # fmt: skip
    """What contacts tell that no role of a mapping holds."""
    encode = msgspec.json.Encoder(decimal_format="number").encode
    contacts = [contact for _, _, contact in told]
    messages = [message for _, message, _ in told]
    warehouse.fill(
        "told",
        {
            "line": lines,
            "place": np.array([place for place, _, _ in told], dtype=np.int64),
            "received_at": np.array(
                [one.message.received_at for one in messages], dtype="datetime64[us]"
            ),
            "content": np.array([content_of(one) for one in messages], dtype=np.uint64),
            "part": _texts(one.part for one in contacts),
            "type": _texts(one.type for one in contacts),
            "direction": _texts(
                "" if message.is_placed_by_name else one.direction for _, message, one in told
            ),
            "actor": _texts(
                "" if message.is_placed_by_name else one.actor for _, message, one in told
            ),
            "at_quality": _texts(one.at_quality for one in contacts),
            "properties": _texts(
                encode(one.properties).decode() if one.properties else "" for one in contacts
            ),
            "flags": _texts(encode(one.flags).decode() for one in contacts),
            "verdict": _texts(one.verdict for one in contacts),
            "verdict_reason": _texts(one.verdict_reason for one in contacts),
        },
    )


def _texts(values: Iterable[str]) -> "np.typing.NDArray[np.object_]":
    return np.array(list(values), dtype=object)


def _body(contact: Contact) -> str:
    """A contact as a row whose columns are named by their roles."""
    us = (contact.at - _EPOCH) // _MICROSECOND
    # As many digits as the form of microseconds asks for, whatever the year.
    row = {"at": f"{us:016d}", "touchpoint": contact.name, **contact.cells}
    return msgspec.json.encode(row).decode()
