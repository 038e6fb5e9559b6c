"""Connections to a server written by hand: quick ones, and some that take their time."""

import asyncio
import contextlib
import time
from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import urlsplit

_NOTHING_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """How a request was answered.

    Attributes:
        status: Of HTTP; 0 where nothing came.
        seconds: Until it was there.
        says_when: Whether it told when to come again.
    """

    status: int
    seconds: float
    says_when: bool = False


class RawClient:
    """A connection that sends batches one after another, opened again where it was closed.

    Args:
        address: Of the server.
        key: Of the source.
    """

    def __init__(self, address: str, key: str) -> None:
        split = urlsplit(address)
        self._host, self._port = split.hostname or "", split.port or 0
        self._head = (
            f"POST /v1/batch HTTP/1.1\r\nHost: {split.netloc}\r\n"
            f"Authorization: Basic {b64encode(f'{key}:'.encode()).decode()}\r\n"
            "Content-Type: application/json\r\nContent-Length: "
        )
        self._open: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, body: bytes) -> Answer:
        """Send a body, and wait for the answer."""
        begun = time.monotonic()
        try:
            async with asyncio.timeout(_NOTHING_SECONDS):
                if self._open is None:
                    self._open = await asyncio.open_connection(self._host, self._port)
                reader, writer = self._open
                writer.write(f"{self._head}{len(body)}\r\n\r\n".encode() + body)
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                length = int(head.partition("content-length: ")[2].partition("\r")[0])
                await reader.readexactly(length)
        except (OSError, asyncio.IncompleteReadError):
            self.close()
            return Answer(0, time.monotonic() - begun)
        if "connection: close" in head:
            self.close()
        return Answer(
            int(head.split(" ", 2)[1]), time.monotonic() - begun, "\r\nretry-after: " in head
        )

    async def drips(self, until: float, *, in_head: bool) -> bool:
        """Send a byte a second until an instant; whether somebody was there all the time.

        Args:
            until: Of the clock that never goes back.
            in_head: Whether the head never ends, or the body.
        """
        told = self._head if in_head else f"{self._head}100000\r\n\r\n"
        try:
            while time.monotonic() < until:
                reader, writer = await asyncio.open_connection(self._host, self._port)
                with contextlib.closing(writer):
                    writer.write(told.encode())
                    # What is answered in between ends it: it took too long.
                    while time.monotonic() < until and not await _hears(reader):
                        writer.write(b"1")
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Let the connection go."""
        if self._open is not None:
            self._open[1].close()
        self._open = None


async def _hears(reader: asyncio.StreamReader) -> bool:
    try:
        async with asyncio.timeout(1):
            await reader.read(1)
    except TimeoutError:
        return False
    return True
