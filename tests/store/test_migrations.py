"""Records of an earlier release come along: what they hold is there after the upgrade."""

from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from percorso.store.records import database, inbox
from percorso.store.records.database import Records
from percorso.store.records.rejections import Which, kept_rows

_REJECTED = (
    "insert into rejected (no, source_no, message_id, stage, code, reason, raw, file, line, "
    "first_seen_at, last_seen_at, tries, state) values "
)


def records_of(version: str, path: Path) -> Records:
    """Records as the release of that migration made them."""
    records = Records(path, lambda: datetime(2025, 1, 3))
    config = Config()
    config.set_main_option("script_location", str(database._MIGRATIONS))
    with records._writer.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
    return records


def test_rejected_rows_of_the_first_release_come_along_one_entry_a_row(tmp_path):
    records = records_of("0001", tmp_path / "r.sqlite")
    first, last = "2025-01-01 10:00:00.000000", "2025-01-02 10:00:00.000000"
    with records._writer.begin() as connection:
        connection.execute(
            text(
                "insert into source (no, key, name, family, rank, created_at) "
                f"values (1, 'shop', 'shop', 'default', 10, '{first}')"
            )
        )
        for no, code, raw, at, tries, state in (
            (1, "bad_time", "{}", first, 2, "open"),
            (2, "missing_touchpoint", "{}", last, 1, "open"),
            (3, "bad_number", '{"a":"b"}', last, 1, "replayed"),
        ):
            connection.execute(
                text(
                    f"{_REJECTED} ({no}, 1, 'm1', 'file', '{code}', 'why', :raw, 'a.csv', 2, "
                    f"'{at}', '{at}', {tries}, '{state}')"
                ).bindparams(raw=raw)
            )
    records.upgrade()
    with records.read() as connection:
        kept = kept_rows(connection, Which(state=None))
    records.close()
    assert [(row.rejection.code, row.tries, row.state) for row in kept] == [
        ("missing_touchpoint", 3, "open"),
        ("bad_number", 1, "replayed"),
    ]
    assert (kept[0].first_seen_at.day, kept[0].last_seen_at.day) == (1, 2)


def test_what_waits_in_an_earlier_inbox_is_counted_after_the_upgrade(tmp_path):
    records = records_of("0012", tmp_path / "r.sqlite")
    at = "2025-01-01 10:00:00.000000"
    with records._writer.begin() as connection:
        connection.execute(text(
            "insert into source (no, key, name, family, rank, created_at) "
            f"values (1, 'shop', 'shop', 'default', 10, '{at}')"
        ))  # fmt: skip
        for messages, refused in ((100, "[]"), (5, "[0,3]")):
            connection.execute(text(
                "insert into inbox (source_no, received_at, door, call, messages, refused, "
                f"envelope, body) values (1, '{at}', 'http', '', {messages}, '{refused}', '{{}}', "
                "x'7b7d')"
            ))  # fmt: skip
    records.upgrade()
    with records.read() as connection:
        assert inbox.pending(connection) == {1: inbox.Pending(103, datetime(2025, 1, 1, 10))}
    records.close()
