"""Of each version of the hypotheses: who made it, and which one it takes back."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Add both columns; versions there are were imported by nobody we know."""
    op.add_column("hypotheses", sa.Column("made_by", sa.String(80), nullable=True))
    op.add_column("hypotheses", sa.Column("undoes", sa.Integer(), nullable=True))
