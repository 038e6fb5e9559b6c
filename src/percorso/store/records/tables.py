"""Every table of the records; each says whose it is and how long it is kept.

`info["customer_column"]` names the column through which a row belongs to a customer, for
access and erasure; `info["kept"]` says for how long.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from percorso.store.records import (  # noqa: F401 - their tables are among them
    follow_up_tables,
    happy_tables,
    machine_tables,
    plan_tables,
    preference_tables,
    pressure_tables,
    reply_tables,
    rights_tables,
    survey_tables,
    token_tables,
    told_tables,
    user_tables,
)
from percorso.store.records.metadata import COMPANY
from percorso.store.records.metadata import metadata as metadata

workspace = Table(
    "workspace", metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("catalogue_version", Integer, nullable=False),
    info=COMPANY,
)  # fmt: skip

source = Table(
    "source", metadata,
    Column("no", Integer, primary_key=True),
    Column("key", String(100), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("family", String(100), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("created_at", DateTime, nullable=False),
    info=COMPANY,
)  # fmt: skip

mapping = Table(
    "mapping", metadata,
    Column("source_no", ForeignKey("source.no"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("body", Text, nullable=False),
    Column("created_at", DateTime, nullable=False),
    info=COMPANY,
)  # fmt: skip

segment = Table(
    "segment", metadata,
    Column("position", Integer, primary_key=True),
    Column("name", String(80), nullable=False, unique=True),
    Column("source_no", ForeignKey("source.no"), nullable=False),
    Column("mapping_version", Integer, nullable=False),
    Column("door", String(20), nullable=False),
    Column("file", Text),
    Column("rows", BigInteger, nullable=False),
    Column("received_at", DateTime, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("chain_sha256", String(64), nullable=False),
    info={"customer_column": None, "kept": "as long as the archive; erasure replaces entries"},
)  # fmt: skip

# What makes a source one that sends by itself; each change counts, so that a server sees it.
door = Table(
    "door", metadata,
    Column("source_no", ForeignKey("source.no"), primary_key=True),
    Column("public_id", String(40), nullable=False, unique=True),
    Column("kind", String(10), nullable=False),
    Column("format", String(40), nullable=False),
    Column("origins", Text, nullable=False),
    Column("disabled_at", DateTime),
    Column("mapping", Text),
    Column("place", Text),
    Column("changes", Integer, nullable=False),
    info=COMPANY,
)  # fmt: skip

# A server's key is kept as its hash alone; a browser's is public, a webhook's secret is needed.
door_key = Table(
    "door_key", metadata,
    Column("no", Integer, primary_key=True),
    Column("source_no", ForeignKey("source.no"), nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("clear_value", Text),
    Column("created_at", DateTime, nullable=False),
    Column("until_at", DateTime),
    info=COMPANY,
)  # fmt: skip

# Raw batches as they came, each stored before its sender was answered; numbers are never used
# again. A batch goes when its messages lie in a sealed segment.
inbox = Table(
    "inbox", metadata,
    Column("no", Integer, primary_key=True),
    Column("source_no", ForeignKey("source.no"), nullable=False),
    Column("received_at", DateTime, nullable=False),
    Column("door", String(10), nullable=False),
    Column("call", String(20), nullable=False),
    Column("messages", Integer, nullable=False),
    Column("refused", Text, nullable=False),
    Column("envelope", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("to_load", Integer, nullable=False, server_default="0"),
    # Holds all that is asked of what waits: nobody reads a page of bodies for it.
    Index("ix_inbox_to_load", "source_no", "no", "to_load"),
    sqlite_autoincrement=True,
    info={"customer_column": "body", "kept": "until it is sealed in the archive"},
)  # fmt: skip

# How far the inbox of a source is loaded, and the segment its messages will be sealed in.
inbox_place = Table(
    "inbox_place", metadata,
    Column("source_no", ForeignKey("source.no"), primary_key=True),
    Column("loaded_no", Integer, nullable=False),
    Column("segment", String(80), nullable=False),
    Column("mapping_version", Integer, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("since_at", DateTime, nullable=False),
    info=COMPANY,
)  # fmt: skip

ledger = Table(
    "ledger", metadata,
    Column("source_no", ForeignKey("source.no"), primary_key=True),
    Column("minute_at", DateTime, primary_key=True),
    Column("received", BigInteger, nullable=False),
    Column("stored", BigInteger, nullable=False),
    Column("duplicate", BigInteger, nullable=False),
    Column("rejected", BigInteger, nullable=False),
    Column("dropped", BigInteger, nullable=False),
    info=COMPANY,
)  # fmt: skip

# Requests that came with a key faster than it may be used, by the hour.
beyond_limit = Table(
    "beyond_limit", metadata,
    Column("hour_at", DateTime, primary_key=True),
    Column("source_no", ForeignKey("source.no"), primary_key=True),
    Column("requests", BigInteger, nullable=False),
    info={"customer_column": None, "kept": "30 days"},
)  # fmt: skip

rejected = Table(
    "rejected", metadata,
    Column("no", Integer, primary_key=True),
    Column("source_no", ForeignKey("source.no"), nullable=False),
    Column("message_id", String(100), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("stage", String(20), nullable=False),
    Column("code", String(40), nullable=False),
    Column("reason", Text, nullable=False),
    Column("raw", Text, nullable=False),
    Column("file", Text),
    Column("line", BigInteger),
    # The mapping it was tried with last; the segment, where a row of the archive is meant.
    Column("mapping_version", Integer),
    Column("segment", String(80)),
    # What came beside the message, where a door of the server refused it: it goes in again there.
    Column("envelope", Text),
    Column("first_seen_at", DateTime, nullable=False),
    Column("last_seen_at", DateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("settled_at", DateTime),
    UniqueConstraint("source_no", "message_id", "fingerprint"),
    Index("ix_rejected_last_seen_at", "last_seen_at"),
    info={"customer_column": "raw", "kept": "30 days after it was last seen in a file"},
)  # fmt: skip

stage = Table(
    "stage", metadata,
    Column("key", String(40), primary_key=True),
    Column("name_it", String(80), nullable=False),
    Column("name_en", String(80), nullable=False),
    Column("position", Integer, nullable=False),
    Column("owner", String(80)),
    info=COMPANY,
)  # fmt: skip

touchpoint = Table(
    "touchpoint", metadata,
    Column("key", String(100), primary_key=True),
    Column("name_it", String(200), nullable=False),
    Column("name_en", String(200), nullable=False),
    Column("stage", ForeignKey("stage.key"), nullable=False),
    Column("channel", String(40), nullable=False),
    Column("initiator", String(20), nullable=False),
    Column("owner", String(80)),
    Column("is_goal", Boolean, nullable=False),
    Column("is_broadcast", Boolean, nullable=False),
    Column("promise_seconds", Float),
    info=COMPANY,
)  # fmt: skip

observed_name = Table(
    "observed_name", metadata,
    Column("no", Integer, primary_key=True),
    Column("source_no", ForeignKey("source.no"), nullable=False),
    Column("type", String(100), nullable=False),
    Column("name", Text, nullable=False),
    Column("page_pattern", Text, nullable=False),
    Column("touchpoint_key", ForeignKey("touchpoint.key"), nullable=False),
    Column("rule", String(20), nullable=False),
    Column("first_seen_at", DateTime, nullable=False),
    UniqueConstraint("source_no", "type", "name", "page_pattern"),
    info=COMPANY,
)  # fmt: skip

# What each edit of the catalogue changed, so that it can be told and taken back.
catalogue_edit = Table(
    "catalogue_edit", metadata,
    Column("no", Integer, primary_key=True),
    Column("made_at", DateTime, nullable=False),
    Column("made_by", String(80), nullable=False),
    Column("body", Text, nullable=False),
    Column("undone_at", DateTime),
    Column("undone_by", String(80)),
    info=COMPANY,
)  # fmt: skip

# Customers of whom facts hold; the facts as JSON.
segment_of_customers = Table(
    "segment_of_customers", metadata,
    Column("key", String(100), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("joined", String(10), nullable=False),
    Column("facts", Text, nullable=False),
    Column("changed_at", DateTime, nullable=False),
    info=COMPANY,
)  # fmt: skip

journey_definition = Table(
    "journey_definition", metadata,
    Column("key", String(60), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("fingerprint", String(64), nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("gap_seconds", Float),
    Column("gap_origin", String(20)),
    Column("created_at", DateTime, nullable=False),
    Column("written", Text),
    info=COMPANY,
)  # fmt: skip

# What was bought of media that know no person; nothing here points to one.
media_row = Table(
    "media_row", metadata,
    Column("no", Integer, primary_key=True),
    Column("key", String(100), nullable=False),
    Column("touchpoint", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("first_day", String(10), nullable=False),
    Column("last_day", String(10), nullable=False),
    Column("place", Text, nullable=False),
    Column("reach", BigInteger),
    Column("spend_minor", BigInteger),
    Column("currency", String(3), nullable=False),
    Column("codes", Text, nullable=False),
    Column("contacts", Text, nullable=False),
    Column("fingerprint", String(80), nullable=False, unique=True),
    Column("file", Text, nullable=False),
    Column("line", BigInteger, nullable=False),
    Column("loaded_at", DateTime, nullable=False),
    info=COMPANY,
)  # fmt: skip

# What people typed before data knew it; every import is a version of its own.
hypotheses = Table(
    "hypotheses", metadata,
    Column("version", Integer, primary_key=True),
    Column("body", Text, nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("made_by", String(80)),
    # The version this one takes back; it has the body of the one before that.
    Column("undoes", Integer),
    info=COMPANY,
)  # fmt: skip

customer = Table(
    "customer", metadata,
    Column("no", Integer, primary_key=True),
    Column("id", String(20), nullable=False, unique=True),
    Column("created_at", DateTime, nullable=False),
    info={"customer_column": "no", "kept": "until erased"},
)  # fmt: skip

# The vault: the only table with clear identifiers. Interactions hold the key alone.
identifier = Table(
    "identifier", metadata,
    Column("key", String(32), primary_key=True),
    Column("type", String(20), nullable=False),
    Column("clear_value", Text),
    Column("first_seen_at", DateTime, nullable=False),
    Column("last_seen_at", DateTime, nullable=False),
    info={"customer_column": "key", "kept": "until erased"},
)  # fmt: skip

# Append-only: the newest row of an identifier and window is what holds; a merge, a split and
# a changed rule are new rows with their evidence, never edits.
identity_link = Table(
    "identity_link", metadata,
    Column("no", Integer, primary_key=True),
    Column("identifier_key", String(32), nullable=False),
    Column("customer_no", ForeignKey("customer.no"), nullable=False),
    Column("rule", String(40), nullable=False),
    Column("evidence", String(40)),
    Column("since_at", DateTime),
    Column("until_at", DateTime),
    Column("actor", String(80), nullable=False),
    Column("linked_at", DateTime, nullable=False),
    Column("batch", Integer, nullable=False),
    Index("ix_identity_link_identifier_key", "identifier_key"),
    Index("ix_identity_link_customer_no", "customer_no"),
    info={"customer_column": "customer_no", "kept": "until erased"},
)  # fmt: skip

# Pairs that a rail kept apart, for a person to look at.
possible_same_person = Table(
    "possible_same_person", metadata,
    Column("identifier_key", String(32), primary_key=True),
    Column("other_key", String(32), primary_key=True),
    Column("reason", String(40), nullable=False),
    Column("noted_at", DateTime, nullable=False),
    info={"customer_column": "identifier_key", "kept": "until decided"},
)  # fmt: skip

# What people ruled about two identifiers, append-only: the newest word on a pair holds.
identity_ruling = Table(
    "identity_ruling", metadata,
    Column("no", Integer, primary_key=True),
    Column("identifier_key", String(32), nullable=False),
    Column("other_key", String(32), nullable=False),
    Column("verdict", String(10), nullable=False),
    Column("actor", String(200), nullable=False),
    Column("reason", Text, nullable=False),
    Column("ruled_at", DateTime, nullable=False),
    Index("ix_identity_ruling_identifier_key", "identifier_key", "other_key"),
    Index("ix_identity_ruling_other_key", "other_key"),
    info={"customer_column": "identifier_key", "kept": "until erased"},
)  # fmt: skip

# Pairs of customers who may be one person, as a model says, and what a person made of them; each
# customer stands by its strongest identifier.
match_candidate = Table(
    "match_candidate", metadata,
    Column("no", Integer, primary_key=True),
    Column("identifier_key", String(32), nullable=False),
    Column("other_key", String(32), nullable=False),
    Column("probability", Float, nullable=False),
    Column("agreement", Text, nullable=False), Column("found_at", DateTime, nullable=False),
    Column("verdict", String(10)), Column("actor", String(200)), Column("decided_at", DateTime),
    UniqueConstraint("identifier_key", "other_key"),
    Index("ix_match_candidate_other_key", "other_key"),
    info={"customer_column": "identifier_key", "kept": "until erased"},
)  # fmt: skip

# Values that link nobody by the company's own word, such as its own addresses.
identity_block = Table(
    "identity_block", metadata,
    Column("value", String(320), primary_key=True),
    Column("actor", String(200), nullable=False),
    Column("blocked_at", DateTime, nullable=False),
    info=COMPANY,
)  # fmt: skip

# What persons were said to be, by identifier and source: each value with the times it was said.
trait = Table(
    "trait", metadata,
    Column("fingerprint", String(64), primary_key=True),
    Column("identifier_key", String(32), nullable=False),
    Column("name", String(60), nullable=False),
    Column("value", Text, nullable=False),
    Column("source_no", ForeignKey("source.no"), nullable=False),
    Column("first_said_at", DateTime, nullable=False),
    Column("last_said_at", DateTime, nullable=False),
    Index("ix_trait_identifier_key", "identifier_key"),
    info={"customer_column": "identifier_key", "kept": "until erased"},
)  # fmt: skip

# What customers chose, append-only: what holds is a replay. It hangs on the identifier it was said
# with, so that a split gives each side its own words back.
consent_choice = Table(
    "consent_choice", metadata,
    Column("no", Integer, primary_key=True),
    Column("fingerprint", String(64), nullable=False, unique=True),
    Column("identifier_key", String(32), nullable=False),
    Column("purpose", String(40), nullable=False),
    Column("channel", String(40), nullable=False),
    Column("state", String(12), nullable=False),
    Column("chosen_at", DateTime, nullable=False),
    Column("basis", String(20), nullable=False),
    Column("expires_at", DateTime),
    Column("confirmed_at", DateTime),
    Column("request_id", String(32), nullable=False),
    Column("form", String(20), nullable=False),
    Column("source", String(100), nullable=False),
    Column("message_id", String(100), nullable=False),
    Column("text_version", String(100), nullable=False),
    Column("text_sha256", String(64), nullable=False),
    Column("language", String(20), nullable=False),
    Column("document", Text, nullable=False),
    Column("actor", String(200), nullable=False),
    Column("noted_at", DateTime, nullable=False),
    Index("ix_consent_choice_identifier_key", "identifier_key"),
    Index("ix_consent_choice_request_id", "request_id"),
    Index("ix_consent_choice_purpose", "purpose"),
    info={"customer_column": "identifier_key", "kept": "until erased; a proof outlives the yes"},
)  # fmt: skip

# On which basis the workspace rests a purpose, and why; the newest row of a purpose holds.
purpose_basis = Table(
    "purpose_basis", metadata,
    Column("no", Integer, primary_key=True),
    Column("purpose", String(40), nullable=False),
    Column("basis", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("actor", String(200), nullable=False),
    Column("chosen_at", DateTime, nullable=False),
    info=COMPANY,
)  # fmt: skip
