"""PostgreSQL falls over under load: what was acknowledged is there, and the server goes on."""

import json
import threading
import time
import urllib.error
import urllib.request

import pytest

from tests.faults.shop import Shop, page
from tests.flows.server import Server

_ENOUGH = 15
_CLIENTS = 3
_WELL_WITHIN_SECONDS = 60


@pytest.fixture
def shop(own_postgresql, tmp_path, monkeypatch):
    own_postgresql.start()
    with own_postgresql.database() as address:
        monkeypatch.setenv("PERCORSO_RECORDS_URL", address)
        yield Shop.founded(tmp_path / "home")


def _sends_until(done: threading.Event, shop: Shop, server: Server, who: str) -> None:
    while not done.is_set():
        if shop.send(server, who) != 200:
            # Less patient than Retry-After asks for, and no busy loop.
            done.wait(0.05)


def _health_refused(server: Server) -> tuple[int, str, dict[str, object]]:
    with pytest.raises(urllib.error.HTTPError) as told:
        urllib.request.urlopen(f"{server.address}/health", timeout=30)  # noqa: S310 - our own
    with told.value as answer:
        return answer.code, str(answer.headers["Retry-After"]), json.loads(answer.read())


def test_a_database_that_falls_over_loses_nothing_and_is_found_again(shop, own_postgresql):
    done = threading.Event()
    with Server(shop.home) as server:
        clients = [
            threading.Thread(target=_sends_until, args=(done, shop, server, str(one)))
            for one in range(_CLIENTS)
        ]
        for client in clients:
            client.start()
        for fall in range(1, 4):
            while len(shop.acknowledged) < fall * _ENOUGH:
                threading.Event().wait(0.01)
            own_postgresql.stop()
            status, retry_after, said = _health_refused(server)
            assert (status, said["status"]) == (503, "failing")
            for key in (shop.key, "nobody's"):
                status, said = server.send(key, {"batch": [page("never", "eve")]})
                assert (status, said["code"]) == (503, "unavailable")
            assert int(retry_after) > 0
            own_postgresql.start()
        while len(shop.acknowledged) < 5 * _ENOUGH:
            threading.Event().wait(0.01)
        done.set()
        for client in clients:
            client.join()
        refused = [one for one in shop.sent if one.status != 200]
        for sent in refused:
            assert server.send(shop.key, sent.body)[0] == 200
        until = time.monotonic() + _WELL_WITHIN_SECONDS
        # The loader says that it had trouble until a whole round has gone well.
        while (health := server.drained())["status"] != "ok":
            assert time.monotonic() < until, health
        assert health["ledger_difference"] == 0
        assert server.stop() == 0
    assert {sent.status for sent in refused} == {503}
    shop.is_whole()
