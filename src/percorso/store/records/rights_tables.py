"""The tables of rights: what was erased and corrected, how long data are kept, and why."""

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from percorso.store.records.metadata import COMPANY, metadata

# What was erased by whom and why, in counts; one without an end was cut short, and is finished at
# the next opening.
erasure = Table(
    "erasure", metadata,
    Column("no", Integer, primary_key=True),
    Column("begun_at", DateTime, nullable=False),
    Column("done_at", DateTime),
    Column("kind", String(20), nullable=False),
    Column("actor", String(200), nullable=False),
    Column("reason", Text, nullable=False),
    Column("told", Text, nullable=False),
    info=COMPANY,
)  # fmt: skip

# Keyed hashes of what pointed to persons who were erased: what comes of them later is dropped.
tombstone = Table(
    "tombstone", metadata,
    Column("key", String(32), primary_key=True),
    Column("type", String(20), nullable=False),
    Column("erasure_no", ForeignKey("erasure.no"), nullable=False),
    Column("erased_at", DateTime, nullable=False),
    Column("lifted_at", DateTime),
    info={"customer_column": None, "kept": "as long as the workspace: a keyed hash alone"},
)  # fmt: skip

# That erased persons had chosen, and what: without what names them, for who has to prove it.
consent_proof = Table(
    "consent_proof", metadata,
    Column("no", Integer, primary_key=True),
    Column("erasure_no", ForeignKey("erasure.no"), nullable=False),
    Column("identifier_key", String(32), nullable=False),
    Column("purpose", String(40), nullable=False),
    Column("channel", String(40), nullable=False),
    Column("state", String(12), nullable=False),
    Column("chosen_at", DateTime, nullable=False),
    Column("basis", String(20), nullable=False),
    Column("expires_at", DateTime),
    Column("confirmed_at", DateTime),
    Column("form", String(20), nullable=False),
    Column("text_version", String(100), nullable=False),
    Column("text_sha256", String(64), nullable=False),
    Column("language", String(20), nullable=False),
    info={"customer_column": None, "kept": "as long as the workspace: a keyed hash alone"},
)  # fmt: skip

# Segments that were written anew without somebody; the chain goes on from the old hash.
segment_replaced = Table(
    "segment_replaced", metadata,
    Column("no", Integer, primary_key=True),
    Column("erasure_no", ForeignKey("erasure.no"), nullable=False),
    Column("position", ForeignKey("segment.position"), nullable=False),
    Column("old_name", String(80), nullable=False),
    Column("old_sha256", String(64), nullable=False),
    Column("new_name", String(80), nullable=False),
    Column("new_sha256", String(64), nullable=False),
    Column("chain_sha256", String(64), nullable=False),
    info=COMPANY,
)  # fmt: skip

# What of a person was corrected by hand; the newest row of a trait holds, one without a value takes
# those before it back.
correction = Table(
    "correction", metadata,
    Column("no", Integer, primary_key=True),
    Column("identifier_key", String(32), nullable=False),
    Column("name", String(60), nullable=False),
    Column("value", Text),
    Column("actor", String(200), nullable=False),
    Column("reason", Text, nullable=False),
    Column("corrected_at", DateTime, nullable=False),
    Index("ix_correction_identifier_key", "identifier_key"),
    info={"customer_column": "identifier_key", "kept": "until erased"},
)  # fmt: skip

# How long a class of data is kept, and whether what is older goes; the newest row of a class holds.
retention_rule = Table(
    "retention_rule", metadata,
    Column("no", Integer, primary_key=True),
    Column("data_class", String(20), nullable=False),
    Column("keep", String(20), nullable=False),
    Column("is_on", Boolean, nullable=False),
    Column("actor", String(200), nullable=False),
    Column("reason", Text, nullable=False),
    Column("set_at", DateTime, nullable=False),
    info=COMPANY,
)  # fmt: skip

# Identifiers seen together in contacts that are gone since their time was over: who is who stays.
remembered_pair = Table(
    "remembered_pair", metadata,
    Column("identifier_key", String(32), primary_key=True),
    Column("other_key", String(32), primary_key=True),
    Column("first_seen_at", DateTime, nullable=False),
    Index("ix_remembered_pair_other_key", "other_key"),
    info={"customer_column": "identifier_key", "kept": "as long as one of the two identifiers"},
)  # fmt: skip
