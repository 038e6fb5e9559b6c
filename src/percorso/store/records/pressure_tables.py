"""The table of the pressure ledger: every contact a sender planned, whoever the sender was."""

from sqlalchemy import Column, DateTime, Index, Integer, String, Table, UniqueConstraint

from percorso.store.records.metadata import metadata

contact_pressure = Table(
    "contact_pressure", metadata,
    Column("no", Integer, primary_key=True),
    Column("identifier_key", String(32), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("contact_class", String(20), nullable=False),
    Column("sender", String(100), nullable=False),
    Column("step", String(100), nullable=False),
    Column("planned_at", DateTime, nullable=False),
    Column("actual_at", DateTime),
    Column("state", String(12), nullable=False),
    Column("reason", String(40), nullable=False),
    UniqueConstraint("sender", "step"),
    Index("ix_contact_pressure_identifier_key", "identifier_key", "planned_at"),
    info={"customer_column": "identifier_key", "kept": "until erased"},
)  # fmt: skip
