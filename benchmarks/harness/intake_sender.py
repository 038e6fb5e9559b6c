"""A sender on many connections that stay open: how many events are taken, and how soon.

A process of its own; it prints one line of JSON.
"""

import argparse
import base64
import json
import selectors
import socket
import time
from collections import Counter, deque
from dataclasses import dataclass, field

from harness.intake_events import BATCH_EVENTS, batches, sent_as

_BODIES = 200
_WAIT_SECONDS = 0.5


@dataclass
class Connection:
    """One connection, and what it waits for.

    Attributes:
        begun: When its request was sent, on the clock of `time.time`.
        answer: What has come of the answer.
    """

    socket: socket.socket
    begun: float = 0.0
    answer: bytes = b""


@dataclass
class Sent:
    """What became of the requests.

    Attributes:
        codes: Answers by status.
        seconds: How long each answer took.
        taken_at: When each batch was acknowledged, on the clock of `time.time`.
    """

    codes: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    taken_at: list[float] = field(default_factory=list)


class Sender:
    """Sends batch after batch.

    Args:
        port: Where the server listens, on this machine.
        key: The key of its source.
        connections: How many stay open; each waits for its answer before it sends again.
        rate: Events a second; None is as many as are taken.
        run: A number no other sender of this workspace has.
    """

    def __init__(self, port: int, key: str, connections: int, rate: float | None, run: int) -> None:
        self._bodies = batches(_BODIES)
        user = base64.b64encode(f"{key}:".encode()).decode()
        self._head = (
            f"POST /v1/batch HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic {user}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(self._bodies[0])}\r\n\r\n"
        ).encode()
        self._rate = rate
        self._run = run
        self._count = 0
        self._selector = selectors.DefaultSelector()
        # In turn: a connection nobody uses for some seconds is closed.
        self._free = deque(self._connected(port) for _ in range(connections))
        self.sent = Sent()

    def _connected(self, port: int) -> Connection:
        opened = socket.create_connection(("127.0.0.1", port))
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        connection = Connection(opened)
        self._selector.register(opened, selectors.EVENT_READ, connection)
        return connection

    def send_for(self, seconds: float) -> float:
        """Send for so long, then wait for the last answers; how long that took together."""
        begun = time.time()
        waiting = 0
        while True:
            now = time.time()
            while self._free and now < begun + seconds and self._is_due(now - begun):
                self._send(self._free.popleft())
                waiting += 1
            if not waiting and now >= begun + seconds:
                return time.time() - begun
            waiting -= self._take_answers(self._pause(now - begun))

    def _is_due(self, since: float) -> bool:
        return self._rate is None or self._count * BATCH_EVENTS <= self._rate * since

    def _pause(self, since: float) -> float:
        """How long there is nothing to send, seconds."""
        if self._rate is None or not self._free:
            return _WAIT_SECONDS
        return min(_WAIT_SECONDS, max(0.0, self._count * BATCH_EVENTS / self._rate - since))

    def _send(self, connection: Connection) -> None:
        turn, place = divmod(self._count, len(self._bodies))
        self._count += 1
        connection.answer = b""
        connection.begun = time.time()
        body = sent_as(self._bodies[place], self._run * 100_000 + turn)
        connection.socket.sendall(self._head + body)

    def _take_answers(self, seconds: float) -> int:
        """Read what has come; how many answers are whole by it.

        Raises:
            ConnectionError: the server has closed a connection.
        """
        found = 0
        for key, _ in self._selector.select(seconds):
            connection: Connection = key.data
            piece = connection.socket.recv(1 << 16)
            if not piece:
                raise ConnectionError("the server has closed a connection")
            connection.answer += piece
            if (status := _status_of(connection.answer)) is not None:
                self._note(connection, status)
                found += 1
        return found

    def _note(self, connection: Connection, status: int) -> None:
        now = time.time()
        self.sent.codes[status] += 1
        self.sent.seconds.append(now - connection.begun)
        if status == 200:
            self.sent.taken_at.append(now)
        self._free.append(connection)


def _status_of(answer: bytes) -> int | None:
    """The status of an answer that is whole; None of one that is not."""
    head, blank, body = answer.partition(b"\r\n\r\n")
    if not blank:
        return None
    length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
    return int(head[9:12]) if len(body) >= int(length) else None


def share_below(values: list[float], share: float) -> float:
    """The value below which so large a share of them lies; 0 of none."""
    return sorted(values)[int(share * (len(values) - 1))] if values else 0.0


def main() -> None:
    """Send as the options say."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("port", "connections", "run"):
        parser.add_argument(f"--{name}", type=int, required=True)
    for name in ("seconds", "rate"):
        parser.add_argument(f"--{name}", type=float)
    parser.add_argument("--key", required=True)
    given = parser.parse_args()
    sender = Sender(given.port, given.key, given.connections, given.rate, given.run)
    cpu = time.process_time()
    took = sender.send_for(given.seconds)
    sent = sender.sent
    found = {
        "events_per_second": len(sent.taken_at) * BATCH_EVENTS / took,
        "p50_ms": share_below(sent.seconds, 0.5) * 1e3,
        "p99_ms": share_below(sent.seconds, 0.99) * 1e3,
        "sender_cpu_share": (time.process_time() - cpu) / took,
        "codes": dict(sent.codes),
        "taken_at": sent.taken_at,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
