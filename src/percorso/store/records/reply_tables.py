"""The table of replies to reviews as people make them: one row a step, append-only."""

from sqlalchemy import Column, DateTime, Index, Integer, String, Table, Text

from percorso.store.records.metadata import metadata

# The last step of a review holds. `customer_no` is whose review it was known to be at the step, so
# that a reply goes with the person; no key points there, as a merge may end that number.
reply_step = Table(
    "reply_step", metadata,
    Column("no", Integer, primary_key=True),
    Column("review_id", String(32), nullable=False),
    Column("customer_no", Integer),
    Column("step", String(12), nullable=False),
    Column("text", Text, nullable=False),
    Column("made_by", String(254), nullable=False),
    Column("made_at", DateTime, nullable=False),
    Index("ix_reply_step_review_id", "review_id"),
    Index("ix_reply_step_customer_no", "customer_no"),
    info={"customer_column": "customer_no", "kept": "until erased"},
)  # fmt: skip
