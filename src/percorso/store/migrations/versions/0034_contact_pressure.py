"""The pressure ledger: every contact a sender planned, whoever the sender was."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Make the table, empty."""
    op.create_table(
        "contact_pressure",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("identifier_key", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("contact_class", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=100), nullable=False),
        sa.Column("step", sa.String(length=100), nullable=False),
        sa.Column("planned_at", sa.DateTime(), nullable=False),
        sa.Column("actual_at", sa.DateTime(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_contact_pressure")),
        sa.UniqueConstraint("sender", "step", name=op.f("uq_contact_pressure_sender")),
    )
    op.create_index(
        "ix_contact_pressure_identifier_key", "contact_pressure", ["identifier_key", "planned_at"]
    )
