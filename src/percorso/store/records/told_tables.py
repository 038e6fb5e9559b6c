"""Tables of what people tell of their sources; they stand beside the others in `tables`."""

from sqlalchemy import BigInteger, Column, Date, DateTime, ForeignKey, String, Table, Text

from percorso.store.records.metadata import COMPANY, metadata

# What a source itself counts by day; of revenue in minor units.
source_total = Table(
    "source_total", metadata,
    Column("source_no", ForeignKey("source.no"), primary_key=True),
    Column("on_day", Date, primary_key=True),
    Column("measure", String(20), primary_key=True),
    Column("value", BigInteger, nullable=False),
    Column("told_at", DateTime, nullable=False),
    Column("file", Text),
    info=COMPANY,
)  # fmt: skip
