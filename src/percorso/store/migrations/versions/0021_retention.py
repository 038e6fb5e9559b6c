"""How long data are kept, by class, and who was seen with whom in contacts that are gone."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Make the tables, empty: no rule is on until somebody says so."""
    op.create_table(
        "retention_rule",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("data_class", sa.String(20), nullable=False),
        sa.Column("keep", sa.String(20), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_retention_rule")),
    )
    op.create_table(
        "remembered_pair",
        sa.Column("identifier_key", sa.String(32), nullable=False),
        sa.Column("other_key", sa.String(32), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("identifier_key", "other_key", name=op.f("pk_remembered_pair")),
    )
    op.create_index(op.f("ix_remembered_pair_other_key"), "remembered_pair", ["other_key"])
