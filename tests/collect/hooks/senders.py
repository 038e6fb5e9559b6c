"""What a sender does before it delivers: signs, as its documentation says, in code of its own."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from percorso.collect.hooks import Delivery

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
OLD = NOW - timedelta(minutes=6)
URL = "https://hooks.esempio.it/hooks/src_1"

# SendGrid signs with a private key and tells its public one: a pair for each secret.
_KEYS = {
    name: ec.derive_private_key(number, ec.SECP256R1())
    for name, number in (("new secret", 41), ("old secret", 42), ("foreign secret", 43))
}


def live_secret(form: str, name: str) -> str:
    """What stands in the source's secret file, for a sender that signs with this secret."""
    if form != "sendgrid":
        return name
    public = _KEYS[name].public_key()
    told = public.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return base64.b64encode(told).decode()


def delivered(
    form: str,
    body: bytes,
    secret: str,
    signed_at: datetime = NOW,
    headers: dict | None = None,
    url: str = URL,
) -> Delivery:
    """The body as the sender of a format delivers it to an address."""
    return SENDERS[form](body, secret, signed_at, headers or {}, url)


def _sha256(secret: str, signed: bytes) -> bytes:
    return hmac.new(secret.encode(), signed, hashlib.sha256).digest()


def _base64(digest: bytes) -> str:
    return base64.b64encode(digest).decode()


def _seconds(at: datetime) -> str:
    return str(int(at.timestamp()))


def _over_body(header: str, written: Callable[[bytes], str]) -> Callable[..., Delivery]:
    def sent(body: bytes, secret: str, at: datetime, headers: dict, url: str) -> Delivery:
        return Delivery(body, {**headers, header: written(_sha256(secret, body))}, url)

    return sent


def _with_token(header: str, written: str) -> Callable[..., Delivery]:
    def sent(body: bytes, secret: str, at: datetime, headers: dict, url: str) -> Delivery:
        return Delivery(body, {**headers, header: written.format(secret)}, url)

    return sent


def _with_query(body: bytes, secret: str, at: datetime, headers: dict, url: str) -> Delivery:
    return Delivery(body, headers, f"{url}?secret={secret.replace(' ', '%20')}")


def _with_password(body: bytes, secret: str, at: datetime, headers: dict, url: str) -> Delivery:
    pair = _base64(f"percorso:{secret}".encode())
    return Delivery(body, {**headers, "authorization": f"Basic {pair}"}, url)


def _sendgrid(body: bytes, secret: str, at: datetime, headers: dict, url: str) -> Delivery:
    made = _KEYS[secret].sign(_seconds(at).encode() + body, ec.ECDSA(hashes.SHA256()))
    own = "x-twilio-email-event-webhook-"
    signed = {f"{own}signature": _base64(made), f"{own}timestamp": _seconds(at)}
    return Delivery(body, {**headers, **signed}, url)


def _mailgun(body: bytes, secret: str, at: datetime, headers: dict, url: str) -> Delivery:
    token = "a" * 50
    made = _sha256(secret, (_seconds(at) + token).encode()).hex()
    own = json.dumps({"timestamp": _seconds(at), "token": token, "signature": made})
    return Delivery(b'{"signature":' + own.encode() + b"," + body.lstrip()[1:], headers, url)


def _zendesk(body: bytes, secret: str, at: datetime, headers: dict, url: str) -> Delivery:
    stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    own = {
        "x-zendesk-webhook-signature": _base64(_sha256(secret, stamp.encode() + body)),
        "x-zendesk-webhook-signature-timestamp": stamp,
    }
    return Delivery(body, {**headers, **own}, url)


def _klaviyo(body: bytes, secret: str, at: datetime, headers: dict, url: str) -> Delivery:
    stamp = at.strftime("%a, %d %b %Y %H:%M:%S GMT")
    own = {
        "klaviyo-signature": _sha256(secret, body + stamp.encode()).hex(),
        "klaviyo-timestamp": stamp,
    }
    return Delivery(body, {**headers, **own}, url)


def _twilio(body: bytes, secret: str, at: datetime, headers: dict, url: str) -> Delivery:
    fields = sorted(set(parse_qsl(body.decode(), keep_blank_values=True)))
    signed = url + "".join(name + value for name, value in fields)
    made = hmac.new(secret.encode(), signed.encode(), hashlib.sha1).digest()
    return Delivery(body, {**headers, "x-twilio-signature": _base64(made)}, url)


def _standard(body: bytes, secret: str, at: datetime, headers: dict, url: str) -> Delivery:
    told = headers.get("webhook-id", "msg_1")
    signed = f"{told}.{_seconds(at)}.".encode() + body
    own = {
        "webhook-id": told,
        "webhook-timestamp": _seconds(at),
        "webhook-signature": f"v1a,AAAA v1,{_base64(_sha256(secret, signed))}",
    }
    return Delivery(body, {**headers, **own}, url)


SENDERS: dict[str, Callable[..., Delivery]] = {
    "aftership": _over_body("aftership-hmac-sha256", _base64),
    "brevo": _with_token("authorization", "Bearer {}"),
    "freshdesk": _with_token("x-percorso-secret", "{}"),
    "generic": _standard,
    "klaviyo": _klaviyo,
    "mailchimp": _with_query,
    "mailgun": _mailgun,
    "meta": _over_body("x-hub-signature-256", lambda digest: f"sha256={digest.hex()}"),
    "postmark": _with_password,
    "sendcloud": _over_body("sendcloud-signature", bytes.hex),
    "sendgrid": _sendgrid,
    "shopify": _over_body("x-shopify-hmac-sha256", _base64),
    "telegram": _with_token("x-telegram-bot-api-secret-token", "{}"),
    "tracking": _standard,
    "trustpilot": _with_query,
    "twilio": _twilio,
    "woocommerce": _over_body("x-wc-webhook-signature", _base64),
    "zendesk": _zendesk,
}

# Those that sign nothing, but send a secret along: a changed body cannot be told.
UNSIGNED = ("brevo", "freshdesk", "mailchimp", "postmark", "telegram", "trustpilot")
# Mailgun signs a token inside the body, not what stands around it.
BODY_SIGNED = tuple(sorted(set(SENDERS) - {*UNSIGNED, "mailgun"}))
TIME_SIGNED = ("generic", "klaviyo", "mailgun", "sendgrid", "tracking", "zendesk")
