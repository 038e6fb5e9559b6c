"""A bad answer or review opens a follow-up of its customer."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "follow_up",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("interaction_id", sa.String(length=40), nullable=False),
        sa.Column("customer_no", sa.Integer(), nullable=True),
        sa.Column("cause", sa.String(length=10), nullable=False),
        sa.Column("touchpoint", sa.String(length=100), nullable=False),
        sa.Column("rating", sa.Float(), nullable=True),
        sa.Column("most", sa.Float(), nullable=True),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("owner_email", sa.String(length=254), nullable=True),
        sa.Column("due_on", sa.String(length=10), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("told", sa.String(length=10), nullable=False),
        sa.Column("history", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_follow_up")),
        sa.UniqueConstraint("interaction_id", name=op.f("uq_follow_up_interaction_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_follow_up_customer_no", "follow_up", ["customer_no"])
