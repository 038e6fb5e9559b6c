"""Deliveries written as a form: kept as JSON, and read again as pairs."""

from urllib.parse import parse_qsl

import msgspec

from percorso.collect.hooks.node import Node
from percorso.collect.hooks.refusals import UnmappedPayload

_MOST_FIELDS = 10_000


def form_raw(body: bytes) -> bytes:
    """A form as JSON; every byte of it stands for one character, so that none is lost."""
    return b'{"form":' + msgspec.json.encode(body.decode("latin-1")) + b"}"


def pairs_of(body: bytes) -> list[tuple[str, str]]:
    """The pairs of a form, in order; none where it is no form."""
    try:
        text = body.decode()
        return parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return []


def form_of(told: Node) -> Node:
    """The fields of a kept form, of repeated ones the last; without U+0000.

    Raises:
        UnmappedPayload: it is no form.
    """
    text = told.get("form")
    if not isinstance(text.value, str):
        raise text.wrong("a form")
    try:
        pairs = pairs_of(text.value.encode("latin-1"))
    except UnicodeEncodeError:
        raise text.wrong("a form") from None
    if not pairs:
        raise UnmappedPayload(text.path, "a form", "a text without fields")
    return Node(
        {name.replace("\0", ""): value.replace("\0", "") for name, value in pairs}, text.path
    )
