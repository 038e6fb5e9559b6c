"""Choices are found by purpose, too: every map asks who is restricted."""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_consent_choice_purpose", "consent_choice", ["purpose"])
