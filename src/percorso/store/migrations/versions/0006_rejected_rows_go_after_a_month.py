"""Rejected rows are found by the instant they were last seen: older ones are deleted."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the index by which every writing transaction finds what is kept no longer."""
    op.create_index("ix_rejected_last_seen_at", "rejected", ["last_seen_at"])
