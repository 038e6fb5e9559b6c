"""Deliveries signed as Standard Webhooks says, for senders of one's own.

Verified on 23 Nov 2026 in the specification's own Python library and its tests: base64
HMAC-SHA256 over `id.timestamp.body`, several signatures of the form `v1,…`, a secret that is
base64 behind `whsec_`.
"""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime

from percorso.collect.hooks.delivery import Delivery, Message, listed, message_id
from percorso.collect.hooks.moments import instant
from percorso.collect.hooks.refusals import BadSignature
from percorso.collect.hooks.signatures import check_age, is_one_of, written_hmac

_SENDER = "the sender"
_ID = "webhook-id"
HEADERS = (_ID,)
_PREFIX = "whsec_"
_VERSION = "v1,"


def verify(delivery: Delivery, secrets: Sequence[str], now: datetime) -> None:
    """Base64 HMAC-SHA256 over id, time and body.

    Raises:
        BadSignature: none of its signatures is of a live secret.
        StaleSignature: it was signed more than five minutes ago.
    """
    headers = delivery.headers
    told = headers.get(_ID, ""), headers.get("webhook-timestamp", "")
    given = headers.get("webhook-signature", "")
    if not (all(told) and given):
        raise BadSignature(_SENDER, "its id, time or signature is missing")
    signed = f"{told[0]}.{told[1]}.".encode("utf-8", "replace") + delivery.body
    keys = [key for key in map(_key, secrets) if key]
    made = [_VERSION + written_hmac(key, signed, "base64") for key in keys]
    hits = [is_one_of(one, made) for one in given.split()]
    if not any(hits):
        raise BadSignature(_SENDER, "none of its signatures is of a live secret")
    check_age(_SENDER, instant(told[1]), now)


def _key(secret: str) -> bytes:
    """The bytes of a secret; behind the prefix they stand as base64, with or without its end."""
    if not secret.startswith(_PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(_PREFIX) + "==")
    except (binascii.Error, ValueError):
        return b""


def split(delivery: Delivery) -> tuple[Message, ...]:
    """A message for each element where the body is a list, else one; by the delivery's id."""
    told = delivery.headers.get(_ID, "")
    pieces = listed(delivery.body)
    if not pieces:
        return (Message(message_id(told), delivery.body),)
    return tuple(
        Message(message_id(told, str(place) if place else ""), piece)
        for place, piece in enumerate(pieces)
    )
