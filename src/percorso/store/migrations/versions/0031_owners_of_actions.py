"""An action's owner may be a user, known by their e-mail."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Add the column; the owners there are stay names."""
    op.add_column("action", sa.Column("owner_email", sa.String(length=254), nullable=True))
