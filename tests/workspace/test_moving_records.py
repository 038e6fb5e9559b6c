"""Records go from their folder into a database: all of them, or none, however often it is tried."""

import json
import threading

import pytest

from percorso.settings import Settings
from percorso.store.records import copying
from percorso.store.records.copying import CopyDiffers, DatabaseNotEmpty
from percorso.store.records.database import RecordsFailed
from percorso.workspace import Workspace, moving_records
from percorso.workspace.moving_records import RecordsMoved, TargetMissing, move_records
from percorso.workspace.stores import open_stores
from tests.flows.door import percorso
from tests.workspace.inbox import Inbox, event


@pytest.fixture
def address(postgresql):
    with postgresql.database() as one:
        yield one


@pytest.fixture
def home(tmp_path):
    """A workspace with a bit of everything: messages, some of them waiting, files, edits."""
    home = tmp_path / "home"
    inbox = Inbox(home)
    inbox.brings(*(event(f"m{number}", f"u{number % 7}") for number in range(30)))
    inbox.brings(event("bad", name="a\0b \x1a0 perché"), event("m1", "another"))
    inbox.load(seal=True)
    inbox.brings(event("later", "zoe"), event("m2", "u2"))
    workspace = inbox.workspace
    workspace.sources.add_entry("bari", kind="counter")
    file = tmp_path / "till.csv"
    file.write_text("time,user_id,event,amount\n2026-10-01,u1,Call,1\nnever,u1,Call,1\n")
    workspace.load(file, source="till")
    return home


def opened(home, url="") -> Workspace:
    return Workspace(home, Settings(workspace=home, records_url=url, lock_wait_seconds=0.0))


def moved(home, url):
    return move_records(home, Settings(workspace=home, lock_wait_seconds=0.0), url)


def said(workspace: Workspace) -> list[object]:
    """What a workspace says of all that lies in its records."""
    drawn = json.loads(workspace.map().to_json())
    drawn.pop("computed_at")
    ledger = [line.as_json() for line in workspace.sources.ledger()]
    customer = workspace.customer("u1", clear=True).to_dict()
    customer.pop("computed_at", None)
    return [drawn, ledger, customer, [one.as_json() for one in workspace.sources.all()],
            [str(one) for one in workspace.rejected.groups()]]  # fmt: skip


def test_all_is_there_and_goes_on_where_it_was(home, address):
    before = said(opened(home))
    answer = percorso("records", "copy", "--to", address, "-w", home, "--json")
    assert answer.code == 0, answer.err
    assert answer.data["rows"]["inbox"] == 1
    assert answer.data["rows"]["customer"] > 7
    assert said(opened(home, address)) == before
    # Numbers go on: a batch under a number that was used before would never be loaded.
    inbox = Inbox(home, address)
    inbox.brings(event("newest", "ada"), event("later", "zoe"))
    inbox.load()
    [line] = [one for one in inbox.workspace.sources.ledger() if one.source == "shop"]
    assert (line.pending, line.difference, line.duplicate) == (0, 0, 2)
    assert percorso("doctor", "-w", home).code == 3
    assert not list(home.glob("records.sqlite*"))


def test_the_inbox_never_uses_a_number_again(tmp_path, address):
    home = tmp_path / "home"
    inbox = Inbox(home)
    inbox.brings(event("m1"))
    inbox.brings(event("m2"))
    inbox.load(seal=True)
    moved(home, address)
    inbox = Inbox(home, address)
    inbox.brings(event("m3"))
    inbox.load()
    [line] = inbox.workspace.sources.ledger()
    assert (line.stored, line.pending) == (3, 0)


@pytest.mark.parametrize("step", ["copy_rows", "contents", "close_for_good", "note_place"])
def test_interrupted_at_any_step_it_is_done_by_running_it_again(home, address, monkeypatch, step):
    before = said(opened(home))

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    module = moving_records if step == "note_place" else copying
    with monkeypatch.context() as broken:
        broken.setattr(module, step, interrupted)
        with pytest.raises(KeyboardInterrupt):
            moved(home, address)
    if step != "note_place":
        assert said(opened(home)) == before
    assert moved(home, address).rows["ledger"] > 0
    assert said(opened(home, address)) == before
    with pytest.raises(RecordsMoved, match="PERCORSO_RECORDS_URL"):
        moved(home, address)


def test_killed_before_its_last_step_nobody_writes_what_would_be_left_behind(
    home, address, monkeypatch
):
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(moving_records, "note_place", interrupted)
        with pytest.raises(KeyboardInterrupt):
            moved(home, address)
    with pytest.raises(RecordsFailed, match="run percorso records copy again"):
        opened(home).sources.add("new", kind="server")


def test_who_waits_to_write_meanwhile_loses_nothing(home, address, monkeypatch):
    outcome: list[object] = []
    late = opened(home)

    def add() -> None:
        try:
            outcome.append(late.sources.add("late", kind="server"))
        except RecordsFailed as refused:
            outcome.append(refused)

    writer = threading.Thread(target=add)
    copied = copying.copy_rows

    def copy_rows(*connections):
        writer.start()
        return copied(*connections)

    monkeypatch.setattr(copying, "copy_rows", copy_rows)
    moved(home, address)
    writer.join()
    assert isinstance(outcome[0], RecordsFailed)
    assert "late" not in [one.door.key for one in opened(home, address).sources.all()]


def test_a_database_that_holds_something_is_refused_and_left_alone(home, address, postgresql):
    postgresql.do("create table theirs (a int)", postgresql.name(address))
    with pytest.raises(DatabaseNotEmpty, match="tables of something else"):
        moved(home, address)
    assert postgresql.do("select count(*) from theirs", postgresql.name(address)) == "0"
    assert opened(home).sources.all()


def test_an_older_copy_and_another_workspace_are_refused(home, tmp_path, address, monkeypatch):
    monkeypatch.setattr(copying, "close_for_good", _stop)
    with pytest.raises(KeyboardInterrupt):
        moved(home, address)
    monkeypatch.undo()
    opened(home).sources.add("since", kind="server")
    with pytest.raises(DatabaseNotEmpty, match="an older copy"):
        moved(home, address)
    other = tmp_path / "other"
    Inbox(other)
    with pytest.raises(DatabaseNotEmpty, match="the workspace 'home'"):
        moved(other, address)


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_copy_that_is_not_the_same_is_not_kept(home, address, monkeypatch, postgresql):
    copied = copying.copy_rows

    def copy_rows(source, target):
        found = copied(source, target)
        target.exec_driver_sql("update ledger set received = received + 1")
        return found

    monkeypatch.setattr(copying, "copy_rows", copy_rows)
    with pytest.raises(CopyDiffers, match="ledger"):
        moved(home, address)
    asked = "select count(*) from information_schema.tables where table_schema = 'public'"
    assert postgresql.do(asked, postgresql.name(address)) == "0"
    assert opened(home).sources.ledger()


def test_beside_a_server_nothing_is_copied(home, address):
    stores = open_stores(home, Settings(workspace=home), create=False)
    with moving_records.hold_server(stores.folder, "http://127.0.0.1:1"):
        answer = percorso("records", "copy", "--to", address, "-w", home)
    assert answer.code == 4
    assert "http://127.0.0.1:1" in answer.err


def test_without_a_database_it_says_how_to_name_one(home):
    with pytest.raises(TargetMissing, match="--to postgresql://"):
        moved(home, None)
