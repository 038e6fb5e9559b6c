"""The tables of machines: how many contacts they made, and what people said of them."""

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Index, Integer, String, Table, Text

from percorso.store.records.metadata import COMPANY, metadata

# Of the contacts that are stored those a machine made: told by their door, or found. Derived.
machine_contacts = Table(
    "machine_contacts", metadata,
    Column("source_no", ForeignKey("source.no"), primary_key=True),
    Column("contacts", BigInteger, nullable=False),
    info=COMPANY,
)  # fmt: skip

# What people said of identifiers that behave like machines, append-only: the newest word holds.
machine_word = Table(
    "machine_word", metadata,
    Column("no", Integer, primary_key=True),
    Column("identifier_key", String(32), nullable=False),
    Column("word", String(10), nullable=False),
    Column("actor", String(200), nullable=False),
    Column("reason", Text, nullable=False),
    Column("said_at", DateTime, nullable=False),
    Index("ix_machine_word_identifier_key", "identifier_key"),
    info={"customer_column": "identifier_key", "kept": "until erased"},
)  # fmt: skip
