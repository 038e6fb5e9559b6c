"""What customers chose, with its proof, and on which basis the workspace rests a purpose."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_TEXTS = {
    "source": 100, "message_id": 100, "text_version": 100, "text_sha256": 64, "language": 20,
}  # fmt: skip


def upgrade() -> None:
    """Make both tables, empty."""
    op.create_table(
        "consent_choice",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("identifier_key", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("chosen_at", sa.DateTime(), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        *(sa.Column(name, sa.String(length=size), nullable=False) for name, size in _TEXTS.items()),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("noted_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_consent_choice")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_consent_choice_fingerprint")),
    )
    for column in ("identifier_key", "request_id"):
        op.create_index(f"ix_consent_choice_{column}", "consent_choice", [column])
    op.create_table(
        "purpose_basis",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("chosen_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_purpose_basis")),
    )
