"""The tables of who may log in to the pages, and of what they did there."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    false,
)

from percorso.store.records.metadata import COMPANY, metadata

# Who may log in to the pages. A second factor is sealed under the key of the workspace's folder.
user_account = Table(
    "user_account", metadata,
    Column("no", Integer, primary_key=True),
    Column("email", String(254), nullable=False, unique=True),
    Column("name", String(80), nullable=False),
    Column("role", String(10), nullable=False),
    Column("sees_personal", Boolean, nullable=False),
    Column("may_export", Boolean, nullable=False),
    Column("password", Text),
    Column("second_factor", Text),
    Column("factor_step", BigInteger),
    Column("language", String(2), nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("disabled_at", DateTime),
    info=COMPANY,
)  # fmt: skip

# A log-in that lasts; the browser has the token, here is its hash alone.
user_session = Table(
    "user_session", metadata,
    Column("sha256", String(64), primary_key=True),
    Column("user_no", ForeignKey("user_account.no"), nullable=False),
    Column("begun_at", DateTime, nullable=False),
    Column("seen_at", DateTime, nullable=False),
    Column("address", String(60), nullable=False),
    Column("agent", String(200), nullable=False),
    Column("by_provider", Boolean, nullable=False, server_default=false()),
    Index("ix_user_session_user_no", "user_no"),
    info={"customer_column": None, "kept": "7 days, or until it is ended"},
)  # fmt: skip

# Who comes from an OpenID provider: its own name of them, and which user they are.
provider_account = Table(
    "provider_account", metadata,
    Column("issuer", String(300), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("user_no", ForeignKey("user_account.no"), nullable=False),
    Column("linked_at", DateTime, nullable=False),
    Index("ix_provider_account_user_no", "user_no"),
    info=COMPANY,
)  # fmt: skip

# A link that lets somebody choose a password, once; without a user it makes the first one.
user_link = Table(
    "user_link", metadata,
    Column("sha256", String(64), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("user_no", ForeignKey("user_account.no")),
    Column("until_at", DateTime, nullable=False),
    info={"customer_column": None, "kept": "7 days, or until it is used"},
)  # fmt: skip

# Who did what to whom, append-only: each entry's hash follows from the one before. Of customers it
# has their id alone, which leads to nobody once they are erased.
audit_entry = Table(
    "audit_entry", metadata,
    Column("no", Integer, primary_key=True),
    Column("happened_at", DateTime, nullable=False),
    Column("actor", String(254), nullable=False),
    Column("address", String(60), nullable=False),
    Column("act", String(60), nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("chain_sha256", String(64), nullable=False),
    info=COMPANY,
)  # fmt: skip
