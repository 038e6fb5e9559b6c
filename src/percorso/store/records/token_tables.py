"""The table of the tokens with which programs ask the API."""

from sqlalchemy import Boolean, Column, DateTime, Integer, String, Table

from percorso.store.records.metadata import COMPANY, metadata

# The program has the token, here is its hash alone.
api_token = Table(
    "api_token", metadata,
    Column("no", Integer, primary_key=True),
    Column("name", String(80), nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("scope", String(10), nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("made_by", String(80), nullable=False),
    Column("until_at", DateTime),
    Column("revoked_at", DateTime),
    Column("used_at", DateTime),
    Column("sees_personal", Boolean, nullable=False),
    sqlite_autoincrement=True,
    info=COMPANY,
)  # fmt: skip
