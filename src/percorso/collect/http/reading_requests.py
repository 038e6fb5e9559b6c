"""Reads a request: its key, and its body, inflated under a cap while it comes."""

import asyncio
import base64
import binascii
import contextlib
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.requests import Request

from percorso.collect.http import answers
from percorso.collect.http.limits import Limits, UnderWay

_GZIP_WINDOW = 31
_VERSIONS = ("1.0", "1.1")
_GZIP_BEGIN = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class GivenKey:
    """A key as a request brings it.

    Attributes:
        secret: The key.
        public_id: Of the source it is for, where the request names it.
    """

    secret: str
    public_id: str | None = None


def key_in_head(request: Request) -> GivenKey | None:
    """The key of the first form that is there (WIRE-FORMATS 3.1); None where none is."""
    scheme, _, told = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            user = base64.b64decode(told, validate=True).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            user = ""
        # A head that cannot be read has a key all the same: one nobody has.
        return GivenKey(user or "-")
    written = request.headers.get("x-write-key")
    if written:
        public_id, colon, secret = written.partition(":")
        return GivenKey(secret, public_id) if colon else GivenKey(written)
    return None


def check_head(request: Request, limits: Limits) -> None:
    """Refuse a head that is too large, or of a protocol before HTTP 1.0.

    Raises:
        BadProtocol: it has no version of HTTP, or one this server does not speak.
        HeadTooLarge: it has too many headers, or too long ones.
    """
    if request.scope["http_version"] not in _VERSIONS:
        raise answers.BadProtocol
    headers = request.headers.raw
    size = sum(len(name) + len(value) for name, value in headers)
    if len(headers) > limits.headers or size > limits.head:
        raise answers.HeadTooLarge


@contextlib.asynccontextmanager
async def body_of(
    request: Request, most: int, limits: Limits, under_way: UnderWay
) -> AsyncIterator[bytes]:
    """The body of a request, whole and inflated, counted as long as it is in memory.

    Raises:
        BodyTooLarge: it has more bytes than `most`.
        BodyTimeout: it does not come in time.
        Overloaded: too many bodies are in memory.
    """
    taken = 0
    pieces: list[bytes] = []
    try:
        try:
            async with asyncio.timeout(limits.body_seconds):
                async for piece in _inflated(request, most):
                    if not under_way.take(len(piece)):
                        raise answers.Overloaded()
                    taken += len(piece)
                    if taken > most:
                        raise answers.BodyTooLarge(most)
                    pieces.append(piece)
        except TimeoutError:
            raise answers.BodyTimeout(limits.body_seconds) from None
        body = b"".join(pieces)
        pieces.clear()
        yield body
    finally:
        under_way.give_back(taken)


async def _inflated(request: Request, most: int) -> AsyncIterator[bytes]:
    """The pieces of a body as they come, inflated where they are packed.

    Raises:
        UnsupportedEncoding: it is packed in a way nobody reads here.
        BadEncoding: it is not what its encoding says.
    """
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding in ("identity", ""):
        async for piece in request.stream():
            yield piece
        return
    if encoding not in ("gzip", "x-gzip"):
        raise answers.UnsupportedEncoding
    inflater = zlib.decompressobj(wbits=_GZIP_WINDOW)
    is_begin = True
    async for piece in request.stream():
        packed = piece
        while packed:
            try:
                found = inflater.decompress(packed, most + 1)
            except zlib.error:
                raise answers.BadEncoding("it is no gzip") from None
            if is_begin and found:
                is_begin = False
                if found.startswith(_GZIP_BEGIN):
                    raise answers.BadEncoding("it is gzip inside gzip")
            yield found
            packed = inflater.unconsumed_tail
    if not inflater.eof:
        raise answers.BadEncoding("it is cut short")
