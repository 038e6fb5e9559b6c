"""What a door judges of an event: parse, size and schema, nothing else."""

import json
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from percorso.collect.wire import posthog, refusals
from percorso.collect.wire.refusals import Refusal

TYPES = frozenset({"identify", "track", "page", "screen", "group", "alias"})

DEEPEST = 32
MOST_PROPERTIES = 10_000
LONGEST_IDENTIFIER = 512
_LONGEST_ID = 100
_MOST_DIGITS = 4_300
_LONG_NUMBER = re.compile(rb"[0-9]{%d}" % (_MOST_DIGITS + 1))


def decoded(raw: bytes) -> Any:
    """The value of a JSON text; what keeps it from being one as a refusal."""
    try:
        return msgspec.json.decode(raw)
    except (ValueError, RecursionError) as cause:
        return _why_unreadable(raw, cause)


def _why_unreadable(raw: bytes, cause: Exception) -> Refusal:
    """Which of the reasons it is; a lenient reader tells odd numbers and texts from broken JSON."""
    if isinstance(cause, RecursionError):
        return refusals.TOO_DEEP
    try:
        raw.decode()
    except UnicodeDecodeError:
        return refusals.BAD_TEXT
    if isinstance(cause, msgspec.ValidationError) or _LONG_NUMBER.search(raw):
        return refusals.BAD_NUMBER
    try:
        read = json.loads(raw)
    except RecursionError:
        return refusals.TOO_DEEP
    except ValueError:
        return refusals.BAD_JSON
    try:
        json.dumps(read, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return refusals.BAD_TEXT
    return refusals.BAD_NUMBER


def refusal_of(
    raw: bytes, call: str, most_bytes: int, event: Any = None, *, form: str = ""
) -> Refusal | None:
    """Why an event is not taken; None where it is.

    Args:
        raw: Its bytes.
        call: The type its path tells; empty where the event tells it.
        most_bytes: How large it may be.
        event: The same decoded, where it is already.
        form: How it is written: as PostHog's clients do, or else as Segment's.
    """
    if len(raw) > most_bytes:
        return refusals.too_large(most_bytes)
    if event is None:
        event = decoded(raw)
    if isinstance(event, Refusal):
        return event
    if not isinstance(event, dict):
        return refusals.NOT_AN_OBJECT
    # What has fewer brackets or colons than the limit needs no walk.
    if raw.count(b"{") + raw.count(b"[") > DEEPEST and _depth(event) > DEEPEST:
        return refusals.TOO_DEEP
    if raw.count(b":") > MOST_PROPERTIES and _properties(event) > MOST_PROPERTIES:
        return refusals.TOO_MANY
    return _schema_refusal(posthog.as_segment(event) if form == posthog.FORMAT else event, call)


def _schema_refusal(event: Mapping[str, Any], call: str) -> Refusal | None:
    kind = call or event.get("type")
    if not isinstance(kind, str) or kind not in TYPES:
        return refusals.UNKNOWN_TYPE
    wanted = ("previousId", "userId") if kind == "alias" else ("userId", "anonymousId")
    given = [event.get(name) for name in wanted]
    there = [value for value in given if value is not None and value != ""]
    if not there or (kind == "alias" and len(there) < len(wanted)):
        return refusals.MISSING_IDENTIFIER
    if not all(map(_is_identifier, there)):
        return refusals.BAD_IDENTIFIER
    if kind == "track":
        name = event.get("event")
        if not isinstance(name, str) or not name.strip():
            return refusals.MISSING_EVENT
    if kind == "group":
        group = event.get("groupId")
        if group is None or group == "":
            return refusals.MISSING_GROUP
        if not _is_identifier(group):
            return refusals.BAD_IDENTIFIER
    return None


def _is_identifier(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= LONGEST_IDENTIFIER
    return isinstance(value, int) and not isinstance(value, bool)


def own_id(event: Mapping[str, Any]) -> str | None:
    """The sender's own id of an event; None where it has none that can be used."""
    found = event.get("messageId")
    return found if isinstance(found, str) and 1 <= len(found) <= _LONGEST_ID else None


def _depth(value: object) -> int:
    """How deep a value is nested, without recursion; an object of plain values is 1."""
    deepest, waiting = 0, [(value, 1)]
    while waiting:
        one, depth = waiting.pop()
        inner = one.values() if isinstance(one, dict) else one if isinstance(one, list) else None
        if inner is not None:
            deepest = max(deepest, depth)
            waiting += [(each, depth + 1) for each in inner]
    return deepest


def _properties(value: object) -> int:
    """How many names the objects of a value have together."""
    count, waiting = 0, [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            count += len(one)
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return count
