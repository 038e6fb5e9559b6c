"""Requests that came faster than their key may be used are told of on their source."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Make the table, empty."""
    op.create_table(
        "beyond_limit",
        sa.Column("hour_at", sa.DateTime(), nullable=False),
        sa.Column("source_no", sa.Integer(), nullable=False),
        sa.Column("requests", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_no"], ["source.no"], name=op.f("fk_beyond_limit_source_no")
        ),
        sa.PrimaryKeyConstraint("hour_at", "source_no", name=op.f("pk_beyond_limit")),
    )
