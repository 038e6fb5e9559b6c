"""Commands and the library beside a server that is sent to: their turn comes, and is right."""

import itertools
import json
import threading
from typing import Any

import pytest

from percorso.cli.options import settings_of
from percorso.workspace import Workspace
from tests.flows.door import percorso
from tests.flows.server import Server
from tests.thorough import THOROUGH

ROUNDS = 3 if THOROUGH else 2
BATCH = 25
PEOPLE = 400
NAMES = ("Product Viewed", "Cart Viewed", "Order Completed", "Store Visited")


class Feeder:
    """Sends one batch after another, some hundred events a second, until it is told to end."""

    def __init__(self, server: Server, key: str) -> None:
        self._server, self._key = server, key
        self._end = threading.Event()
        self.acknowledged = 0
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "Feeder":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _run(self) -> None:
        numbers = itertools.count(PEOPLE)
        while not self._end.wait(0.03):
            batch = [_event(next(numbers)) for _ in range(BATCH)]
            status, _ = self._server.send(self._key, {"batch": batch})
            self.acknowledged += BATCH * (status == 200)


def _event(number: int) -> dict[str, object]:
    return {
        "type": "track", "event": NAMES[number % 4], "userId": f"u{number % PEOPLE}",
        "messageId": f"m{number}", "timestamp": f"2026-11-20T10:{number // 60 % 60:02d}:00Z",
        "context": {"traits": {"email": f"a{number % PEOPLE}@lume.example"}},
    }  # fmt: skip


@pytest.fixture
def home(tmp_path, records_url):
    return tmp_path / "home"


def _answers(home) -> list[dict[str, Any]]:
    """What the command line and the library say of the same things, instants of asking aside."""
    asked = percorso("map", "-w", home, "--json")
    assert asked.code == 0, asked.err
    workspace = Workspace(home, settings_of(home))
    drawn, customer = (
        json.loads(workspace.map().to_json()),
        workspace.customer("a7@lume.example").to_dict(),
    )
    listed = percorso("journeys", "list", "-w", home, "--json").data
    told = [asked.data, drawn, customer, {"journeys": listed}]
    for one in told:
        one.pop("computed_at", None)
    return told


def test_commands_take_turns_with_a_server_that_is_sent_to_all_the_time(home, tmp_path):
    key = percorso("source", "add", "web", "--kind", "server", "-w", home, "--json").data[
        "write_key"
    ]
    counts, rows = [], 0
    with Server(home) as server:
        server.send(key, {"batch": [_event(number) for number in range(PEOPLE)]})
        server.drained()
        with Feeder(server, key) as feeder:
            for number in range(ROUNDS):
                file = tmp_path / f"till-{number}.csv"
                file.write_text(
                    "time,user_id,event\n"
                    + "".join(f"2026-10-01 10:{number}0:00,u{one},Call\n" for one in range(20))
                )
                loaded = percorso("load", file, "-w", home, "--source", "till", "--json")
                assert loaded.code == 0, loaded.err
                rows += 20
                drawn, library, customer, _ = _answers(home)
                counts.append(drawn["totals"]["interactions"])
                assert library["totals"]["interactions"] >= counts[-1]
                assert customer["interactions"]
        health = server.drained()
        assert (health["loader"], health["ledger_difference"]) == ("ok", 0)
        beside = _answers(home)
        assert server.stop() == 0
    # What was loaded meanwhile was seen by who asked meanwhile, and all of it in the end.
    assert counts == sorted(set(counts))
    assert beside[0]["totals"]["interactions"] == feeder.acknowledged + PEOPLE + rows
    assert beside == _answers(home)
