"""A workspace that is sent to while its server suffers, and what must be true of it afterwards."""

import contextlib
import threading
import time
import urllib.error
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any

import duckdb
import pytest

from percorso.cli.options import settings_of
from percorso.collect.messages import messages_of, read_message
from percorso.store.records import inbox as inbox_records
from percorso.store.records import sources as source_records
from percorso.workspace import Workspace
from percorso.workspace.examining import examine
from percorso.workspace.restoring import up_to_date
from percorso.workspace.stores import open_stores
from tests.faults.child import Child, Faults
from tests.flows.server import Sender

# Rounds follow each other fast, and few messages make a segment.
HURRIED = {
    "percorso.workspace.server.loader:_ROUND_SECONDS": 0.02,
    "percorso.workspace.server.loader:_SHORTEST_PAUSE_SECONDS": 0.02,
    "percorso.workspace.server.loader:_PAUSE_AFTER_FAILURE_SECONDS": 0.05,
    "percorso.workspace.arrivals.sealing:_ENOUGH_MESSAGES": 12,
}
UNHURRIED = {"percorso.workspace.server.loader:_SHORTEST_PAUSE_SECONDS": 0.02}
_DIES_WITHIN_SECONDS = 30
_READY_WITHIN_SECONDS = 60


def page(message_id: str, person: str, name: str = "Home") -> dict[str, str]:
    """A page somebody saw."""
    return {
        "type": "page", "userId": person, "messageId": message_id, "name": name,
        "timestamp": "2026-11-20T10:00:00Z",
    }  # fmt: skip


def order(message_id: str, person: str) -> dict[str, object]:
    """An order somebody placed."""
    told = {"order_id": message_id, "total": 10, "currency": "EUR"}
    return {**page(message_id, person), "type": "track", "event": "Order Completed",
            "properties": told}  # fmt: skip


@dataclass(frozen=True)
class Sent:
    """A batch, and how the server answered: 0 where it did not."""

    ids: tuple[str, ...]
    body: dict[str, Any]
    status: int


@dataclass
class Shop:
    """A workspace with one source that sends.

    Attributes:
        home: Its folder.
        key: The key of the source.
        sent: What was sent, in the order of the answers.
        ready_seconds: How long each start of a server took.
        conflicts: How many messages came under an id another one has.
    """

    home: Path
    key: str = ""
    sent: list[Sent] = field(default_factory=list)
    ready_seconds: list[float] = field(default_factory=list)
    conflicts: int = 0
    _numbers: int = 0

    @classmethod
    def founded(cls, home: Path) -> "Shop":
        """A new workspace."""
        workspace = Workspace(home, settings_of(home), create=True)
        return cls(home, workspace.sources.add("shop", kind="server").write_key or "")

    def child(self, *arguments: object, faults: Faults | None = None) -> Child:
        """A command on the workspace."""
        return Child(self.home, *arguments, faults=faults)

    def serves(self, faults: Faults | None = None) -> tuple[Child, Sender]:
        """A server, and who sends to it; one that dies before it is ready has no address."""
        begun = time.monotonic()
        child = self.child("up", "--port", "0", faults=faults)
        address = child.said.readline().strip().rpartition(" ")[2]
        self.ready_seconds.append(time.monotonic() - begun)
        return child, Sender(address)

    def batch(self, who: str) -> tuple[tuple[str, ...], dict[str, Any]]:
        """Events of two people; one comes twice, and one nobody can read."""
        self._numbers += 1
        ids = tuple(f"{who}-{self._numbers}-{place}" for place in range(3))
        first = page(ids[0], f"p{self._numbers % 5}")
        events = [
            first, order(ids[1], f"p{self._numbers % 3}"),
            page(ids[2], "ada", f"Shelf {self._numbers % 7}"), first,
            {"type": "page", "name": "Nobody's"},
        ]  # fmt: skip
        return ids, {"batch": events}

    def send(self, sender: Sender, who: str = "a", *, padding: int = 0) -> int:
        """Send a batch; the status of the answer, 0 where there was none.

        Args:
            sender: Who sends.
            who: Of the clients.
            padding: Bytes nobody reads, which fill the inbox.
        """
        ids, body = self.batch(who)
        body |= {"padding": "x" * padding} if padding else {}
        status = 0
        with contextlib.suppress(urllib.error.URLError, HTTPException, OSError):
            status, _ = sender.send(self.key, body)
        self.sent.append(Sent(ids, body, status))
        return status

    def sends_a_conflict(self, sender: Sender) -> None:
        """Another message under a known id."""
        self.conflicts += 1
        other = dict(self.sent[0].body["batch"][0], name=f"Something else {self.conflicts}")
        assert sender.send(self.key, {"batch": [other]})[0] == 200

    def sends_until_it_dies(self, sender: Sender) -> None:
        """Three clients send until the server is gone, a few batches each at the least."""
        until = time.monotonic() + _DIES_WITHIN_SECONDS

        def sends(who: str) -> None:
            while self.send(sender, who) and time.monotonic() < until:
                # The loader shall have its turn, too.
                threading.Event().wait(0.01)

        clients = [threading.Thread(target=sends, args=(who,)) for who in "abc"]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        assert time.monotonic() < until, "the server passed the place where it was to die"

    @property
    def acknowledged(self) -> set[str]:
        """The ids of what was answered with 200."""
        return {one for sent in self.sent if sent.status == 200 for one in sent.ids}

    @property
    def known(self) -> set[str]:
        """The ids of all that was sent."""
        return {one for sent in self.sent for one in sent.ids}

    def comes_back(self) -> None:
        """Start again as anybody would, send again what was not acknowledged, and look."""
        child, sender = self.serves(Faults(values=UNHURRIED))
        with child:
            assert sender.address, (self.home.parent / "stderr").read_text()
            again = [one for one in self.sent if one.status != 200] + self.sent[:2]
            for sent in again:
                assert sender.send(self.key, sent.body)[0] == 200
            self.sent += [Sent(sent.ids, sent.body, 200) for sent in again]
            assert self.send(sender) == 200
            said = sender.drained()
            assert said["ledger_difference"] == 0
            child.process.terminate()
            assert child.wait() == 0
        assert self.ready_seconds[-1] < _READY_WITHIN_SECONDS
        self.is_whole()

    def is_whole(self) -> None:
        """Nothing acknowledged is lost, nothing stands there twice, and all is accounted for."""
        stored = self.stored()
        assert self.acknowledged <= set(stored)
        assert len(stored) == len(set(stored))
        workspace = Workspace(self.home, settings_of(self.home))
        assert [line for line in workspace.sources.ledger() if line.difference] == []
        found = examine(self.home, settings_of(self.home))
        unsound = [check.finding for check in found.checks if not check.is_sound]
        assert not unsound, unsound

    def kept(self) -> set[str]:
        """The ids of what lies in the inbox and in registered segments, whoever loads it."""
        stores = open_stores(self.home, settings_of(self.home), create=False)
        with stores.records.read() as connection:
            batches = inbox_records.batches_between(
                connection, 1, 0, None, most_messages=10**9, most_bytes=10**12
            )
            segments = source_records.segments(connection)
        found = {read_message(raw).message_id for batch in batches for raw in messages_of(batch)}
        for segment in segments:
            path = stores.archive.path(segment.name)
            rows = duckdb.sql(
                "select message_id from read_parquet($path)", params={"path": str(path)}
            )
            found |= {row[0] for row in rows.fetchall()}
        return found

    def stored(self) -> list[str]:
        """The ids of the interactions, in the warehouse brought up to date."""
        stores = open_stores(self.home, settings_of(self.home), create=False)
        with up_to_date(stores) as warehouse:
            return [row[0] for row in warehouse.rows("select message_id from interaction")]


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """A new workspace with one source."""
    return Shop.founded(tmp_path / "home")
