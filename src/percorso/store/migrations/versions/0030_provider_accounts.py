"""Who comes from an OpenID provider, and which log-ins came from there."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Make the table, empty; the log-ins there are came by a password."""
    op.create_table(
        "provider_account",
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("user_no", sa.Integer(), nullable=False),
        sa.Column("linked_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_no"], ["user_account.no"], name=op.f("fk_provider_account_user_no")
        ),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_provider_account")),
    )
    op.create_index("ix_provider_account_user_no", "provider_account", ["user_no"])
    op.add_column(
        "user_session",
        sa.Column("by_provider", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
