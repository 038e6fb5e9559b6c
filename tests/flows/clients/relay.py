"""A relay between a client and the server: it writes down what is sent, and answers badly."""

import gzip
import http.client
import json
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

# Of the connection, not of the message.
_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"}


@dataclass(frozen=True, slots=True)
class Fault:
    """A bad answer to one request.

    Attributes:
        status: Of HTTP; 0 cuts the connection without an answer.
        is_kept: Whether the server got the request before: then it is stored and not acknowledged.
    """

    status: int
    is_kept: bool = False
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sent:
    """A POST of a client, and what it was answered.

    Attributes:
        body: As the client wrote it, inflated.
        status: What the client was told; 0 where the line was cut.
        is_kept: Whether the server has taken it.
    """

    path: str
    headers: dict[str, str]
    body: bytes
    status: int
    is_kept: bool

    @property
    def data(self) -> dict[str, Any]:
        """The body as JSON."""
        told: dict[str, Any] = json.loads(self.body)
        return told


class Relay:
    """Passes all requests on to a server.

    Args:
        target: The server's address.
        faults: Bad answers to the first POSTs, in their order.
    """

    def __init__(self, target: str, *faults: Fault) -> None:
        self.sent: list[Sent] = []
        self.faults = deque(faults)
        self.target = urlsplit(target)
        self._server = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("Pass", (_Pass,), {"relay": self})
        )
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> "Relay":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def kept(self) -> list[Sent]:
        """What the server has taken, in its order."""
        return [one for one in self.sent if one.is_kept]


class _Pass(BaseHTTPRequestHandler):
    relay: Relay
    protocol_version = "HTTP/1.1"

    def handle_one(self) -> None:
        """Pass a request on, and its answer back."""
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        is_post = self.command == "POST"
        fault = self.relay.faults.popleft() if is_post and self.relay.faults else None
        status, headers, said = fault.status if fault else 0, {}, b"{}"
        if fault is None or fault.is_kept:
            found, headers, said = self._asked(body)
            status = fault.status if fault else found
        if is_post:
            self._write_down(body, status, fault is None or fault.is_kept)
        if not status:
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in {**headers, **(fault.headers if fault else {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_GET = do_POST = do_OPTIONS = handle_one  # noqa: N815 - the names http.server looks for

    def _asked(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        target = self.relay.target
        line = http.client.HTTPConnection(target.hostname or "", target.port, timeout=30)
        line.request(self.command, self.path, body or None, dict(self.headers.items()))
        answer = line.getresponse()
        said = answer.read()
        line.close()
        told = {name: value for name, value in answer.getheaders() if name.lower() not in _HOP}
        return answer.status, told, said

    def _write_down(self, body: bytes, status: int, is_kept: bool) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        inflated = gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body
        self.relay.sent.append(Sent(self.path, headers, inflated, status, is_kept))

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""
