"""PostgreSQL as the records use it: safe or refused, one writer, one holder, text as it came."""

import contextlib
import subprocess
import sys
import threading
from datetime import datetime

import pytest
from sqlalchemy import text

from percorso.cli.main import exit_code
from percorso.store.records import inbox as inbox_records
from percorso.store.records.customers import identifiers_of, keep_identifiers
from percorso.store.records.database import HoldLost, Records, RecordsFailed
from percorso.store.records.inbox import Batch, add_batches
from percorso.store.records.postgresql import DatabaseUnfit, PostgresqlDatabase
from percorso.store.records.rejections import Rejection, Which, keep_rejected, kept_rows
from percorso.store.records.sources import add_source
from percorso.store.records.texts import kept_text, text_as_kept
from percorso.workspace import Workspace

NOW = datetime(2025, 1, 1, 10, 0, 30)


@pytest.fixture
def address(postgresql):
    with postgresql.database() as one:
        yield one


@pytest.fixture
def records(address):
    made = Records(PostgresqlDatabase(address), lambda: NOW)
    made.upgrade()
    yield made
    made.close()


class Taken(Exception):
    """Who has it instead."""


@pytest.mark.parametrize(
    ("options", "setting"),
    [("-c synchronous_commit=off", "synchronous_commit"), (None, "server_encoding")],
)
def test_a_database_that_could_lose_what_is_acknowledged_is_refused(postgresql, options, setting):
    if options is None:
        postgresql.do("create database latin template template0 encoding 'SQL_ASCII' locale 'C'")
    with postgresql.database() as address:
        url = f"{address}&options={options.replace(' ', '%20')}" if options else (
            postgresql.address("latin")
        )  # fmt: skip
        with pytest.raises(DatabaseUnfit) as told:
            Records(PostgresqlDatabase(url)).upgrade()
    assert told.value.setting == setting
    assert exit_code(told.value) == 2


def test_a_server_that_does_not_wait_for_its_disk_is_refused(own_postgresql):
    own_postgresql.start(fsync="off")
    with own_postgresql.database() as address, pytest.raises(DatabaseUnfit, match="fsync = off"):
        Records(PostgresqlDatabase(address)).upgrade()


def test_no_password_is_told_where_it_fails():
    database = PostgresqlDatabase("postgresql://ada:secret@127.0.0.1:1/shop?connect_timeout=1")
    with pytest.raises(RecordsFailed) as told:
        Records(database).upgrade()
    assert exit_code(told.value) == 5
    assert "PostgreSQL on 127.0.0.1:1, database shop" in str(told.value)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("said", ["a\0b", "\x1a", "\x1a0\0", "x" * 5_000, "è\ue000"])
def test_text_is_kept_as_it_came(records, said):
    item = Rejection(said, "parse", "bad_json", said, said, said, 2**40)
    with records.write() as connection:
        source = add_source(connection, key="shop", rank=10, at=NOW)
        keep_rejected(connection, source.no, [item], NOW)
        keep_rejected(connection, source.no, [item], NOW)
    with records.read() as connection:
        [kept] = kept_rows(connection, Which())
    assert kept.rejection.message_id == kept.rejection.raw == said
    assert (kept.rejection.line, kept.tries) == (2**40, 2)
    assert kept_text(text_as_kept(said)) == said


def test_an_identifier_keeps_its_widest_times_and_its_text(records):
    days = [f"2025-01-0{day} 00:00:00.000000" for day in (2, 1, 3)]
    with records.write() as connection:
        for day in days:
            keep_identifiers(connection, [("k", "user_id", "a\0b", day, day)])
        connection.execute(text("insert into customer values (1, 'c', now())"))
        connection.execute(
            text(
                "insert into identity_link (identifier_key, customer_no, rule, actor, linked_at, "
                "batch) values ('k', 1, 'r', 'a', now(), 1)"
            )
        )
    with records.read() as connection:
        [known] = identifiers_of(connection, 1)
    assert (known.clear_value, known.first_seen_at.day, known.last_seen_at.day) == ("a\0b", 1, 3)


def test_batches_are_seen_in_the_order_of_their_numbers(records):
    """While one transaction that has its number is under way, no later one can overtake it."""
    with records.write() as connection:
        source = add_source(connection, key="shop", rank=10, at=NOW)
    batch = Batch(source.no, NOW, "http", "", 1, (), {}, b"\x00{}")

    def brings():
        with records.write() as connection:
            add_batches(connection, [batch])

    other = threading.Thread(target=brings)
    with records.write() as connection:
        add_batches(connection, [batch])
        other.start()
        other.join(0.2)
        assert other.is_alive()
        with records.read() as reading:
            assert inbox_records.pending(reading) == {}
    other.join()
    with records.read() as connection:
        found = inbox_records.batches_between(
            connection, source.no, 0, None, most_messages=9, most_bytes=99
        )
    assert [one.body for one in found] == [b"\x00{}"] * 2
    assert found[0].no < found[1].no


def test_who_comes_second_is_told_which_process_has_it(records, address):
    other = Records(PostgresqlDatabase(address))
    with (
        records.hold("process 7 on shop-1 (percorso load)", Taken, wait_seconds=0),
        pytest.raises(Taken, match=r"process 7 on shop-1 \(percorso load\)"),
        other.hold("process 8", Taken, wait_seconds=0.2),
    ):
        pass
    # What was let go is free at once, not when the database gets to it.
    for one in (records, other) * 20:
        with one.hold("process 9", Taken, wait_seconds=0):
            pass
    with other.hold("process 8", Taken, wait_seconds=0):
        pass
    with (
        records.served("process 7 on shop-1 (http://a:1)", Taken),
        pytest.raises(Taken, match="shop-1"),
        other.served("process 8", Taken),
    ):
        pass
    other.close()


def test_a_command_whose_session_was_cut_off_writes_nothing_more(records, address, postgresql):
    other = Records(PostgresqlDatabase(address))
    with contextlib.suppress(RecordsFailed), records.hold("process 7", Taken, wait_seconds=0):
        postgresql.empty(postgresql.name(address))
        with (
            other.hold("process 8", Taken, wait_seconds=0),
            pytest.raises(HoldLost),
            records.write() as connection,
        ):
            add_source(connection, key="shop", rank=10, at=NOW)
    other.close()


def test_the_doors_write_over_the_session_that_has_the_lock(records, address, postgresql):
    other = Records(PostgresqlDatabase(address))
    with records.served("process 7", Taken), records.kept_writer() as writer:
        with writer.write() as connection:
            add_source(connection, key="shop", rank=10, at=NOW)
        # Cut off while nothing is under way, it takes the lock again, and goes on.
        postgresql.empty(postgresql.name(address))
        with writer.write() as connection:
            add_source(connection, key="site", rank=10, at=NOW)
        postgresql.empty(postgresql.name(address))
        with (
            other.served("process 8", Taken),
            pytest.raises(Taken, match="process 8"),
            writer.write() as connection,
        ):
            add_source(connection, key="till", rank=10, at=NOW)
    with other.read() as connection:
        kept = connection.execute(text("select key from source order by no")).scalars().all()
    assert kept == ["shop", "site"]
    other.close()


def test_a_workspace_of_one_folder_imports_nothing_of_it(tmp_path):
    home = tmp_path / "home"
    Workspace(home, create=True)
    program = (
        "import sys; from pathlib import Path; from percorso import Workspace; "
        f"Workspace(Path({str(home)!r})).name; "
        "print([name for name in sys.modules if 'psycopg' in name or 'dialects.postgres' in name])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr
