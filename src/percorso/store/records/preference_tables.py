"""The table of what a workspace prefers: what was chosen for everybody on its pages."""

from sqlalchemy import Column, DateTime, String, Table, Text

from percorso.store.records.metadata import COMPANY, metadata

preference = Table(
    "preference", metadata,
    Column("key", String(40), primary_key=True),
    Column("value", Text, nullable=False),
    Column("set_at", DateTime, nullable=False),
    Column("set_by", String(254), nullable=False),
    info=COMPANY,
)  # fmt: skip
