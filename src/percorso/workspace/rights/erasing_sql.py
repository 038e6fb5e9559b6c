"""Where persons stand in warehouse and archive, and both without them."""

from collections.abc import Sequence
from pathlib import Path

from percorso.collect.cells_sql import text_literal
from percorso.collect.mapping_sql import group_of_body
from percorso.domain.mapping import Mapping
from percorso.store.parquet_file import literal_path
from percorso.store.query import Query
from percorso.workspace.reviews.reviews_sql import REVIEW_ID

_BLOT = "[erased]"
# What holds of interactions alone; all else is derived of them, and made anew.
_LAYOUT_ANEW = """
* replace (false as is_resolved, 0 as generation, 0 as changes_since,
  null as resolved_through_no, 0 as resolved_count, 0 as laid_rows, '' as resolved_with)"""

# The messages of the persons (`erased_key`, `erased_customer`): all that is resolved to them, and
# all that names them.
GONE_MESSAGES = Query("""
create or replace temp table gone_message as
select distinct source_no, message_id from interaction
where interaction_no in (
    select interaction_no from resolved semi join erased_customer using (customer_no))
  or list_has_any(list_transform(identifier_keys, lambda one: one.key),
    (select coalesce(list(key), []) from erased_key)::varchar[])""")

NO_ROWS = Query("""
create or replace temp table gone_row as
select ''::varchar as segment, ''::varchar as message_id, 0::integer as source_no,
  now()::timestamp as received_at, false as is_masked limit 0""")


def rows_of_messages(paths: Sequence[Path]) -> Query:
    """The rows of the archive that these messages are, into `gone_row`; reads `held_segment`."""
    return Query(
        """
insert into gone_row
select h.segment, r.message_id, h.source_no, r.received_at, false
from read_parquet($paths, filename = true) as r join held_segment as h on h.path = r.filename
semi join gone_message as g on g.source_no = h.source_no and g.message_id = r.message_id""",
        {"paths": [literal_path(path) for path in paths]},
    )


def rows_of_things(paths: Sequence[Path], mapping: Mapping) -> Query:
    """The rows that were made one interaction with others, of things that are to go."""
    return Query(
        f"""
insert into gone_row
select h.segment, r.message_id, h.source_no, r.received_at, false
from (select filename, message_id, received_at, {group_of_body(mapping)} as thing
  from read_parquet($paths, filename = true)) as r
join held_segment as h on h.path = r.filename
semi join gone_message as g on g.source_no = h.source_no and g.message_id = r.thing""",
        {"paths": [literal_path(path) for path in paths]},
    )


def rows_that_say(paths: Sequence[Path], pattern: str) -> Query:
    """The other rows in which a value of the persons stands: nobody's go, others' are masked.

    Reads `grouped_source(source_no)`: a row of a thing may be another's without being named.
    """
    return Query(
        """
insert into gone_row
with said as (
  select h.segment, r.message_id, h.source_no, r.received_at
  from read_parquet($paths, filename = true) as r join held_segment as h on h.path = r.filename
  where regexp_matches(lower(r.body), $pattern)
    or regexp_matches(lower(coalesce(r.envelope, '')), $pattern)),
others as (
  select i.source_no, i.message_id from interaction as i
  join resolved using (interaction_no) where customer_no is not null)
select s.*, exists (from others as o
    where o.source_no = s.source_no and o.message_id = s.message_id)
  or s.source_no in (select source_no from grouped_source)
from said as s
where not exists (from gone_row as g where g.segment = s.segment and g.message_id = s.message_id)
""",
        {"paths": [literal_path(path) for path in paths], "pattern": pattern},
    )


# Contacts of nobody that said a value of the persons go with their rows.
ADD_SAID = Query("""
insert into gone_message
select distinct source_no, message_id from gone_row where not is_masked
except select source_no, message_id from gone_message""")

# What records hold about a contact stands under its id, or under that of the review it is: it goes
# with the contact, also where nobody knew yet whose it was.
IDS_OF_GONE = Query(f"""
select interaction_id, {REVIEW_ID} from interaction
semi join gone_message using (source_no, message_id)""")

GONE_INTERACTIONS = Query(
    "select count(*) from interaction semi join gone_message using (source_no, message_id)"
)

# (segment, rows that go, rows that are masked)
TOUCHED_SEGMENTS = Query("""
select segment, count(*) filter (not is_masked), count(*) filter (is_masked)
from gone_row group by segment order by segment""")

# (source, minute, rows that go)
GONE_BY_MINUTE = Query("""
select source_no, date_trunc('minute', received_at)::timestamp, count(*)
from gone_row where not is_masked group by all order by all""")

GONE_IDS = Query("select distinct source_no, message_id from gone_message")

# Observed names that nobody else's contact has.
NAMES_OF_GONE = Query("""
select distinct observed_name_no from interaction
semi join gone_message using (source_no, message_id)
where observed_name_no not in (
  select observed_name_no from interaction anti join gone_message using (source_no, message_id))""")


def owned_references(key_sql: str, bound: dict[str, object]) -> Query:
    """(hash, kind) of the references that the persons' contacts alone carry.

    Args:
        key_sql: SQL of the hash of a reference's `said`.
        bound: What it binds.
    """
    return Query(
        f"""
select {key_sql} as key, kind from (
  select 'reference|' || r.kind || '|' || r.family || '|' || r.value as said, r.kind
  from reference as r join interaction as i using (interaction_no)
  left join gone_message as g on g.source_no = i.source_no and g.message_id = i.message_id
  group by r.kind, r.family, r.value having bool_and(g.message_id is not null))""",
        bound,
    )


def texts_that_hint(pattern: str) -> Query:
    """The numbers of the texts in `rejected_text` in which a pattern occurs."""
    return Query(
        "select no from rejected_text where regexp_matches(lower(said), $pattern)",
        {"pattern": pattern},
    )


def raw_rows(paths: Sequence[Path]) -> Query:
    """The persons' rows of these segments: (message id, source, µs since 1970, body), in order."""
    return Query(
        """
select r.message_id, h.source_no, epoch_us(r.received_at), r.body
from read_parquet($paths, filename = true) as r join held_segment as h on h.path = r.filename
semi join (from gone_row where not is_masked) as g
  on g.segment = h.segment and g.message_id = r.message_id
order by r.received_at, h.segment, r.line""",
        {"paths": [literal_path(path) for path in paths]},
    )


def write_without(path: Path, draft: Path, segment: str, pattern: str) -> Query:
    """Write a segment without what goes, and with what is masked blotted out."""
    body, envelope = _blotted("body"), _blotted("envelope")
    return Query(
        f"""
copy (
  select r.* replace (
    case when g.is_masked then {body} else r.body end as body,
    case when g.is_masked then {envelope} else r.envelope end as envelope)
  from read_parquet($path) as r
  left join (from gone_row where segment = $segment) as g using (message_id)
  where g.message_id is null or g.is_masked order by r.line)
to {text_literal(str(draft))} (format parquet, compression zstd, compression_level 1)""",
        {"path": literal_path(path), "segment": segment, "pattern": pattern or "^$a"},
    )


def _blotted(column: str) -> str:
    """SQL: a JSON text with the values blotted out, JSON still where a number was one."""
    word, number = (
        rf"regexp_replace(r.{column}, $pattern, '\1{sign}\3', 'gi')" for sign in (_BLOT, "0")
    )
    return (
        f"case when json_valid({word}) or not json_valid(r.{column}) then {word} else {number} end"
    )


def tables_without(warehouse: str, draft: Path) -> list[Query]:
    """Write the warehouse without what goes, all that is derived left out, as another file.

    Reads `renamed(old_name, new_name, rows, is_masked)`: what was masked is read from the archive
    again.

    Args:
        warehouse: The name of the database that is open.
        draft: The other file.
    """
    kept = "anti join gone_message using (source_no, message_id)"
    moved = (
        "left join renamed as n on n.old_name = {0}.segment where not coalesce(n.is_masked, false)"
    )
    return [
        Query(f"attach {text_literal(str(draft))} as fresh"),
        Query(f'copy from database "{warehouse}" to fresh (schema)'),
        Query(f"""
insert into fresh.interaction
select i.* replace (coalesce(n.new_name, i.segment) as segment)
from (from interaction {kept}) as i {moved.format("i")} order by interaction_no"""),
        Query(f"""
insert into fresh.refused
select i.* replace (coalesce(n.new_name, i.segment) as segment)
from (from refused {kept}) as i {moved.format("i")}"""),
        Query(f"""
insert into fresh.loaded_segment
select coalesce(n.new_name, s.segment), s.mapping_version, coalesce(n.rows, s.rows)
from loaded_segment as s {moved.format("s")}"""),
        Query("insert into fresh.loaded_inbox from loaded_inbox"),
        Query(f"insert into fresh.layout select {_LAYOUT_ANEW} from layout"),
        Query("checkpoint fresh"),
        Query("detach fresh"),
    ]
