"""What a body becomes that a door has judged: a batch for the inbox, and what is set aside."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from percorso.collect.messages import WHOLE_BODY, envelope_text, kept_whole
from percorso.collect.wire import posthog
from percorso.collect.wire.body import Parts, shared_of
from percorso.collect.wire.judging import own_id
from percorso.collect.wire.refusals import BodyUnusable, Refusal
from percorso.store.inbox_writer import Delivery
from percorso.store.records.doors import hash_of_key
from percorso.store.records.inbox import Batch
from percorso.store.records.rejections import Rejection


def delivery_of(
    source_no: int, key_sha256: str, body: bytes, call: str, parts: Parts,
    refused: Mapping[int, Refusal], received_at: datetime, told: dict[str, str],
) -> Delivery:  # fmt: skip
    """A body whose events were judged, ready to be stored.

    Args:
        source_no: Its source.
        key_sha256: The key it came with.
        body: The raw bytes, inflated.
        call: The type its path tells; empty of a batch.
        parts: The same in its parts.
        refused: The events that are not taken, by their place from 0.
        received_at: When its last byte was there, naive UTC.
        told: What stood beside it.
    """
    beside = {**told, "call": call}
    shared = shared_of(parts.envelope) if refused else {}
    rejections = tuple(
        _rejection(parts.events[place], refusal, beside, shared)
        for place, refusal in refused.items()
    )
    batch = Batch(
        source_no, received_at, "http", call, len(parts.events), tuple(refused), told, body
    )
    return Delivery(
        source_no, key_sha256, received_at, len(parts.events),
        batch if len(refused) < len(parts.events) else None, rejections,
    )  # fmt: skip


def fine_delivery(
    source_no: int, key_sha256: str, body: bytes, count: int, received_at: datetime,
    told: dict[str, str],
) -> Delivery:  # fmt: skip
    """A body all of whose events are taken."""
    batch = Batch(source_no, received_at, "http", "", count, (), told, body)
    return Delivery(source_no, key_sha256, received_at, count, batch)


def unusable_delivery(
    source_no: int, key_sha256: str, body: bytes, call: str, unusable: BodyUnusable,
    received_at: datetime, told: Mapping[str, str],
) -> Delivery:  # fmt: skip
    """A body nothing can be used of, as one rejected message."""
    text, whole = kept_whole(body)
    envelope = envelope_text({**told, "call": call, "door": WHOLE_BODY, "bytes": whole}, {})
    rejection = Rejection(
        hash_of_key(text), "parse", unusable.code, str(unusable), text, None, None,
        envelope=envelope,
    )  # fmt: skip
    return Delivery(source_no, key_sha256, received_at, 1, None, (rejection,))


def _rejection(
    raw: bytes, refusal: Refusal, told: Mapping[str, str], shared: Mapping[str, object]
) -> Rejection:
    text, whole = kept_whole(raw)
    return Rejection(
        id_told(raw, told["format"]) or hash_of_key(text), refusal.stage, refusal.code,
        refusal.reason, text, None, None,
        envelope=envelope_text({**told, "bytes": whole}, shared),
    )  # fmt: skip


def id_told(raw: bytes, form: str) -> str | None:
    """The id a raw event has; None where it has none, or cannot be read."""
    try:
        event = msgspec.json.decode(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(event, dict):
        return None
    return own_id(posthog.as_segment(event) if form == posthog.FORMAT else event)
