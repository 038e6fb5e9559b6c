"""A message that kills the process reading it is set aside after three deaths; others go on."""

import os
import signal

import pytest

from percorso.settings import Settings
from percorso.workspace import Workspace
from percorso.workspace.arrivals import poison
from tests.conftest import REPOSITORY
from tests.faults.child import Faults, Spot
from tests.faults.shop import page
from tests.flows.server import Server


@pytest.fixture
def poisoned(monkeypatch):
    """Loaders die of a message that says so, and so does whoever else reads it."""
    folders = [str(REPOSITORY / "tests" / "faults" / "poisoned"), os.environ.get("PYTHONPATH", "")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, folders)))
    return monkeypatch


def test_a_message_that_kills_is_set_aside_after_three_deaths_and_the_others_are_stored(
    shop, poisoned
):
    batches = [[page(f"m{batch}-{one}", "ada") for one in range(5)] for batch in range(3)]
    batches[1][2]["name"] = "poison"
    with Server(shop.home, is_forged=False) as server:
        for batch in batches:
            assert server.send(shop.key, {"batch": batch})[0] == 200
        said = server.drained()
        assert said["ledger_difference"] == 0
        assert server.send(shop.key, {"batch": [page("after", "ada")]})[0] == 200
        server.drained()
        assert server.stop() == 0
    poisoned.undo()
    workspace = Workspace(shop.home, Settings(workspace=shop.home))
    assert len(shop.stored()) == 15
    [line] = workspace.sources.ledger()
    assert (line.received, line.stored, line.rejected, line.difference) == (16, 15, 1, 0)
    [waiting] = workspace.rejected.rows("shop")
    assert waiting.kept.rejection.code == "crashed_worker"
    assert "a third over this one alone" in waiting.kept.rejection.reason
    # Whoever reads the batch again leaves it out: sealing, a rebuild from inbox and archive.
    workspace.load_inbox(seal=True)
    assert workspace.rebuild().is_equal is True
    assert workspace.rejected.replay("shop").replayed == 1
    assert len(shop.stored()) == 16


def suspected(shop, *batches):
    """A workspace over whose inbox two processes have died."""
    with Server(shop.home, "--only", "collect", is_forged=False) as server:
        for batch in batches:
            assert server.send(shop.key, {"batch": [page(one, "ada") for one in batch]})[0] == 200
    (shop.home / "scratch" / "reading-0001").write_text("0 2", encoding="ascii")
    return Workspace(shop.home, Settings(workspace=shop.home))


def test_a_killer_that_comes_again_is_one_entry_and_the_ledger_closes(shop, monkeypatch):
    workspace = suspected(shop, ["m1", "m2"], ["m1", "m2"])

    def dies_at(_, suspects, *, is_one_by_one):
        ids = [one.message.raw for one in suspects]
        return next((place for place, raw in enumerate(ids) if '"m2"' in raw), None)

    monkeypatch.setattr(poison, "dies_at", dies_at)
    workspace.load_inbox()
    [line] = workspace.sources.ledger()
    assert (line.stored, line.rejected, line.duplicate, line.difference) == (1, 1, 2, 0)
    assert len(list(workspace.rejected.rows("shop"))) == 1


def test_messages_that_kill_only_together_are_read_in_smaller_pages(shop, monkeypatch):
    workspace = suspected(shop, ["m0"], ["m1"], ["m2"], ["m3"])
    tried = []

    def dies_at(_, suspects, *, is_one_by_one):
        tried.append((len(suspects), is_one_by_one))
        return len(suspects) if len(suspects) > 2 else None

    monkeypatch.setattr(poison, "dies_at", dies_at)
    workspace.load_inbox()
    assert tried == [(4, False), (4, True), (2, False)]
    assert sorted(shop.stored()) == ["m0", "m1", "m2", "m3"]
    assert not list(workspace.rejected.rows("shop"))


def test_a_server_killed_from_outside_over_the_same_page_sets_nothing_aside(shop):
    # It happens that somebody kills a server again and again; no message is to blame.
    judging = Faults(Spot("percorso.workspace.arrivals.inbox_loading:_judge"))
    child, sender = shop.serves(judging)
    shop.sends_until_it_dies(sender)
    assert child.wait() == -signal.SIGKILL
    for _ in range(3):
        child, _ = shop.serves(judging)
        assert child.wait() == -signal.SIGKILL
    shop.comes_back()
    workspace = Workspace(shop.home, Settings(workspace=shop.home))
    codes = [one.as_json()["code"] for one in workspace.rejected.rows("shop")]
    assert "crashed_worker" not in codes


def test_what_raises_while_a_page_is_read_has_killed_nobody(shop, monkeypatch):
    workspace = Workspace(shop.home, Settings(workspace=shop.home))
    note = shop.home / "scratch" / "reading-0001"
    with Server(shop.home, "--only", "collect", is_forged=False) as server:
        assert shop.send(server) == 200
    with monkeypatch.context() as patched:
        patched.setattr("percorso.workspace.arrivals.inbox_loading._judge", _fails)
        with pytest.raises(RuntimeError):
            workspace.load_inbox()
    assert not note.exists()


def _fails(*_: object) -> None:
    raise RuntimeError
