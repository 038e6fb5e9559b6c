"""What a source itself counts by day is kept beside what came from it."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Make the table, empty."""
    op.create_table(
        "source_total",
        sa.Column("source_no", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("measure", sa.String(20), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.Column("file", sa.Text()),
        sa.ForeignKeyConstraint(
            ["source_no"], ["source.no"], name=op.f("fk_source_total_source_no")
        ),
        sa.PrimaryKeyConstraint("source_no", "on_day", "measure", name=op.f("pk_source_total")),
    )
