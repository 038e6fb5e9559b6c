"""Sources that send by themselves: their doors and keys, and the inbox of what came."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the tables of doors, keys and the inbox; rejected rows may have an envelope."""
    op.add_column("rejected", sa.Column("envelope", sa.Text(), nullable=True))
    _make_doors()
    op.create_table(
        "inbox",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("source_no", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("door", sa.String(length=10), nullable=False),
        sa.Column("call", sa.String(length=20), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Text(), nullable=False),
        sa.Column("envelope", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["source_no"], ["source.no"], name=op.f("fk_inbox_source_no")),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_inbox")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_inbox_source_no", "inbox", ["source_no", "no"])
    op.create_table(
        "inbox_place",
        sa.Column("source_no", sa.Integer(), nullable=False),
        sa.Column("loaded_no", sa.Integer(), nullable=False),
        sa.Column("segment", sa.String(length=80), nullable=False),
        sa.Column("mapping_version", sa.Integer(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("since_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_no"], ["source.no"], name=op.f("fk_inbox_place_source_no")
        ),
        sa.PrimaryKeyConstraint("source_no", name=op.f("pk_inbox_place")),
    )


def _make_doors() -> None:
    op.create_table(
        "door",
        sa.Column("source_no", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("format", sa.String(length=40), nullable=False),
        sa.Column("origins", sa.Text(), nullable=False),
        sa.Column("disabled_at", sa.DateTime(), nullable=True),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source_no"], ["source.no"], name=op.f("fk_door_source_no")),
        sa.PrimaryKeyConstraint("source_no", name=op.f("pk_door")),
        sa.UniqueConstraint("public_id", name=op.f("uq_door_public_id")),
    )
    op.create_table(
        "door_key",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("source_no", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("clear_value", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("until_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["source_no"], ["source.no"], name=op.f("fk_door_key_source_no")),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_door_key")),
        sa.UniqueConstraint("sha256", name=op.f("uq_door_key_sha256")),
    )
