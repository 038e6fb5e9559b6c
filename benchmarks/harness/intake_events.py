"""The batches a sender brings: made once, another run of the same differs in its message ids."""

import json
import random
import uuid
from typing import Any

EVENT_BYTES = 573
BATCH_EVENTS = 100
PERSONS = 5_000
_RUN = b"@@@@@@@@"
_NAMES = ("Product Viewed", "Cart Viewed", "Product Added", "Order Completed", "Page Seen")
_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 "


def batches(count: int, seed: int = 7) -> list[bytes]:
    """Bodies of 100 events each, for `sent_as` to give ids of their own."""
    draw = random.Random(seed)  # noqa: S311 - made data
    return [_body([_event(draw, f"{no:05d}-{place:03d}") for place in range(BATCH_EVENTS)])
            for no in range(count)]  # fmt: skip


def sent_as(batch: bytes, run: int) -> bytes:
    """The batch with message ids no other run has; as long as it was."""
    return batch.replace(_RUN, b"%08d" % run)


def events_of(batch: bytes) -> list[bytes]:
    """Each event of a batch as its own text."""
    return [_packed(one) for one in json.loads(batch)["batch"]]


def _event(draw: random.Random, place: str) -> dict[str, Any]:
    person = draw.randrange(PERSONS)
    event: dict[str, Any] = {
        "type": "track",
        "event": draw.choice(_NAMES),
        "messageId": f"{_RUN.decode()}-{place}-{draw.getrandbits(64):016x}",
        "userId": f"u{person:07d}",
        "anonymousId": str(uuid.UUID(int=person * 7919, version=4)),
        "timestamp": f"2026-11-{draw.randrange(1, 23):02d}T{draw.randrange(24):02d}:15:21.123Z",
        "properties": {
            "product_id": f"P-{draw.randrange(10_000)}",
            "price": draw.randrange(100, 10_000) / 100,
            "currency": "EUR",
            "category": "lamps",
            "quantity": 1,
        },
        "context": {
            "library": {"name": "analytics.js", "version": "4.1.0"},
            "page": {"path": "/product/1", "referrer": "https://www.example.com/"},
            "locale": "it-IT",
            "userAgent": "",
        },
    }
    event["context"]["userAgent"] = (_AGENT * 3)[: EVENT_BYTES - len(_packed(event))]
    return event


def _body(events: list[dict[str, Any]]) -> bytes:
    return _packed({"batch": events})


def _packed(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
