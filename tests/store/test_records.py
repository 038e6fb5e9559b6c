"""The records: both journal modes, one transaction at a time, migrations that equal the model."""

import contextlib
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.event import listen

from percorso.cli.main import exit_code
from percorso.store.records import database, sqlite_file
from percorso.store.records.customers import identifiers_of
from percorso.store.records.database import (
    HEAD,
    Records,
    RecordsFailed,
    RecordsTooNew,
)
from percorso.store.records.postgresql import PostgresqlDatabase
from percorso.store.records.rejections import Rejection, keep_rejected
from percorso.store.records.sources import (
    LedgerCount,
    add_source,
    count_in_ledger,
    ledger_totals,
    mapping_version,
    source_by_key,
)
from percorso.store.records.sqlite_file import safe_for_wal
from percorso.store.records.tables import metadata

NOW = datetime(2025, 1, 1, 10, 0, 30)


@pytest.fixture(params=["newest driver", "driver with the WAL bug"])
def sqlite_records(request, tmp_path, monkeypatch):
    if request.param == "driver with the WAL bug":
        monkeypatch.setattr(sqlite_file, "_driver", lambda: sqlite3)
        monkeypatch.setattr(sqlite_file, "safe_for_wal", lambda _version: False)
    made = Records(tmp_path / "records.sqlite", lambda: NOW)
    made.upgrade()
    yield made
    made.close()


@pytest.fixture
def records(tmp_path, records_url):
    made = Records(
        PostgresqlDatabase(records_url) if records_url else tmp_path / "records.sqlite",
        lambda: NOW,
    )
    made.upgrade()
    yield made
    made.close()


def test_the_journal_is_written_ahead_only_where_that_is_safe(sqlite_records):
    driver = sqlite_file._driver()
    safe = sqlite_file.safe_for_wal(driver.sqlite_version_info)
    with sqlite_records.read() as connection:
        mode = connection.execute(text("pragma journal_mode")).scalar_one()
    assert mode == ("wal" if safe else "truncate")


def test_a_commit_is_on_disk_and_deleted_text_is_gone(sqlite_records):
    with sqlite_records.read() as connection:
        assert connection.execute(text("pragma synchronous")).scalar_one() == 2
        assert connection.execute(text("pragma secure_delete")).scalar_one() == 1
        assert connection.execute(text("pragma foreign_keys")).scalar_one() == 1


def test_a_failing_block_writes_nothing(records):
    with contextlib.suppress(ZeroDivisionError), records.write() as connection:
        add_source(connection, key="shop", rank=10, at=NOW)
        raise ZeroDivisionError
    with records.read() as connection:
        assert source_by_key(connection, "shop") is None


def tables_of(connection):
    """All that a database says of its tables, whatever the order of their columns."""
    asked = inspect(connection)
    return {
        (table, what): sorted(str(one) for one in ask(table))
        for table in asked.get_table_names()
        for what, ask in {
            "columns": asked.get_columns, "indexes": asked.get_indexes,
            "foreign keys": asked.get_foreign_keys, "checks": asked.get_check_constraints,
            "unique": asked.get_unique_constraints,
            "primary key": lambda name: asked.get_pk_constraint(name).items(),
        }.items()
    }  # fmt: skip


def test_tables_made_at_once_are_those_that_migrations_make(records):
    with records.write() as connection:
        at_once = tables_of(connection)
        metadata.drop_all(connection)
        connection.execute(text("drop table alembic_version"))
        database.step_up(connection)
        assert tables_of(connection) == at_once
        context = MigrationContext.configure(connection, opts={"render_as_batch": True})
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == HEAD


def test_the_head_named_in_code_is_the_newest_migration():
    folder = Path(database.__file__).parent.parent / "migrations"
    assert ScriptDirectory(str(folder)).get_current_head() == HEAD


def test_upgrading_twice_changes_nothing(records):
    with records.write() as connection:
        add_source(connection, key="shop", rank=10, at=NOW)
    records.upgrade()
    with records.read() as connection:
        assert source_by_key(connection, "shop") is not None


def test_records_of_a_newer_release_are_refused_in_a_sentence(records):
    with records.write() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(RecordsTooNew) as told:
        records.upgrade()
    assert "9999" in str(told.value)
    assert exit_code(told.value) == 2


@pytest.mark.parametrize(
    ("version", "safe"),
    [((3, 51, 2), False), ((3, 51, 3), True), ((3, 50, 6), False), ((3, 50, 7), True),
     ((3, 44, 5), False), ((3, 44, 6), True), ((3, 45, 9), False), ((3, 53, 0), True)],
)  # fmt: skip
def test_only_versions_without_the_reset_bug_write_ahead(version, safe):
    assert safe_for_wal(version) is safe


@pytest.mark.parametrize("kind", ["words", "folder"])
def test_records_that_are_no_database_are_an_engine_error(tmp_path, kind):
    path = tmp_path / "records.sqlite"
    if kind == "folder":
        path.mkdir()
    else:
        path.write_bytes(b"these are no records " * 200)
    with pytest.raises(RecordsFailed) as told:
        Records(path).upgrade()
    assert exit_code(told.value) == 5
    assert str(path) in str(told.value)


def test_every_table_says_whose_it_is_and_how_long_it_is_kept():
    for table in metadata.tables.values():
        assert {"customer_column", "kept"} <= table.info.keys(), table.name
        column = table.info["customer_column"]
        assert column is None or column in table.columns


def test_the_ledger_adds_up_within_a_minute(records):
    with records.write() as connection:
        source = add_source(connection, key="shop", rank=10, at=NOW)
        count_in_ledger(connection, source.no, NOW, LedgerCount(5, 1, 2))
        count_in_ledger(connection, source.no, NOW, LedgerCount(1, 0, 0, dropped=3))
    with records.read() as connection:
        assert ledger_totals(connection, source.no) == LedgerCount(6, 1, 2, 3)
        received = connection.execute(text("select received, minute_at from ledger")).all()
    assert [(row[0], str(row[1])[:16]) for row in received] == [(12, "2025-01-01 10:00")]


def test_a_rejected_message_is_kept_once_and_its_tries_are_counted(records):
    item = Rejection("m1", "file", "bad_time", "no time", "{}", "a.csv", 2)
    for _ in range(3):
        with records.write() as connection:
            source = source_by_key(connection, "shop") or add_source(
                connection, key="shop", rank=10, at=NOW
            )
            keep_rejected(connection, source.no, [item], NOW)
    with records.read() as connection:
        kept = connection.execute(text("select message_id, tries, state from rejected")).all()
    assert [tuple(row) for row in kept] == [("m1", 3, "open")]


def test_an_equal_mapping_keeps_its_version(records):
    with records.write() as connection:
        source = add_source(connection, key="shop", rank=10, at=NOW)
        versions = [
            mapping_version(connection, source.no, body, NOW)
            for body in ({"a": 1, "b": 2}, {"b": 2, "a": 1}, {"a": 2}, {"a": 1, "b": 2})
        ]
    assert versions == [1, 1, 2, 1]


def test_the_links_of_a_customer_are_found_by_index(sqlite_records):
    asked = []
    with sqlite_records.read() as connection:
        listen(connection, "before_cursor_execute", lambda *told: asked.append(told[2:4]))
        identifiers_of(connection, 1)
        statement, values = next(one for one in asked if "identity_link" in one[0])
        plan = connection.exec_driver_sql(f"explain query plan {statement}", values).all()
    assert "ix_identity_link_customer_no" in str(plan)
