"""A request to confirm a choice: its token, which belongs to one workspace, purpose and person."""

import hashlib
import hmac
from dataclasses import dataclass

from percorso.domain.consent.choices import Choice
from percorso.domain.errors import ConflictError, InputError, NotFoundError

_SIGNS = 32


class TokenUnknown(NotFoundError):
    """A token that no request of this workspace was given."""

    def __init__(self) -> None:
        super().__init__(
            "This confirmation belongs to no request of this workspace: it was changed on its way, "
            "or the person was forgotten. Ask for the consent again."
        )


class RequestLapsed(ConflictError):
    """A request that was not confirmed in time."""

    def __init__(self, days: int) -> None:
        self.days = days
        super().__init__(
            f"The request was to be confirmed within {days} days, and they have passed. Ask for "
            "the consent again."
        )


class ExpiryPast(InputError):
    """A yes that would end before it begins."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"A consent wants an end after the moment it was given; got {text}.")


@dataclass(frozen=True, slots=True)
class ConsentRequest:
    """A yes that waits to be confirmed, and the token that does it."""

    token: str
    choice: Choice


def token_of(choice: Choice, secret: bytes) -> str:
    """The token of a request: its id, signed with the secret of the workspace and its scope."""
    scope = choice.scope
    said = f"double opt-in|{choice.request_id}|{scope.purpose}|{scope.channel}"
    seal = hmac.new(secret, said.encode(), hashlib.sha256).hexdigest()[:_SIGNS]
    return f"{choice.request_id}.{seal}"


def is_token_of(token: str, choice: Choice, secret: bytes) -> bool:
    """Whether a token is the one of a request, compared in constant time."""
    return hmac.compare_digest(token.encode(), token_of(choice, secret).encode())
