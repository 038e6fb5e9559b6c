"""What of a person was corrected by hand, by whom and why."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Make the table, empty."""
    op.create_table(
        "correction",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("identifier_key", sa.String(32), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("value", sa.Text()),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("corrected_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_correction"),
    )
    op.create_index("ix_correction_identifier_key", "correction", ["identifier_key"])
