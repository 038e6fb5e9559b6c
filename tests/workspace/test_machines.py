"""A sender that is found to be a machine: told of, counted in the ledger, and ruled a person."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

import percorso
from percorso.workspace.examining import examine
from tests.flows.door import percorso as command
from tests.workspace.inbox import Inbox, event

NOON = datetime(2026, 11, 20, 12, 0)


@pytest.fixture
def inbox(tmp_path):
    return Inbox(tmp_path / "home")


def moments(count: int, apart: timedelta, since: datetime = NOON) -> Iterator[str]:
    for place in range(count):
        yield (since + place * apart).isoformat(timespec="milliseconds") + "Z"


def fast(first: int, count: int) -> list[object]:
    """Messages of one user, 200 a second."""
    apart = timedelta(milliseconds=5)
    return [
        event(f"r{first + place}", person="robot", timestamp=at)
        for place, at in enumerate(moments(count, apart, NOON + first * apart))
    ]


def customers(inbox: Inbox) -> int:
    return int(inbox.workspace.map().data["totals"]["customers"])


def ada_and_a_machine(inbox: Inbox) -> None:
    """It is a machine's from the second batch on."""
    inbox.brings(event("a1"), event("a2", person="bob"), *fast(0, 600))
    inbox.load()
    assert customers(inbox) == 3
    inbox.brings(*fast(600, 600))
    inbox.load()


def test_a_machine_is_left_out_of_what_was_counted_and_stands_in_the_ledger(inbox):
    ada_and_a_machine(inbox)
    assert customers(inbox) == 2
    assert inbox.ledger() == {"received": 1202, "stored": 1202, "machine": 1200}
    assert inbox.stored == 1202
    [source] = inbox.workspace.reconciliation.report().sources
    assert sum(day.held for day in source.days if day.measure == "contacts") == 2
    before = inbox.workspace.map().data
    rebuilt = inbox.workspace.rebuild()
    assert rebuilt.is_equal is True
    after = inbox.workspace.map().data
    assert {**after, "computed_at": ""} == {**before, "computed_at": ""}
    assert inbox.ledger() == {"received": 1202, "stored": 1202, "machine": 1200}
    found = examine(inbox.workspace.folder, inbox.stores.settings)
    assert found.is_sound
    [waits] = [one for one in found.waits if one.what == "machines"]
    assert waits.finding.startswith("1 identifiers behave like machines; 1,200 contacts")


def test_it_is_told_which_and_why_and_a_person_stays_one(inbox):
    ada_and_a_machine(inbox)
    identity = inbox.workspace.identity
    [found] = identity.machines(clear=True)
    assert (found.identifier, found.event, found.rule) == ("user_id robot", None, "too_fast")
    assert (found.contacts, found.days, found.is_person) == (1200, 1, False)
    identity.say_person("robot", actor="Paola", reason="our tester")
    assert customers(inbox) == 3
    assert inbox.ledger() == {"received": 1202, "stored": 1202}
    inbox.brings(*fast(1200, 5))
    inbox.load()
    [found] = identity.machines()
    assert (found.contacts, found.is_person) == (0, True)
    assert "robot" not in found.identifier
    assert inbox.workspace.rebuild().is_equal is True
    identity.withdraw_person("robot")
    assert inbox.ledger() == {"received": 1207, "stored": 1207, "machine": 1205}
    with pytest.raises(percorso.NotFoundError, match="Nobody has said"):
        identity.withdraw_person("robot")
    with pytest.raises(percorso.NotFoundError, match="nowhere"):
        identity.say_person("nowhere")


def test_the_command_says_what_beats_and_counts_the_rest_of_its_contacts(inbox):
    beat = [
        event(f"b{place}", person="watch", name="Ping", timestamp=at)
        for place, at in enumerate(moments(100, timedelta(minutes=5)))
    ]
    inbox.brings(*beat, event("b", person="watch", name="Home", timestamp="2026-11-20T13:00:01Z"))
    inbox.load()
    home = inbox.workspace.folder
    told = command("identity", "machines", "--clear", "-w", home).out
    assert "2026-11-20 to 2026-11-20 (1 day)  user_id watch  100 contacts" in told
    assert '"Ping" every 300 s' in told
    [line] = command("ledger", "-w", home, "--json").data
    assert (line["stored"], line["machine"], line["difference"]) == (101, 100, 0)
    assert command("identity", "person", "watch", "-w", home).code == 0
    [told] = command("identity", "machines", "-w", home, "--json").data
    assert (told["person"], told["contacts"], told["from"]) == (True, 0, "2026-11-20")
    assert command("identity", "person", "watch", "--undo", "-w", home).code == 0
    assert command("identity", "person", "watch", "--undo", "-w", home).code == 3
