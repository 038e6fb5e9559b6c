"""Does a delivery come from who knows the secret? The forms senders use, in constant time."""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from percorso.collect.hooks.delivery import Delivery
from percorso.collect.hooks.refusals import BadSignature, StaleSignature

OLDEST = timedelta(minutes=5)

# The header a person can set where a sender offers headers, but no signature.
OWN_HEADER = "x-percorso-secret"

Digest = Literal["sha1", "sha256"]
Writing = Literal["base64", "hex"]


def check_hmac(
    sender: str,
    given: str,
    signed: bytes,
    secrets: Sequence[str],
    *,
    writing: Writing,
    digest: Digest = "sha256",
) -> None:
    """Compare a signature with those of every live secret.

    Args:
        sender: Whom to name.
        given: The signature as it came; empty where it is missing.
        signed: The bytes it covers.
        secrets: One, or two while one replaces the other.
        writing: How the signature is written.
        digest: The hash below the HMAC.

    Raises:
        BadSignature: it is missing, or of none of them.
    """
    keys = [secret.encode() for secret in secrets if secret]
    made = [written_hmac(key, signed, writing, digest) for key in keys]
    check_equal(sender, given.lower() if writing == "hex" else given, made, "signature")


def written_hmac(key: bytes, signed: bytes, writing: Writing, digest: Digest = "sha256") -> str:
    """The HMAC of some bytes as text.

    >>> written_hmac(b"key", b"body", "hex")[:8]
    '515aae13'
    """
    made = hmac.new(key, signed, getattr(hashlib, digest)).digest()
    return made.hex() if writing == "hex" else base64.b64encode(made).decode()


def check_equal(sender: str, given: str, wanted: Iterable[str], what: str) -> None:
    """Whether a text is one of those wanted; every one is compared, so that time tells nothing.

    Raises:
        BadSignature: it is missing, or none of them.
    """
    if not given:
        raise BadSignature(sender, f"its {what} is missing")
    if not is_one_of(given, wanted):
        raise BadSignature(sender, f"its {what} is not of a live secret")


def is_one_of(given: str, wanted: Iterable[str]) -> bool:
    """Whether a text is one of those wanted, each compared in constant time."""
    came = given.encode("utf-8", "replace")
    hits = [hmac.compare_digest(came, one.encode("utf-8", "replace")) for one in wanted]
    return any(hits)


def check_age(sender: str, signed_at: datetime | None, now: datetime) -> None:
    """Whether a signed time is at most five minutes off.

    Raises:
        BadSignature: there is no time that can be read.
        StaleSignature: it is further off.
    """
    if signed_at is None:
        raise BadSignature(sender, "its signed time is missing, or no time")
    off = now - signed_at
    if abs(off) > OLDEST:
        raise StaleSignature(sender, off.total_seconds())


def check_shared_secret(sender: str, delivery: Delivery, secrets: Sequence[str]) -> None:
    """Compare the secret a sender was told to send along; nothing covers the body.

    It may come as a bearer token, as the password of the address (`https://name:SECRET@…`) or as
    `name:SECRET`, in the header `X-Percorso-Secret`, or as `?secret=` in the address.

    Raises:
        BadSignature: it came in none of these ways.
    """
    live = [secret for secret in secrets if secret]
    came = [text for text in _secrets_sent(delivery) if text]
    if not came:
        raise BadSignature(sender, "its secret is missing")
    hits = [is_one_of(text, live) for text in came]
    if not any(hits):
        raise BadSignature(sender, "its secret is not a live one")


def _secrets_sent(delivery: Delivery) -> list[str]:
    kind, _, told = delivery.headers.get("authorization", "").partition(" ")
    sent = [delivery.headers.get(OWN_HEADER, ""), *_of_query(delivery.url)]
    if kind.lower() == "bearer":
        sent.append(told.strip())
    if kind.lower() == "basic":
        pair = _decoded(told.strip())
        sent += [pair, pair.partition(":")[2]]
    return sent


def _of_query(url: str) -> list[str]:
    try:
        return parse_qs(urlsplit(url).query).get("secret", [])
    except ValueError:
        return []


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode()
    except ValueError:
        return ""
