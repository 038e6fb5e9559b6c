"""What a sender is answered: a status, and a body that its program and a person can read."""

import secrets
from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.responses import Response

_JSON = "application/json"
_LONGEST_WAIT_SECONDS = 300


class TurnedAway(Exception):
    """A request nothing of which is kept, or a body that is kept as rejected.

    Attributes:
        status: Of HTTP.
        code: Of WIRE-FORMATS 4.
        retry_seconds: When to come again; None where that helps nothing.
    """

    def __init__(
        self, status: int, code: str, message: str, *, retry_seconds: int | None = None
    ) -> None:
        self.status = status
        self.code = code
        self.retry_seconds = retry_seconds
        super().__init__(message)


class MissingKey(TurnedAway):
    """No key came along."""

    def __init__(self) -> None:
        super().__init__(401, "missing_key", "Send the write key of the source, as Basic user.")


class UnknownKey(TurnedAway):
    """No source has the key, or has it no longer."""

    def __init__(self) -> None:
        super().__init__(401, "unknown_key", "No source has this write key.")


class SourceDisabled(TurnedAway):
    """The source is switched off."""

    def __init__(self) -> None:
        super().__init__(404, "source_disabled", "This source is switched off.")


class OriginNotAllowed(TurnedAway):
    """A browser's key from a page that may not use it."""

    def __init__(self) -> None:
        super().__init__(
            403, "origin_not_allowed", "The source does not list this origin as one of its own."
        )


class BadProtocol(TurnedAway):
    """A request line that names no HTTP of today."""

    def __init__(self) -> None:
        super().__init__(400, "bad_request", "Send HTTP 1.1.")


class HeadTooLarge(TurnedAway):
    """More headers, or longer ones, than any client needs."""

    def __init__(self) -> None:
        super().__init__(
            431, "headers_too_large", "The head of a request has at most 16 KB and 100 headers."
        )


class BodyTooLarge(TurnedAway):
    """More bytes than the key may send at once."""

    def __init__(self, most_bytes: int) -> None:
        said = f"A body of this key has at most {most_bytes // 1024:,} KB."
        super().__init__(413, "body_too_large", said)


class BodyTimeout(TurnedAway):
    """A body that takes too long to come."""

    def __init__(self, seconds: float) -> None:
        said = f"The body did not come within {seconds:g} seconds."
        super().__init__(408, "body_timeout", said)


class BadEncoding(TurnedAway):
    """A body that cannot be inflated."""

    def __init__(self, problem: str) -> None:
        said = f"The body is not what Content-Encoding says: {problem}."
        super().__init__(400, "bad_encoding", said)


class UnsupportedEncoding(TurnedAway):
    """A body packed in a way this server does not read."""

    def __init__(self) -> None:
        super().__init__(415, "unsupported_encoding", "Send the body plain or as gzip.")


class StorageFull(TurnedAway):
    """No room is left to keep anything."""

    def __init__(self) -> None:
        said = "The disk is nearly full; nothing of this was kept."
        super().__init__(503, "storage_full", said, retry_seconds=30)


class Unavailable(TurnedAway):
    """The records cannot be reached, or refuse."""

    def __init__(self) -> None:
        said = "The records cannot be reached at the moment; nothing of this was kept."
        super().__init__(503, "unavailable", said, retry_seconds=5)


class Overloaded(TurnedAway):
    """More is under way than this machine takes."""

    def __init__(self) -> None:
        said = "Too much is under way; nothing of this was kept."
        super().__init__(503, "overloaded", said, retry_seconds=1)


class RateLimited(TurnedAway):
    """More requests than one key or one address may send."""

    def __init__(self, wait_seconds: float) -> None:
        wait = min(int(wait_seconds) + 1, _LONGEST_WAIT_SECONDS)
        super().__init__(429, "rate_limited", "Too many requests.", retry_seconds=wait)


def refusal(turned: TurnedAway, headers: Mapping[str, str]) -> Response:
    """The answer to a request that is turned away.

    Both `code` and `message` are always there: without them clients take a lasting fault for a
    passing one, and come again.
    """
    more = dict(headers)
    if turned.retry_seconds is not None:
        more["Retry-After"] = str(turned.retry_seconds)
    if turned.status == 429:
        more["X-RateLimit-Reset"] = str(turned.retry_seconds)
    body = {
        "success": False,
        "code": turned.code,
        "message": str(turned),
        "request_id": secrets.token_hex(8),
    }
    return json_answer(body, more, status=turned.status)


def json_answer(body: object, headers: Mapping[str, str], *, status: int = 200) -> Response:
    """An answer as JSON."""
    return Response(
        msgspec.json.encode(body), status_code=status, headers=dict(headers), media_type=_JSON
    )


def success(accepted: int, verdicts: list[dict[str, Any]]) -> dict[str, Any]:
    """The body of an answer to what is kept, the refused events named."""
    return {
        "success": True,
        "accepted": accepted,
        "rejected": len(verdicts),
        "verdicts": verdicts,
    }
