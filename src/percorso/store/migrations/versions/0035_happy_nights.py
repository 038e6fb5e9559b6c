"""The Happy Index of each night, and which falls were told of."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """Make the tables, empty."""
    op.create_table(
        "happy_night",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("segment", sa.String(length=100), nullable=False),
        sa.Column("until_at", sa.DateTime(), nullable=False),
        *(sa.Column(name, sa.Float(), nullable=True) for name in ("mean", "low", "high")),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("n", "solid", "few", "estimates")
        ),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_happy_night")),
        sa.UniqueConstraint("day", "segment", name=op.f("uq_happy_night_day")),
    )
    op.create_table(
        "happy_alert",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("customer_no", sa.Integer(), nullable=False),
        sa.Column("fallen_at", sa.DateTime(), nullable=False),
        sa.Column("noted_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_happy_alert")),
    )
    op.create_index("ix_happy_alert_customer_no", "happy_alert", ["customer_no"])
