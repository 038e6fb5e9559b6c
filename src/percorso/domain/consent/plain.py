"""Permissions and choices as plain data, as JSON tells them."""

from datetime import UTC, datetime
from typing import TypedDict

from percorso.domain.consent.choices import Choice
from percorso.domain.consent.permission import Permission


class ConsentProof(TypedDict):
    """A word of the customer, and what proves it."""

    state: str
    at: str
    basis: str
    expires_at: str | None
    confirmed_at: str | None
    form: str
    source: str
    message_id: str
    text_version: str
    text_sha256: str
    language: str
    document: str
    actor: str


class ConsentNow(TypedDict):
    """What a customer allows for one purpose and channel."""

    purpose: str
    channel: str
    allowed: bool
    reason: str
    basis: str | None
    proof: ConsentProof | None


def permission_as_json(permission: Permission) -> ConsentNow:
    """An answer with the word behind it."""
    choice = permission.choice
    return {
        "purpose": permission.scope.purpose,
        "channel": permission.scope.channel,
        "allowed": permission.is_allowed,
        "reason": permission.reason,
        "basis": permission.basis,
        "proof": None if choice is None else proof_as_json(choice),
    }


def proof_as_json(choice: Choice) -> ConsentProof:
    """A word with what proves it."""
    proof = choice.proof
    return {
        "state": choice.state,
        "at": instant_text(choice.at),
        "basis": choice.basis,
        "expires_at": _maybe(choice.expires_at),
        "confirmed_at": _maybe(choice.confirmed_at),
        "form": proof.form,
        "source": proof.source,
        "message_id": proof.message_id,
        "text_version": proof.text_version,
        "text_sha256": proof.text_sha256,
        "language": proof.language,
        "document": proof.document,
        "actor": proof.actor,
    }


def choice_as_json(choice: Choice) -> dict[str, object]:
    """A word with its purpose and channel."""
    scope = choice.scope
    return {"purpose": scope.purpose, "channel": scope.channel, **proof_as_json(choice)}


def instant_text(instant: datetime) -> str:
    """An aware instant as ISO 8601 UTC.

    >>> from datetime import UTC, datetime
    >>> instant_text(datetime(2026, 11, 23, 10, tzinfo=UTC))
    '2026-11-23T10:00:00Z'
    """
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _maybe(instant: datetime | None) -> str | None:
    return None if instant is None else instant_text(instant)
