"""The tables of the action plan: what people decided to do, and what was changed of it."""

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, Table, Text

from percorso.store.records.metadata import COMPANY, metadata

# What people decided to do about a touchpoint or stage; what was measured then as JSON. Numbers are
# never used again. No key points to the catalogue: an action outlives what it is about.
action = Table(
    "action", metadata,
    Column("no", Integer, primary_key=True),
    Column("title", String(200), nullable=False),
    Column("owner", String(80), nullable=False),
    Column("owner_email", String(254)),
    Column("due_on", String(10)),
    Column("status", String(12), nullable=False),
    Column("expected", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("touchpoint_key", String(100)),
    Column("stage_key", String(40)),
    Column("finding", String(40)),
    Column("effect", Text),
    Column("state", Text),
    Column("made_at", DateTime, nullable=False),
    Column("made_by", String(80), nullable=False),
    Column("changes", Integer, nullable=False),
    sqlite_autoincrement=True,
    info=COMPANY,
)  # fmt: skip

# What was changed of an action, the status above all; the fields before and after as JSON.
action_change = Table(
    "action_change", metadata,
    Column("action_no", ForeignKey("action.no"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("made_at", DateTime, nullable=False),
    Column("made_by", String(80), nullable=False),
    Column("fields", Text, nullable=False),
    info=COMPANY,
)  # fmt: skip
