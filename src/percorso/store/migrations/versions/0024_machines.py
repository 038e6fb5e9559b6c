"""What people said of identifiers that behave like machines, and how many contacts those made."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Make the two tables, empty."""
    op.create_table(
        "machine_contacts",
        sa.Column("source_no", sa.Integer(), nullable=False),
        sa.Column("contacts", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_no"], ["source.no"], name=op.f("fk_machine_contacts_source_no")
        ),
        sa.PrimaryKeyConstraint("source_no", name=op.f("pk_machine_contacts")),
    )
    op.create_table(
        "machine_word",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("identifier_key", sa.String(32), nullable=False),
        sa.Column("word", sa.String(10), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_machine_word")),
    )
    op.create_index("ix_machine_word_identifier_key", "machine_word", ["identifier_key"])
