"""What the pages of a counter or a stand say: kept with its door."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Give doors a place, which those of today have no need of."""
    op.add_column("door", sa.Column("place", sa.Text(), nullable=True))
