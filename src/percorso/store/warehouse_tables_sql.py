"""The tables of the warehouse, all derived: archive, inbox and records can make them again."""

from percorso.store.query import Query

# One row an interaction, append-only: identifiers as keyed hashes, never in clear, and nothing
# that an edit of the catalogue, a merge or a split would have to rewrite. `content` tells messages
# of one id apart; of a file's rows it is null, as is the verdict on whether a person acted.
_INTERACTION = """
create table interaction (
  interaction_no bigint not null,
  interaction_id varchar not null,
  source_no integer not null,
  segment varchar not null,
  message_id varchar not null,
  part varchar not null,
  received_at timestamp not null,
  occurred_at timestamp not null,
  occurred_at_quality varchar not null,
  source_rank utinyint not null,
  source_sequence bigint not null,
  type varchar not null,
  direction varchar not null,
  actor varchar not null,
  kind varchar not null,
  observed_name_no integer not null,
  observed_channel varchar,
  identifier_keys struct("type" varchar, "key" varchar)[] not null,
  subject struct(order_id varchar, tracking_number varchar, invoice_id varchar, case_id varchar),
  text varchar,
  language varchar,
  rating_value double,
  rating_min double,
  rating_max double,
  rating_kind varchar,
  amount_minor bigint,
  cost_minor bigint,
  currency varchar,
  properties varchar,
  flags varchar[],
  content ubigint,
  human_verdict varchar,
  verdict_reason varchar
)
"""

# The resolved view, narrow, ordered by (customer, total order): what every journey is cut from.
# `case_id` and `order_id` are compared as they stand; `topics` are hashes of all numbers a contact
# is about; `rating_kind` is a kind of question a score answers; `text_felt` is how a text without a
# rating reads, -1..1, and `text_trust` how far its reader is to be trusted, 0..1.
_RESOLVED = """
create table resolved (
  customer_no integer,
  group_no utinyint,
  ord integer not null,
  occurred_us bigint not null,
  observed_name_no integer not null,
  source_no integer not null,
  felt float,
  amount_minor bigint,
  interaction_no bigint not null,
  case_id varchar,
  order_id varchar,
  topics bigint[],
  rating_kind varchar,
  rating_value double,
  rating_max double,
  is_quotable boolean not null,
  text_felt float,
  text_trust float
)
"""

_CUSTOMER = """
create table customer (
  customer_no integer not null,
  group_no utinyint not null,
  interactions integer not null,
  first_us bigint not null,
  last_us bigint not null
)
"""

# Which segments are in, and which mapping read them.
_LOADED = """
create table loaded_segment (
  segment varchar not null,
  mapping_version integer not null,
  rows bigint not null
)
"""

# How far the inbox of each source is in.
_LOADED_INBOX = """
create table loaded_inbox (
  source_no integer not null,
  through_no bigint not null
)
"""

# Messages of the archive that the mapping of today cannot use: known, but no interactions.
_REFUSED = """
create table refused (
  source_no integer not null,
  segment varchar not null,
  message_id varchar not null
)
"""

# How customers stood before a resolving changed them: what counts made then are corrected by.
_CHANGED = """
create table changed_customer (
  generation bigint not null,
  customer_no integer not null
)
"""
_REPLACED = "create table replaced as select 0::bigint as generation, * from resolved limit 0"

# What the last resolving went by, so that the next one looks at what is new alone: identifiers by a
# number and the customer each stands for, those seen together, whose a shared device was, and the
# references with who claims each.
_IDENTIFIER = """
create table identifier_seen (
  no integer not null,
  key varchar not null,
  type varchar not null,
  first_us bigint not null,
  customer_no integer not null
)
"""
_PAIR = """
create table identifier_pair (
  strong_no integer not null,
  other_no integer not null,
  first_us bigint not null
)
"""
_WINDOW = """
create table held_window (
  key varchar not null,
  customer_no integer not null,
  since_us bigint not null,
  until_us bigint not null
)
"""
_REFERENCE = """
create table reference (
  interaction_no bigint not null,
  kind varchar not null,
  family varchar not null,
  value varchar not null,
  customer_no integer,
  claimed_with varchar,
  type varchar not null,
  occurred_at timestamp not null,
  source_rank utinyint not null,
  source_sequence bigint not null,
  interaction_id varchar not null
)
"""

# Days on which an identifier behaved like a machine, with all it sent or with one event alone, and
# the contacts that are left out for it. Derived, as everything but interactions is.
_MACHINE_DAY = """
create table machine_day (
  key varchar not null,
  name_no integer,
  day date not null,
  rule varchar not null,
  beat_seconds double
)
"""
_MACHINE_INTERACTION = """
create table machine_interaction (
  interaction_no bigint not null,
  source_no integer not null,
  key varchar not null,
  name_no integer not null
)
"""

# What the texts of customers say, each read once: its language (how sure that is, null where its
# source says it), how it feels (null where no word tells), what it is written for, how it presses;
# and what it speaks of, with how the clause feels. `content` is a hash of what was read: numbers of
# interactions that were taken away are given to others.
_TEXT_READING = """
create table text_reading (
  interaction_no bigint not null,
  content ubigint not null,
  language varchar not null,
  language_probability float,
  level float,
  intent varchar not null,
  urgency varchar not null
)
"""
_TEXT_THEME = """
create table text_theme (
  interaction_no bigint not null,
  key varchar not null,
  words varchar not null,
  level float
)
"""
# How texts without a rating feel: what was asked outranks what is inferred.
_TEXT_FEELING = """
create table text_feeling (
  interaction_no bigint not null,
  felt double not null,
  trust double not null
)
"""

# Models of mood learnt from the firm's own rated texts: the weights that are not 0, by language,
# and how each was judged, one that was not kept too.
_MOOD_MODEL = """
create table mood_model (
  language varchar not null,
  place integer not null,
  weight double not null,
  rarity double not null
)
"""
_MOOD_CARD = """
create table mood_card (
  language varchar not null,
  rated integer not null,
  negative integer not null,
  kept_back integer not null,
  auc double,
  low double,
  high double,
  lexicon_auc double,
  is_kept boolean not null,
  intercept double,
  slope double,
  shift double
)
"""

# Generations of `resolved`; what changed is known since one of them. What was resolved: up to which
# interaction, how many, how many rows stand in one order, and with what else; what texts were read
# with.
_LAYOUT = """
create table layout as
select $version::integer as version, true as is_resolved, 0::bigint as generation,
  0::bigint as changes_since, null::bigint as resolved_through_no, 0::bigint as resolved_count,
  0::bigint as laid_rows, '' as resolved_with, '' as read_with
"""


def warehouse_tables(version: int) -> list[Query]:
    """The statements that make an empty warehouse."""
    return [
        Query(_INTERACTION),
        Query(_RESOLVED),
        Query(_CUSTOMER),
        Query(_LOADED),
        Query(_LOADED_INBOX),
        Query(_REFUSED),
        Query(_IDENTIFIER),
        Query(_PAIR),
        Query(_WINDOW),
        Query(_REFERENCE),
        Query(_MACHINE_DAY),
        Query(_MACHINE_INTERACTION),
        Query(_TEXT_READING),
        Query(_TEXT_THEME),
        Query(_TEXT_FEELING),
        Query(_MOOD_MODEL),
        Query(_MOOD_CARD),
        Query(_CHANGED),
        Query(_REPLACED),
        Query(_LAYOUT, {"version": version}),
    ]


LAYOUT_OF_TABLES = Query("select version from layout")
IS_RESOLVED = Query("select is_resolved from layout")
LEAVE_UNRESOLVED = Query("update layout set is_resolved = false")
# What is taken away leaves its number to others: what is new cannot be told by numbers then.
LEAVE_ALL_UNRESOLVED = Query("update layout set is_resolved = false, resolved_through_no = null")
NOTE_RESOLVED = Query("update layout set is_resolved = true")

# What is in: each segment as it was read, and each source's inbox up to a message.
LOADED_SEGMENTS = Query("select segment, mapping_version from loaded_segment")
LOADED_INBOX = Query("select source_no, through_no from loaded_inbox")

# (interactions of people, of them resolved, rows of the segments that are in)
COUNTS = Query("""
select (select count(*) from interaction where human_verdict is distinct from 'machine')
    - (select count(*) from machine_interaction),
  (select count(*) from resolved),
  (select coalesce(sum(rows), 0)::bigint from loaded_segment)""")

# (source, interactions, first and last instant in µs since 1970)
SOURCES_HELD = Query("""
select source_no, count(*), min(occurred_us), max(occurred_us) from resolved group by source_no""")
