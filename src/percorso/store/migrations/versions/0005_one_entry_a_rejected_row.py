"""A rejected row has one entry, whatever it is refused for; a row in the archive can be one too."""

import hashlib
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table anew: entries of one row become one, each row knows its fingerprint."""
    connection = op.get_bind()
    before = [
        dict(row._mapping)
        for row in connection.execute(sa.text("select * from rejected order by no"))
    ]
    op.drop_table("rejected")
    rejected = _table()
    if before:
        op.bulk_insert(rejected, _one_a_row(before))


def _table() -> sa.Table:
    return op.create_table(
        "rejected",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("source_no", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(length=100), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=True),
        sa.Column("line", sa.BigInteger(), nullable=True),
        sa.Column("mapping_version", sa.Integer(), nullable=True),
        sa.Column("segment", sa.String(length=80), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["source_no"], ["source.no"], name=op.f("fk_rejected_source_no")),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_rejected")),
        sa.UniqueConstraint(
            "source_no", "message_id", "fingerprint", name=op.f("uq_rejected_source_no")
        ),
    )


def _one_a_row(before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The newest reason of each row, with the tries of all and the first time it was seen."""
    found: dict[tuple[object, ...], dict[str, Any]] = {}
    for entry in before:
        fingerprint = hashlib.sha256(entry["raw"].encode("utf-8", "surrogatepass")).hexdigest()
        key = (entry["source_no"], entry["message_id"], fingerprint)
        known = found.get(key)
        entry |= {"fingerprint": fingerprint, "mapping_version": None, "segment": None}
        for name in ("first_seen_at", "last_seen_at"):
            entry[name] = _instant(entry[name])
        entry["settled_at"] = None if entry["state"] == "open" else entry["last_seen_at"]
        if known is not None:
            entry["tries"] += known["tries"]
            entry["first_seen_at"] = min(entry["first_seen_at"], known["first_seen_at"])
        found[key] = entry
    return list(found.values())


def _instant(text: object) -> object:
    return datetime.fromisoformat(text) if isinstance(text, str) else text
