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
from percorso.collect.http.limits import Limits, Share, UnderWay

_GZIP_WINDOW = 31
_VERSIONS = ("1.0", "1.1")
_GZIP_BEGIN = b"\x1f\x8b"
# So few bytes need no room before they come; others hold theirs for a while.
_FEW_BYTES = 64 * 1024
_SOON_SECONDS = 2.0
_LONGEST_SIZE = 16


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
    request: Request, most: int, limits: Limits, under_way: UnderWay, *, is_known: bool = False
) -> AsyncIterator[bytes]:  # fmt: skip
    """The body of a request, whole and inflated, counted as long as it is in memory.

    Args:
        request: The request.
        most: How many bytes it may have.
        limits: How long it may take.
        under_way: The bytes of all bodies.
        is_known: Whether its key is one of ours: then room is held for what it is to bring.

    Raises:
        BodyTooLarge: it has more bytes than `most`.
        BodyTimeout: it does not come in time.
        Overloaded: too many bodies are in memory.
    """
    told = _size_told(request)
    if told > most and not _encoding(request):
        raise answers.BodyTooLarge(most)
    share = Share(under_way)
    if told > _FEW_BYTES:
        has_room = share.expect if is_known else under_way.has_room_for_large
        if not has_room(told):
            raise answers.Overloaded()
    dawdles = asyncio.get_running_loop().call_later(_SOON_SECONDS, share.dawdle)
    try:
        yield await _joined(_inflated(request, most), share, most, limits.body_seconds)
    finally:
        dawdles.cancel()
        share.end()


async def _joined(
    pieces: AsyncIterator[bytes], share: Share, most: int, within_seconds: float
) -> bytes:
    """The pieces of a body as one, each counted as it comes.

    Raises:
        BodyTooLarge: it has more bytes than `most`.
        BodyTimeout: it does not come in time.
        Overloaded: too many bodies are in memory.
    """
    found: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(within_seconds):
            async for piece in pieces:
                if not share.come(len(piece)):
                    raise answers.Overloaded()
                size += len(piece)
                if size > most:
                    raise answers.BodyTooLarge(most)
                found.append(piece)
    except TimeoutError:
        raise answers.BodyTimeout(within_seconds) from None
    return b"".join(found)


def _size_told(request: Request) -> int:
    """How many bytes a head says that its body has; 0 where it does not."""
    told = request.headers.get("content-length", "")
    return int(told) if told.isdecimal() and len(told) < _LONGEST_SIZE else 0


def _encoding(request: Request) -> str:
    """How a body is packed; empty where it is not."""
    told = request.headers.get("content-encoding", "").strip().lower()
    return "" if told == "identity" else told


async def _inflated(request: Request, most: int) -> AsyncIterator[bytes]:
    """The pieces of a body as they come, inflated where they are packed.

    Raises:
        UnsupportedEncoding: it is packed in a way nobody reads here.
        BadEncoding: it is not what its encoding says.
    """
    encoding = _encoding(request)
    if not encoding:
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
