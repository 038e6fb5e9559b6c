"""Erasures, the keyed hashes that stop late messages, proofs of consent, and replaced segments."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "erasure",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("done_at", sa.DateTime()),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_erasure"),
    )
    op.create_table(
        "tombstone",
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("type", sa.String(20), nullable=False),
        sa.Column("erasure_no", sa.Integer(), nullable=False),
        sa.Column("erased_at", sa.DateTime(), nullable=False),
        sa.Column("lifted_at", sa.DateTime()),
        sa.ForeignKeyConstraint(["erasure_no"], ["erasure.no"], name="fk_tombstone_erasure_no"),
        sa.PrimaryKeyConstraint("key", name="pk_tombstone"),
    )
    op.create_table(
        "consent_proof",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("erasure_no", sa.Integer(), nullable=False),
        sa.Column("identifier_key", sa.String(32), nullable=False),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("chosen_at", sa.DateTime(), nullable=False),
        sa.Column("basis", sa.String(20), nullable=False),
        sa.Column("expires_at", sa.DateTime()),
        sa.Column("confirmed_at", sa.DateTime()),
        sa.Column("form", sa.String(20), nullable=False),
        sa.Column("text_version", sa.String(100), nullable=False),
        sa.Column("text_sha256", sa.String(64), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.ForeignKeyConstraint(["erasure_no"], ["erasure.no"], name="fk_consent_proof_erasure_no"),
        sa.PrimaryKeyConstraint("no", name="pk_consent_proof"),
    )
    op.create_table(
        "segment_replaced",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("erasure_no", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("old_name", sa.String(80), nullable=False),
        sa.Column("old_sha256", sa.String(64), nullable=False),
        sa.Column("new_name", sa.String(80), nullable=False),
        sa.Column("new_sha256", sa.String(64), nullable=False),
        sa.Column("chain_sha256", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["erasure_no"], ["erasure.no"], name="fk_segment_replaced_erasure_no"
        ),
        sa.ForeignKeyConstraint(
            ["position"], ["segment.position"], name="fk_segment_replaced_position"
        ),
        sa.PrimaryKeyConstraint("no", name="pk_segment_replaced"),
    )
