"""One live server for the clients of a module, and a source for each of them."""

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.flows.clients.packages import HERE, node_modules, python_of_old_clients
from tests.flows.clients.relay import Fault, Relay, Sent
from tests.flows.door import percorso
from tests.flows.server import Server

DRIVERS = HERE / "drivers"


@dataclass(frozen=True, slots=True)
class Told:
    """A client that was told a story, to its end.

    Attributes:
        source: The source it sent for.
        sent: Its requests, in their order.
        said: What it wrote on its error stream.
    """

    source: str
    sent: list[Sent]
    said: str

    @property
    def kept(self) -> list[Sent]:
        """What the server has taken of it."""
        return [one for one in self.sent if one.is_kept]


class Home:
    """A server, and a new source for each client that asks."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._numbers = itertools.count(1)

    def source(self, kind: str = "server", *more: str) -> dict[str, str]:
        """A new source, with its name, id and key."""
        name = f"client-{next(self._numbers)}"
        told: dict[str, str] = percorso(
            "source", "add", name, "--kind", kind, *more, "-w", self.server.home, "--json"
        ).data
        return told

    def tell(self, client: str, story: list[dict[str, Any]], *faults: Fault, key: str = "") -> Told:
        """Let a client send a story, and wait until it ends by itself."""
        made = self.source()
        with Relay(self.server.address, *faults) as relay:
            done = subprocess.run(
                [*_command(client), relay.address, key or _key(client, made)],
                input=json.dumps(story), capture_output=True, text=True, check=True, timeout=60,
                env=_environment(client),
            )  # fmt: skip
            return Told(made["name"], list(relay.sent), done.stdout + done.stderr)

    def ledger(self, source: str) -> dict[str, int]:
        """What became of a source's messages, zeros left out."""
        lines = percorso("ledger", "-w", self.server.home, "--json").data
        [line] = [one for one in lines if one["source"] == source]
        assert line.pop("difference") == 0
        return {name: count for name, count in line.items() if count and name != "source"}


def _command(client: str) -> list[str | Path]:
    """The program that tells a client a story."""
    own = {
        "@jitsu/js": ["node", DRIVERS / "jitsu_client.cjs"],
        "posthog-node": ["node", DRIVERS / "posthog_client.cjs"],
    }
    if client == "posthog":
        return [python_of_old_clients(), DRIVERS / "posthog_client.py"]
    if client.endswith("-python"):
        is_old = client == "analytics-python"
        python = python_of_old_clients() if is_old else Path(sys.executable)
        return [python, DRIVERS / "python_client.py", client]
    return own.get(client, ["node", DRIVERS / "node_client.cjs", client])


def _environment(client: str) -> dict[str, str]:
    is_python = client == "posthog" or client.endswith("-python")
    more = {"PYTHONPATH": ""} if is_python else {"NODE_PATH": str(node_modules())}
    return {**os.environ, **more}


def _key(client: str, made: dict[str, str]) -> str:
    return f"{made['id']}:{made['write_key']}" if client == "@jitsu/js" else made["write_key"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A live server."""
    folder = tmp_path_factory.mktemp("clients") / "home"
    percorso("source", "add", "first", "--kind", "server", "-w", folder)
    with Server(folder) as server:
        yield Home(server)
