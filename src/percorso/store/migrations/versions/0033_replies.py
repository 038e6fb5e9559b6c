"""Replies to reviews are drafted, approved and sent, each step with who and when."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "reply_step",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.String(length=32), nullable=False),
        sa.Column("customer_no", sa.Integer(), nullable=True),
        sa.Column("step", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=254), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_reply_step")),
    )
    op.create_index("ix_reply_step_review_id", "reply_step", ["review_id"])
    op.create_index("ix_reply_step_customer_no", "reply_step", ["customer_no"])
