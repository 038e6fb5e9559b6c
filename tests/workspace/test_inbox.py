"""Messages move from the inbox to the warehouse: each once, in order, all accounted for."""

import pytest

from percorso.collect import messages
from percorso.workspace.arrivals import inbox_loading
from percorso.workspace.examining import examine
from percorso.workspace.server import loader
from tests.workspace.inbox import RECEIVED, Inbox, event


@pytest.fixture
def inbox(tmp_path, records_url):
    opened = Inbox(tmp_path / "home", records_url)
    yield opened
    for line in opened.workspace.sources.ledger():
        assert line.difference == 0


def test_what_was_brought_is_stored_once_and_stands_on_the_map(inbox):
    order = {"total": 42.5, "currency": "EUR", "order_id": "O-1"}
    inbox.brings(event("m1"), event("m2", name="Order Completed", properties=order))
    assert inbox.ledger() == {"received": 2, "pending": 2}
    inbox.load()
    assert inbox.ledger() == {"received": 2, "stored": 2}
    rows = inbox.ask(
        "select type, amount_minor, currency, subject.order_id, occurred_at_quality "
        "from interaction order by message_id"
    )
    assert rows == [
        ("contact", None, None, None, "exact"),
        ("order.placed", 4250, "EUR", "O-1", "exact"),
    ]
    totals = inbox.workspace.map().data["totals"]
    assert (totals["customers"], totals["success"]) == (1, 1)


def test_a_message_that_comes_again_is_counted_and_not_stored_again(inbox):
    inbox.brings(event("m1"), event("m2"), event("m1"))
    inbox.load()
    inbox.brings(event("m2"))
    inbox.load(seal=True)
    inbox.brings(event("m1"), event("m3"))
    inbox.load()
    assert inbox.ledger() == {"received": 6, "stored": 3, "duplicate": 3}
    assert inbox.stored == 3


def test_another_content_under_a_known_id_waits_and_comes_in_under_a_new_one(inbox):
    inbox.brings(event("m1", name="Home"))
    inbox.brings(event("m1", name="Cart Viewed"))
    inbox.load()
    assert inbox.ledger() == {"received": 2, "stored": 1, "rejected": 1}
    [waiting] = inbox.workspace.rejected.rows("shop")
    assert waiting.as_json()["code"] == "message_id_conflict"
    assert inbox.workspace.rejected.replay("shop").rejected == 1
    report = inbox.workspace.rejected.replay("shop", new_ids=True)
    assert (report.tried, report.replayed, report.rejected) == (1, 1, 0)
    assert inbox.stored == 2
    assert not list(inbox.workspace.rejected.rows("shop"))
    assert inbox.workspace.rejected.replay("shop", new_ids=True).tried == 0


def test_messages_without_an_id_are_known_by_what_they_say(inbox):
    inbox.brings(event(None), event(None), event(None, name="Cart Viewed"))
    inbox.load()
    assert inbox.ledger() == {"received": 3, "stored": 2, "duplicate": 1}
    assert inbox.ask("select distinct flags from interaction") == [(["message_id_replaced"],)]


def test_two_sources_never_share_ids(inbox):
    inbox.brings(event("m1"))
    inbox.brings(event("m1"), source="site")
    inbox.load()
    assert inbox.stored == 2


def test_sealed_messages_lie_in_the_archive_and_the_inbox_is_empty(inbox):
    inbox.brings(event("m1"), event("m2"), event("m1"))
    inbox.load(seal=True)
    [segment] = (inbox.workspace.folder / "archive").glob("*.parquet")
    assert inbox.ask("select distinct segment from interaction") == [(segment.stem,)]
    with inbox.stores.records.read() as connection:
        assert connection.exec_driver_sql("select count(*) from inbox").scalar() == 0
    found = examine(inbox.workspace.folder, inbox.stores.settings)
    assert [check.finding for check in found.checks if not check.is_sound] == []


@pytest.mark.parametrize("sealed", [True, False])
def test_a_warehouse_that_is_lost_comes_back_equal_sealed_or_not(inbox, sealed):
    inbox.brings(event("m1"), event("m2", person="bob", name="Order Completed"))
    inbox.load(seal=sealed)
    inbox.brings(event("m2", person="bob"), event("m3", person="bob"), event("m1"))
    inbox.load()
    rebuilt = inbox.workspace.rebuild()
    assert rebuilt.is_equal is True
    inbox.stores.warehouse_path.unlink()
    assert inbox.ask("select count(*) from customer") == [(2,)]
    assert inbox.workspace.rebuild().after == rebuilt.after
    assert inbox.ledger() == {"received": 5, "stored": 3, "duplicate": 1, "rejected": 1}


def test_what_was_counted_and_not_stored_when_the_loader_died_is_stored_by_the_next_one(
    inbox, monkeypatch
):
    inbox.brings(event("m1"))
    inbox.load()
    inbox.brings(event("m1"), event("m2"))

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(inbox_loading, "store_inbox", dies)
    with pytest.raises(KeyboardInterrupt):
        inbox.load()
    monkeypatch.undo()
    assert inbox.ledger() == {"received": 3, "stored": 2, "duplicate": 1}
    assert inbox.stored == 2
    assert inbox.ledger() == {"received": 3, "stored": 2, "duplicate": 1}


def test_a_message_its_reader_fails_on_is_set_aside_with_the_reason_and_comes_in_when_mended(
    inbox, monkeypatch
):
    read = messages.read_message

    def fails_on_bob(message):
        if '"bob"' in message.raw:
            raise ZeroDivisionError("poison")
        return read(message)

    monkeypatch.setattr(inbox_loading, "read_message", fails_on_bob)
    inbox.brings(event("m1"), event("m2", person="bob"), event("m3"))
    inbox.load()
    assert inbox.ledger() == {"received": 3, "stored": 2, "rejected": 1}
    [waiting] = inbox.workspace.rejected.rows("shop")
    assert waiting.kept.rejection.code == "crashed_worker"
    assert "ZeroDivisionError" in waiting.kept.rejection.reason
    monkeypatch.undo()
    assert inbox.workspace.rejected.replay("shop").replayed == 1
    assert inbox.stored == 3


def test_what_a_robot_did_is_kept_and_on_no_map(inbox):
    inbox.brings(event("m1"))
    inbox.load()
    with inbox.stores.records.write() as connection:
        connection.exec_driver_sql("delete from inbox")
    inbox.brings(event("m2", person="bob"))
    with inbox.stores.records.write() as connection:
        connection.exec_driver_sql(
            """update inbox set envelope = '{"format":"segment","agent":"robot"}'"""
        )
    inbox.load()
    assert inbox.ask("select human_verdict, verdict_reason from interaction where "
                     "message_id = 'm2'") == [("machine", "robot_agent")]  # fmt: skip
    assert inbox.ask("select count(*) from resolved") == [(1,)]
    found = examine(inbox.workspace.folder, inbox.stores.settings)
    assert not [check for check in found.checks if check.name == "warehouse" and not check.is_sound]


def test_files_and_messages_of_one_source_live_together(inbox, tmp_path):
    export = tmp_path / "export.csv"
    export.write_text("customer,at,touchpoint\nada,2025-01-01T10:00:00Z,Home\n")
    inbox.brings(event("m1"))
    inbox.workspace.load(export, source="shop")
    inbox.load(seal=True)
    assert inbox.workspace.load(export, source="shop").duplicate == 1
    assert inbox.workspace.rebuild().is_equal is True
    inbox.workspace.reread("shop", time_zone="UTC")
    assert inbox.stored == 2


def test_a_round_goes_on_while_more_than_a_page_waits(inbox, monkeypatch):
    monkeypatch.setattr(loader, "_ROUND_SECONDS", 0.0)
    for place in (loader, inbox_loading):
        monkeypatch.setattr(place, "MOST_MESSAGES", 1)
    for name in ("m1", "m2", "m3"):
        inbox.brings(event(name))
    monkeypatch.setattr(loader, "_ROUND_BEHIND_SECONDS", 600.0)
    assert loader.load_round(inbox.stores) == 2
    monkeypatch.setattr(loader, "_ROUND_BEHIND_SECONDS", 0.0)
    inbox.brings(event("m4"), event("m5"))
    assert [loader.load_round(inbox.stores) for _ in range(3)] == [1, 1, 0]
    assert inbox.ledger() == {"received": 5, "stored": 5}


def test_a_message_counts_in_the_minute_it_was_received_in(inbox):
    inbox.brings(event("m1"))
    inbox.load()
    with inbox.stores.records.read() as connection:
        [row] = connection.exec_driver_sql("select minute_at, received, stored from ledger")
    assert tuple(row)[1:] == (1, 1)
    assert str(row[0]).startswith(f"{RECEIVED:%Y-%m-%d %H:%M}")
