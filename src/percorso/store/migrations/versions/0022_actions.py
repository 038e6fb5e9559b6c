"""Actions of the plan, and what was changed of them."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Make the tables, empty."""
    op.create_table(
        "action",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("due_on", sa.String(length=10), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("expected", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("touchpoint_key", sa.String(length=100), nullable=True),
        sa.Column("stage_key", sa.String(length=40), nullable=True),
        sa.Column("finding", sa.String(length=40), nullable=True),
        sa.Column("effect", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_action")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "action_change",
        sa.Column("action_no", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_no"], ["action.no"], name=op.f("fk_action_change_action_no")
        ),
        sa.PrimaryKeyConstraint("action_no", "place", name=op.f("pk_action_change")),
    )
