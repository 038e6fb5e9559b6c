"""Surveys: what is asked, in which version, and who was asked."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Make the tables, empty."""
    op.create_table(
        "survey",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("source_no", sa.Integer(), nullable=False),
        sa.Column("sending", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["source_no"], ["source.no"], name=op.f("fk_survey_source_no")),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_survey")),
        sa.UniqueConstraint("key", name=op.f("uq_survey_key")),
    )
    op.create_table(
        "survey_version",
        sa.Column("survey_no", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_no"], ["survey.no"], name=op.f("fk_survey_version_survey_no")
        ),
        sa.PrimaryKeyConstraint("survey_no", "version", name=op.f("pk_survey_version")),
    )
    _make_invitations()


def _make_invitations() -> None:
    op.create_table(
        "survey_invitation",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("survey_no", sa.Integer(), nullable=False),
        sa.Column("customer_no", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=80), nullable=False),
        sa.Column("identifier_key", sa.String(length=32), nullable=False),
        sa.Column("order_id", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(), nullable=True),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_no"], ["survey.no"], name=op.f("fk_survey_invitation_survey_no")
        ),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_survey_invitation")),
        sa.UniqueConstraint("id", name=op.f("uq_survey_invitation_id")),
        sa.UniqueConstraint(
            "survey_no", "customer_no", "step", name=op.f("uq_survey_invitation_survey_no")
        ),
    )
    for name, columns in (
        ("state_due_at", ["state", "due_at"]), ("customer_no", ["customer_no"]),
        ("identifier_key", ["identifier_key"]),
    ):  # fmt: skip
        op.create_index(f"ix_survey_invitation_{name}", "survey_invitation", columns)
