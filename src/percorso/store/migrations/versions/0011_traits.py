"""What persons were said to be, by identifier and source."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the table, empty."""
    op.create_table(
        "trait",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("identifier_key", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("source_no", sa.Integer(), nullable=False),
        sa.Column("first_said_at", sa.DateTime(), nullable=False),
        sa.Column("last_said_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["source_no"], ["source.no"], name=op.f("fk_trait_source_no")),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_trait")),
    )
    op.create_index("ix_trait_identifier_key", "trait", ["identifier_key"])
