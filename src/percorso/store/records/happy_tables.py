"""The tables of the Happy Index: what it was of a night, and which falls were told of."""

from sqlalchemy import (
    Column,
    DateTime,
    Float,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from percorso.store.records.metadata import COMPANY, metadata

# The index of the company (no segment) and of each segment as it was told on a day: means of five
# customers or more, never one customer's.
happy_night = Table(
    "happy_night", metadata,
    Column("no", Integer, primary_key=True),
    Column("day", String(10), nullable=False),
    Column("segment", String(100), nullable=False),
    Column("until_at", DateTime, nullable=False),
    Column("mean", Float),
    Column("low", Float),
    Column("high", Float),
    Column("n", Integer, nullable=False),
    Column("solid", Integer, nullable=False),
    Column("few", Integer, nullable=False),
    Column("estimates", Integer, nullable=False),
    Column("told_at", DateTime, nullable=False),
    UniqueConstraint("day", "segment"),
    info=COMPANY,
)  # fmt: skip

# Whose fall was told of, and at which instant of the data: no number, which is replayed.
happy_alert = Table(
    "happy_alert", metadata,
    Column("no", Integer, primary_key=True),
    Column("customer_no", Integer, nullable=False),
    Column("fallen_at", DateTime, nullable=False),
    Column("noted_at", DateTime, nullable=False),
    Index("ix_happy_alert_customer_no", "customer_no"),
    info={"customer_column": "customer_no", "kept": "90 days, or until profiling is refused"},
)  # fmt: skip
