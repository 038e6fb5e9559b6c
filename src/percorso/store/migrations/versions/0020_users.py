"""Users of the pages, their log-ins, and the log of what they did."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Make the tables, empty: as long as there is no user, nobody has to log in."""
    op.create_table(
        "user_account",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("sees_personal", sa.Boolean(), nullable=False),
        sa.Column("may_export", sa.Boolean(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("second_factor", sa.Text(), nullable=True),
        sa.Column("factor_step", sa.BigInteger(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("disabled_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
    )
    op.create_table(
        "user_session",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("user_no", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_no"], ["user_account.no"], name=op.f("fk_user_session_user_no")
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_user_session")),
    )
    op.create_index("ix_user_session_user_no", "user_session", ["user_no"])
    op.create_table(
        "user_link",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("user_no", sa.Integer(), nullable=True),
        sa.Column("until_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_no"], ["user_account.no"], name=op.f("fk_user_link_user_no")
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_user_link")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(length=254), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("act", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("chain_sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_audit_entry")),
    )
