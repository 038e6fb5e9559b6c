"""The table of follow-ups: customers to be looked after, by whom, by when, and what it came to."""

from sqlalchemy import Column, DateTime, Float, Index, Integer, String, Table, Text

from percorso.store.records.metadata import metadata

# Opened by a bad answer or review, each interaction once. `customer_no` is who it was when it was
# opened, for the erasure: who it is now is asked of the interaction, as merges and splits tell.
# What was changed stands as JSON in `history`, so that it goes with its row.
follow_up = Table(
    "follow_up", metadata,
    Column("no", Integer, primary_key=True),
    Column("interaction_id", String(40), nullable=False, unique=True),
    Column("customer_no", Integer),
    Column("cause", String(10), nullable=False),
    Column("touchpoint", String(100), nullable=False),
    Column("rating", Float),
    Column("most", Float),
    Column("happened_at", DateTime, nullable=False),
    Column("opened_at", DateTime, nullable=False),
    Column("owner", String(80), nullable=False),
    Column("owner_email", String(254)),
    Column("due_on", String(10)),
    Column("status", String(12), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("note", Text, nullable=False),
    Column("told", String(10), nullable=False),
    Column("history", Text, nullable=False),
    Index("ix_follow_up_customer_no", "customer_no"),
    sqlite_autoincrement=True,
    info={"customer_column": "customer_no", "kept": "until erased"},
)  # fmt: skip
