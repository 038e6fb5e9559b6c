"""The tables of surveys: what is asked, in which version, and who was asked."""

from sqlalchemy import (
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from percorso.store.records.metadata import COMPANY, metadata

# A survey, its source, and when it is sent by itself, as JSON; None is never.
survey = Table(
    "survey", metadata,
    Column("no", Integer, primary_key=True),
    Column("key", String(40), nullable=False, unique=True),
    Column("source_no", ForeignKey("source.no"), nullable=False),
    Column("sending", Text),
    Column("made_at", DateTime, nullable=False),
    Column("made_by", String(200), nullable=False),
    info=COMPANY,
)  # fmt: skip

# What was asked, append-only: an answer names its version, which never changes.
survey_version = Table(
    "survey_version", metadata,
    Column("survey_no", ForeignKey("survey.no"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("asked", Text, nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("made_by", String(200), nullable=False),
    info=COMPANY,
)  # fmt: skip

# Who is asked what and how far that is: the outbox of surveys, one row a customer and step.
survey_invitation = Table(
    "survey_invitation", metadata,
    Column("no", Integer, primary_key=True),
    Column("id", String(40), nullable=False, unique=True),
    Column("survey_no", ForeignKey("survey.no"), nullable=False),
    Column("customer_no", Integer, nullable=False),
    Column("step", String(80), nullable=False),
    Column("identifier_key", String(32), nullable=False),
    Column("order_id", String(200)),
    Column("state", String(12), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("due_at", DateTime, nullable=False),
    Column("claimed_at", DateTime),
    Column("settled_at", DateTime),
    Column("message_id", String(200), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("expires_at", DateTime, nullable=False),
    UniqueConstraint("survey_no", "customer_no", "step"),
    Index("ix_survey_invitation_state_due_at", "state", "due_at"),
    Index("ix_survey_invitation_customer_no", "customer_no"),
    Index("ix_survey_invitation_identifier_key", "identifier_key"),
    info={"customer_column": "identifier_key", "kept": "until erased"},
)  # fmt: skip
