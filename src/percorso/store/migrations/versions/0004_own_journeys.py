"""Journey definitions of a company's own: what was written, and several gaps for one definition."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """A gap may be missing until data propose it, and proposed again for the same definition."""
    with op.batch_alter_table("journey_definition") as table:
        table.add_column(sa.Column("written", sa.Text(), nullable=True))
        table.alter_column("gap_seconds", existing_type=sa.Float(), nullable=True)
        table.alter_column("gap_origin", existing_type=sa.String(length=20), nullable=True)
        table.drop_constraint(op.f("uq_journey_definition_fingerprint"), type_="unique")
        table.create_index(op.f("ix_journey_definition_fingerprint"), ["fingerprint"])
