"""What people ruled about who is who, and values that link nobody."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add the two tables."""
    op.create_table(
        "identity_ruling",
        sa.Column("no", sa.Integer, nullable=False),
        sa.Column("identifier_key", sa.String(32), nullable=False),
        sa.Column("other_key", sa.String(32), nullable=False),
        sa.Column("verdict", sa.String(10), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("ruled_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_identity_ruling")),
    )
    op.create_index(
        "ix_identity_ruling_identifier_key", "identity_ruling", ["identifier_key", "other_key"]
    )
    op.create_index("ix_identity_ruling_other_key", "identity_ruling", ["other_key"])
    op.create_table(
        "identity_block",
        sa.Column("value", sa.String(320), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("blocked_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("value", name=op.f("pk_identity_block")),
    )
