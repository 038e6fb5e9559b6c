"""How what messages tell beside the roles of a mapping gets beside the parsed rows."""

from collections.abc import Collection
from pathlib import Path

from percorso.collect.cells_sql import text_literal
from percorso.store.archive import FORMAT_VERSION
from percorso.store.parquet_file import literal_path
from percorso.store.query import Query

_TOLD = """
  nullif(t.type, '') as told_type, t.at_quality, t.received_at, t.content, t.verdict,
  nullif(t.verdict_reason, '') as verdict_reason,
  nullif(t.said, '') as said,
  case when t.flags <> '[]' then from_json(t.flags, '["varchar"]') end as flags"""

# What a mapping could not use: (place of the message, code, reason), once a message.
REFUSED_MESSAGES = Query("""
select t.place, arg_min(p.reject_code, p.line), arg_min(p.reject_reason, p.line)
from parsed as p join told as t using (line)
where p.reject_code is not null group by t.place order by t.place""")

# The parsed rows of the messages that stay (`kept_place`), with what no mapping reads.
PARSED_AS_TOLD = Query(f"""
create or replace temp table parsed as
select p.* replace (t.part as part, nullif(t.properties, '') as properties),
  nullif(t.direction, '') as direction, nullif(t.actor, '') as actor, {_TOLD}
from parsed as p join told as t using (line) semi join kept_place using (place)""")


def parsed_events(roles: Collection[str], told: Collection[str]) -> Query:
    """The events that stay (`kept_place`) as parsed rows, without the way through a mapping.

    Args:
        roles: All that events may tell of.
        told: Those that stand in `told`; the others are nobody's.
    """
    cells = {role: f"t.{role}::varchar" if role in told else "null::varchar" for role in roles}
    cells["amount"] = f"({cells['amount']})::decimal(18, 4)"
    cells["currency"] = f"upper({cells['currency']})"
    columns = ", ".join(f"{cell} as {role}" for role, cell in cells.items())
    return Query(f"""
create or replace temp table parsed as
select t.line, t.message_id, make_timestamp(t.occurred_us) as occurred_at, t.name, {columns},
  null::decimal(18, 4) as cost, null::double as rating_value, null::varchar as rating_kind,
  null::double as rating_min, null::double as rating_max, null::varchar as text,
  0::bigint as sequence, null::varchar as event_id, nullif(t.properties, '') as properties,
  t.part, 0 as part_no, null::varchar as group_id, null::varchar as reject_code,
  null::varchar as reject_reason, false as is_incomplete,
  null::varchar as direction, null::varchar as actor, {_TOLD}
from told as t semi join kept_place using (place)""")


def known_messages(source_no: int) -> Query:
    """Which messages at hand (`told`) are stored: (message id, content), null of a file's row."""
    return Query(
        """
select message_id, any_value(content) from interaction semi join told using (message_id)
where source_no = $source_no group by message_id""",
        {"source_no": source_no},
    )


# The ids that stand on more than one message at hand.
REPEATED_IDS = Query(
    "select message_id from told group by message_id having count(distinct place) > 1"
)


def messages_of_open_segment(source_no: int, segment: str) -> Query:
    """The messages that are stored under a segment: (message id, content)."""
    return Query(
        """
select distinct message_id, content from interaction
where source_no = $source_no and segment = $segment""",
        {"source_no": source_no, "segment": segment},
    )


def write_door_segment(path: Path, *, source_key: str, door: str, mapping_version: int) -> Query:
    """Write the messages at hand (`sealing`) as a draft segment."""
    return Query(
        f"""
copy (
  select {FORMAT_VERSION} as format_version, $source_key as source_id, message_id, fingerprint,
    received_at, $door as door, $mapping_version::integer as mapping_version,
    null::varchar as file, line, 'application/json' as content_type, body, envelope
  from sealing order by line)
to {text_literal(str(path))} (format parquet, compression zstd, compression_level 1)""",
        {"source_key": source_key, "door": door, "mapping_version": mapping_version},
    )


def sealed_messages(path: Path) -> Query:
    """The messages of a door's segment in their order: (body, envelope, received_at as µs)."""
    return Query(
        "select body, envelope, epoch_us(received_at) from read_parquet($path) order by line",
        {"path": literal_path(path)},
    )


def note_inbox_loaded(source_no: int, through_no: int) -> list[Query]:
    """Note how far the inbox of a source is in the warehouse."""
    source: dict[str, object] = {"source_no": source_no}
    return [
        Query("delete from loaded_inbox where source_no = $source_no", source),
        Query(
            "insert into loaded_inbox values ($source_no, $through_no)",
            {**source, "through_no": through_no},
        ),
    ]
