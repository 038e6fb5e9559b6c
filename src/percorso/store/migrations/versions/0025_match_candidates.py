"""Pairs of customers who may be one person, and what was made of them."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Make the table, empty."""
    op.create_table(
        "match_candidate",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("identifier_key", sa.String(32), nullable=False),
        sa.Column("other_key", sa.String(32), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("agreement", sa.Text(), nullable=False),
        sa.Column("found_at", sa.DateTime(), nullable=False),
        sa.Column("verdict", sa.String(10)),
        sa.Column("actor", sa.String(200)),
        sa.Column("decided_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_match_candidate")),
        sa.UniqueConstraint(
            "identifier_key", "other_key", name=op.f("uq_match_candidate_identifier_key")
        ),
    )
    op.create_index("ix_match_candidate_other_key", "match_candidate", ["other_key"])
