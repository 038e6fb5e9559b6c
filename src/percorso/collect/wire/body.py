"""What the body of a request holds: its envelope, and each event raw and judged."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from percorso.collect.wire.judging import decoded, refusal_of
from percorso.collect.wire.raw_items import NotCuttable, cut_batch
from percorso.collect.wire.refusals import BodyUnusable, Refusal

# What of the envelope belongs to every event of it.
SHARED = ("context", "integrations", "sentAt")
_NO_JSON = "The body is no JSON. Send one JSON object."
_NO_OBJECT = "The body is JSON, but no object. Send an object with a `batch` of events."
_NO_BATCH = "`batch` must be a list of events."


class _Batch(msgspec.Struct):
    batch: list[msgspec.Raw]
    context: Any = None
    integrations: Any = None
    sentAt: Any = None  # noqa: N815 - the wire's own name
    writeKey: Any = None  # noqa: N815


_RAW_BATCH = msgspec.json.Decoder(_Batch)
Decode = Callable[[bytes], Any]


@dataclass(frozen=True, slots=True)
class Parts:
    """A body in its parts.

    Attributes:
        envelope: The members of the body beside the events; of a single event none.
        events: The raw bytes of each event.
        decoded: The events decoded, where the body could be read at once; else empty.
    """

    envelope: dict[str, Any]
    events: list[bytes]
    decoded: list[Any]


def parts_of(body: bytes, call: str, decode: Decode = msgspec.json.decode) -> Parts:
    """Cut a body into its events.

    Args:
        body: The raw bytes, inflated.
        call: The type its path tells: then it is one event; empty where it is a batch.
        decode: What reads JSON.

    Raises:
        BodyUnusable: nothing of it can be used.
    """
    if call:
        return Parts({}, [body], [])
    try:
        whole = decode(body)
    except (ValueError, RecursionError):
        return _parts_bytewise(body)
    if not isinstance(whole, dict):
        raise BodyUnusable("not_an_object", _NO_OBJECT)
    events = whole.pop("batch", None)
    if not isinstance(events, list):
        raise BodyUnusable("bad_request", _NO_BATCH)
    raw = [bytes(one) for one in _RAW_BATCH.decode(body).batch] if events else []
    return Parts(whole, raw, events)


def _parts_bytewise(body: bytes) -> Parts:
    """One event that no strict reader reads shall not cost its neighbours.

    Raises:
        BodyUnusable: its brackets or quotes do not pair.
    """
    try:
        rest, events = cut_batch(body)
    except NotCuttable:
        raise BodyUnusable("bad_json", _NO_JSON) from None
    envelope = decoded(rest)
    if not isinstance(envelope, dict):
        raise BodyUnusable("bad_json", _NO_JSON)
    envelope.pop("batch", None)
    return Parts(envelope, events, [])


def judged(parts: Parts, call: str, most_bytes: int, *, form: str = "") -> dict[int, Refusal]:
    """The events that are not taken, by their place from 0."""
    values = parts.decoded or [None] * len(parts.events)
    found = {}
    for place, (raw, event) in enumerate(zip(parts.events, values, strict=True)):
        refusal = refusal_of(raw, call, most_bytes, event, form=form)
        if refusal is not None:
            found[place] = refusal
    return found


def shared_of(envelope: dict[str, Any]) -> dict[str, Any]:
    """What of an envelope its events need to be read."""
    shared = {name: envelope[name] for name in SHARED if envelope.get(name) is not None}
    if "sent_at" in envelope:
        # PostHog's name of it.
        shared.setdefault("sentAt", envelope["sent_at"])
    return shared


def single_unusable(refusal: Refusal) -> BodyUnusable | None:
    """The refusal of a whole body, where its one event is no JSON or no object at all."""
    if refusal.code in ("bad_json", "not_an_object"):
        reason = _NO_JSON if refusal.code == "bad_json" else _NO_OBJECT
        return BodyUnusable(refusal.code, reason)
    return None
