"""`percorso up`: what is acknowledged is kept, whatever happens to the server."""

import json
import random
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from percorso.cli.options import settings_of
from percorso.workspace.restoring import up_to_date
from percorso.workspace.stores import open_stores
from tests.faults.random_kills import kill_often
from tests.flows.door import percorso
from tests.flows.server import Server
from tests.thorough import THOROUGH

# Twenty in all; two hundred are for `tools/kill-test`.
KILLS, KILLS_OVER_A_DATABASE = 16, 4
EVENTS = 10_000 if THOROUGH else 2_000


class Shop:
    """A workspace with one source that sends."""

    def __init__(self, home: Path) -> None:
        self.home = home
        made = percorso("source", "add", "shop", "--kind", "server", "-w", home, "--json").data
        self.key, self.id = made["write_key"], made["id"]

    def ledger(self) -> dict[str, int]:
        [line] = percorso("ledger", "-w", self.home, "--json").data
        assert line.pop("difference") == 0
        assert line.pop("source") == "shop"
        return {name: count for name, count in line.items() if count}

    def stored_ids(self) -> list[str]:
        """The message ids in the warehouse."""
        stores = open_stores(self.home, settings_of(self.home), create=False)
        with up_to_date(stores) as warehouse:
            return [row[0] for row in warehouse.rows("select message_id from interaction")]


@pytest.fixture
def shop(tmp_path, records_url):
    opened = Shop(tmp_path / "home")
    yield opened
    for line in percorso("ledger", "-w", opened.home, "--json").data:
        assert line["difference"] == 0


def page(message_id: str, person: str = "ada") -> dict[str, str]:
    return {
        "type": "page", "userId": person, "messageId": message_id, "name": "Home",
        "timestamp": "2026-11-20T10:00:00Z",
    }  # fmt: skip


def test_what_is_sent_is_seen_by_commands_while_the_server_runs(shop):
    with Server(shop.home) as server:
        status, said = server.send(shop.key, {"batch": [page("m1"), page("m2", "bob")]})
        assert (status, said["accepted"]) == (200, 2)
        health = server.drained()
        assert (health["status"], health["ledger_difference"]) == ("ok", 0)
        totals = percorso("map", "-w", shop.home, "--json").data["totals"]
        assert totals["customers"] == 2
        assert percorso("doctor", "-w", shop.home).code == 0
        second = percorso("up", "-w", shop.home, "--port", "0")
        assert second.code == 4
        assert f"process {server.process.pid} at {server.address}" in second.err
        assert server.stop() == 0
    assert shop.ledger() == {"received": 2, "stored": 2}


def test_a_server_that_only_collects_leaves_loading_to_the_next_one(shop):
    with Server(shop.home, "--only", "collect") as server:
        server.send(shop.key, {"batch": [page("m1")]})
        assert server.health()["inbox"]["messages"] == 1
        assert server.stop() == 0
    assert shop.ledger() == {"received": 1, "pending": 1}
    with Server(shop.home) as server:
        server.drained()
    assert shop.ledger() == {"received": 1, "stored": 1}


def test_a_key_is_revoked_and_a_source_switched_off_in_a_running_server(shop):
    with Server(shop.home) as server:
        assert server.send(shop.key, {"batch": [page("m1")]})[0] == 200
        rotated = percorso(
            "source", "rotate", "shop", "-w", shop.home, "--overlap-hours", 0, "--json"
        ).data
        status, said = server.send(shop.key, {"batch": [page("m2")]})
        assert (status, said["code"]) == (401, "unknown_key")
        assert server.send(rotated["write_key"], {"batch": [page("m3")]})[0] == 200
        percorso("source", "disable", "shop", "-w", shop.home)
        status, said = server.send(rotated["write_key"], {"batch": [page("m4")]})
        assert (status, said["code"]) == (404, "source_disabled")
        [listed] = percorso("source", "list", "-w", shop.home, "--json").data
        assert (listed["enabled"], listed["live_keys"], listed["write_key"]) == (False, 1, None)


def test_a_server_killed_at_any_instant_loses_nothing_it_acknowledged(tmp_path, records_url):
    kills = KILLS_OVER_A_DATABASE if records_url else KILLS
    outcome = kill_often(tmp_path / "home", kills, random.randrange(10**6), is_forged=True)
    assert outcome.acknowledged, outcome
    assert outcome.is_well, outcome


def test_the_same_events_three_times_are_stored_once(shop):
    batches = [
        {"batch": [page(f"m{first + place}", f"p{place}") for place in range(500)]}
        for first in range(0, EVENTS, 500)
    ]
    with Server(shop.home) as server:
        for batch in batches:
            assert server.send(shop.key, batch)[0] == 200
        senders = [
            threading.Thread(target=server.send, args=(shop.key, batch)) for batch in batches
        ]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
    with Server(shop.home) as server:
        for batch in batches:
            assert server.send(shop.key, batch)[0] == 200
        server.drained()
    assert shop.ledger() == {"received": 3 * EVENTS, "stored": EVENTS, "duplicate": 2 * EVENTS}
    assert len(shop.stored_ids()) == EVENTS


def test_the_commands_of_sources_say_what_they_made(shop):
    again = percorso("source", "add", "shop", "--kind", "server", "-w", shop.home)
    assert again.code == 4
    assert "percorso source rotate shop" in again.err
    browser = percorso("source", "add", "site", "--kind", "browser", "-w", shop.home)
    assert browser.code == 2
    assert "--origin" in browser.err
    made = percorso(
        "source", "add", "site", "--kind", "browser", "--origin", "https://shop.example", "-w",
        shop.home, "--json",
    ).data  # fmt: skip
    assert set(made) == {"name", "id", "write_key", "tag", "notice"}
    assert "PERCORSO_PUBLIC_URL" in made["notice"]
    assert f'data-write-key="{made["write_key"]}"' in made["tag"]
    listed = percorso("source", "list", "-w", shop.home, "--json").data
    assert [one["write_key"] for one in listed] == [None, made["write_key"]]
    with open_stores(shop.home, settings_of(shop.home), create=False).records.read() as connection:
        kept = [str(row) for row in connection.execute(text("select * from door_key"))]
    assert len(kept) == 2
    assert not any(shop.key in row for row in kept)
    assert json.dumps(listed).count(shop.key) == 0
