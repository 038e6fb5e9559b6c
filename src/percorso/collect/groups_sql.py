"""How the rows of one thing (an invoice, an order) become one interaction, in SQL."""

from pathlib import Path

from percorso.collect.mapping_sql import group_of_body
from percorso.domain.mapping import IDENTIFIER_ROLES, REFERENCE_ROLES, Mapping
from percorso.store.parquet_file import literal_path
from percorso.store.query import Query

# What the first row that has it says for the whole thing.
_FIRST = ("name", "channel", *IDENTIFIER_ROLES, *REFERENCE_ROLES, "currency", "text", "sequence")
_SUMS = ("amount", "cost")
_RATING = ("rating_value", "rating_kind", "rating_min", "rating_max")


def messages_of_states(mapping: Mapping) -> Query:
    """Give the rows of a thing whose state the file tells the message id of that state.

    A thing that changed in any row is a new state, of which all rows are kept; the same state
    again is known. A row without the column is a message of its own.
    """
    return Query(f"""
create or replace temp table message as
with keyed as (
  select line, body, fingerprint, {group_of_body(mapping)} as group_id from spooled),
state as (
  select group_id, sha256(string_agg(fingerprint, ',' order by fingerprint)) as state
  from keyed where group_id is not null group by group_id)
select line, body, fingerprint, coalesce(state, fingerprint) || ':' || row_number() over (
    partition by coalesce(state, fingerprint) order by fingerprint, line) as message_id
from keyed left join state using (group_id)""")


def pardon_incomplete(source_no: int) -> Query:
    """A row without time or name is no fault where another row of its thing has them."""
    return Query(
        """
update parsed set reject_code = null, reject_reason = null
where is_incomplete and group_id in (
  select group_id from parsed where reject_code is null and group_id is not null
  union all select message_id from interaction where source_no = $source_no)""",
        {"source_no": source_no},
    )


def known_things(source_no: int) -> Query:
    """The table `touched`: things at hand of which the warehouse holds an interaction."""
    return Query(
        """
create or replace temp table touched as
select distinct group_id from parsed
where reject_code is null and group_id in (
  select message_id from interaction where source_no = $source_no)""",
        {"source_no": source_no},
    )


def rows_at_hand() -> Query:
    """The table `row_of_thing`: the rows just read, as their mapping reads them."""
    return Query("""
create or replace temp table row_of_thing as
select *, true as is_new, null::timestamp as known_at from parsed where reject_code is null""")


def kept_rows(mapping: Mapping, segments: list[Path]) -> Query:
    """The table `kept`: rows in the archive of things that are touched."""
    return Query(
        f"""
create or replace temp table kept as
select line, message_id, body, received_at from read_parquet($segments)
where {group_of_body(mapping)} in (select group_id from touched)""",
        {"segments": [literal_path(path) for path in segments]},
    )


def add_kept_rows(mapping_sql: Query, load_limit: object) -> Query:
    """Add them to `row_of_thing`, as their own mapping reads them."""
    return Query(
        f"""
insert into row_of_thing by name
select r.*, false as is_new, k.received_at as known_at
from ({mapping_sql.sql}) as r join kept as k using (line, message_id)
where r.reject_code is null or r.is_incomplete""",
        {**mapping_sql.parameters, "load_limit": load_limit},
    )


def newest_states() -> Query:
    """Leave of each thing its newest state: the latest event, the most events, the last load."""
    return Query("""
delete from row_of_thing where group_id is not null and message_id not in (
  with state as (
    select group_id, split_part(message_id, ':', 1) as state,
      {'last_at': max(occurred_at), 'parts': count(distinct part_no), 'is_new': bool_or(is_new),
       'known_at': max(known_at)} as age
    from row_of_thing group by all),
  newest as (select group_id, arg_max(state, age) as state from state group by group_id)
  select r.message_id from row_of_thing as r join newest as n
  on n.group_id = r.group_id and n.state = split_part(r.message_id, ':', 1))""")


def things(*, amounts_once: bool) -> Query:
    """The table `parsed` anew, a row for each part of a thing: first time, sums, lines.

    Args:
        amounts_once: Every row repeats the whole amount; the first that has one says it.
    """
    firsts = ",\n    ".join(f"arg_min({name}, place) as {name}" for name in _FIRST)
    whole = "arg_min({0}, place)" if amounts_once else "try_cast(sum({0}) as decimal(18, 4))"
    sums = ", ".join(f"{whole.format(name)} as {name}" for name in _SUMS)
    rating = ", ".join(f"'{name}': {name}" for name in _RATING)
    return Query(f"""
create or replace temp table parsed as
with placed as (
  select *, coalesce(group_id, message_id) as thing,
    row_number() over (order by occurred_at nulls last, line, message_id, part_no) as place
  from row_of_thing),
head as (
  select thing, min(part_no) filter (occurred_at is not null) as first_no,
    min(line) filter (is_new) as new_line, min(line) as old_line
  from placed group by thing),
part_of_thing as (
  select thing, case when occurred_at is null then first_no else part_no end as part_no,
    min(place) as first_place, min(occurred_at) as occurred_at, max(part) as any_part,
    arg_min(part, place) as part,
    {firsts},
    {sums},
    arg_min({{{rating}}}, place) filter (rating_value is not null) as rating
  from placed join head using (thing) group by all),
line_of_thing as (
  select thing, message_id, any_value(properties) as line, min(place) as place
  from placed where group_id is not null group by thing, message_id),
cell as (
  select thing, unnest(map_entries(line::json::map(varchar, varchar))) as one
  from line_of_thing),
size as (select thing, count(*) as lines from line_of_thing group by thing),
shared as (
  select thing, one.key as name, min(one.value) as value from cell join size using (thing)
  group by thing, one.key, lines
  having count(*) = lines and min(one.value) = max(one.value)),
head_text as (
  select thing, string_agg(to_json(name) || ':' || to_json(value) || ',', '' order by name) as text
  from shared where name <> 'lines' group by thing),
lines_text as (
  select thing, '"lines":[' || string_agg(line, ',' order by place) || ']' as text
  from line_of_thing group by thing),
alone as (select thing, any_value(properties) as properties from placed
  where group_id is null group by thing)
select coalesce(h.new_line, h.old_line) as line, p.thing as message_id, p.occurred_at,
  {", ".join(f"p.{name}" for name in (*_FIRST, *_SUMS))},
  {", ".join(f"p.rating.{name} as {name}" for name in _RATING)},
  case when a.thing is not null then a.properties
    when p.part_no = h.first_no then '{{' || coalesce(t.text, '') || l.text || '}}'
    else '{{' || rtrim(coalesce(t.text, ''), ',') || '}}' end as properties,
  p.part, p.part_no, null::varchar as reject_code
from part_of_thing as p join head as h using (thing)
left join head_text as t using (thing) left join lines_text as l using (thing)
left join alone as a using (thing)
where p.occurred_at is not null and p.name is not null""")


def forget_older(source_no: int, last_no: int) -> Query:
    """Take away what was known of the things touched: they stand there anew."""
    return Query(
        """
delete from interaction where source_no = $source_no and interaction_no <= $last_no
  and message_id in (select group_id from touched)""",
        {"source_no": source_no, "last_no": last_no},
    )
