"""How messages of a generic webhook are read: kept with its door."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Give doors a mapping, which those of today have no need of."""
    op.add_column("door", sa.Column("mapping", sa.Text(), nullable=True))
