"""How spooled rows become messages, a segment of the archive, and interactions."""

from pathlib import Path

from percorso.collect.cells_sql import text_literal
from percorso.collect.mapping_sql import json_pointer
from percorso.collect.spool_sql import spool_relation
from percorso.store.archive import FORMAT_VERSION
from percorso.store.money_sql import minor_units
from percorso.store.parquet_file import literal_path
from percorso.store.query import Query


def spooled_rows(spool: Path) -> Query:
    """The spool file as a table of (line, body, fingerprint)."""
    return Query(
        "create or replace temp table spooled as "
        f"select line, body, sha256(body) as fingerprint from {spool_relation(spool)}"
    )


def messages(id_column: str | None) -> list[Query]:
    """Give every row its message id (WIRE-FORMATS 6).

    A row's own id where the file has such a column, else its fingerprint and, among the equal
    rows of the file, its place: so equal rows are all kept and the same file twice adds nothing.
    """
    own = "null" if id_column is None else "nullif(trim(json_extract_string(body, $id_path)), '')"
    path: dict[str, object] = {} if id_column is None else {"id_path": json_pointer(id_column)}
    return [
        Query("""
create or replace temp table repeated as
with several as (
  select fingerprint from spooled group by fingerprint having count(*) > 1)
select line, row_number() over (partition by fingerprint order by line) as place
from spooled semi join several using (fingerprint)"""),
        Query(
            f"""
create or replace temp table message as
select s.line, s.body, s.fingerprint, case when length(own) between 1 and 100 then own
  else s.fingerprint || ':' || coalesce(r.place, 1) end as message_id
from (select *, {own} as own from spooled) as s left join repeated as r using (line)""",
            path,
        ),
        Query("drop table spooled"),
        Query("drop table repeated"),
    ]


def mark_known(source_no: int) -> Query:
    """Which messages the archive already holds, whether their mapping can use them or not."""
    return Query(
        """
create or replace temp table known as
select m.line, m.message_id, m.fingerprint from message as m
semi join (
  select message_id from interaction where source_no = $source_no
  union all select message_id from refused where source_no = $source_no) as i
using (message_id)""",
        {"source_no": source_no},
    )


def mark_kept(segments: list[Path]) -> Query:
    """Which messages the archive already holds, where interactions do not name each row."""
    return Query(
        """
create or replace temp table known as
select m.line, m.message_id, m.fingerprint from message as m
semi join read_parquet($segments) as kept using (message_id)""",
        {"segments": [literal_path(path) for path in segments]},
    )


def repeated_ids() -> Query:
    """Rows of the file that repeat an earlier row's own id: (line, id, body, same content)."""
    return Query("""
select line, message_id, body, fingerprint = first_fingerprint as is_same from (
  select *, row_number() over (partition by message_id order by line) as place,
    first_value(fingerprint) over (partition by message_id order by line) as first_fingerprint
  from message)
where place > 1 order by line""")


def changed_since_kept(segments: list[Path]) -> Query:
    """Known messages whose content is not the archive's: (line, id, body)."""
    return Query(
        """
select m.line, m.message_id, m.body from message as m semi join known using (line)
join read_parquet($segments) as kept on kept.message_id = m.message_id
where kept.fingerprint <> m.fingerprint order by m.line""",
        {"segments": [literal_path(path) for path in segments]},
    )


def drop_lines(lines: list[int]) -> Query:
    """Take the messages of these lines out of what is to be stored."""
    return Query("delete from message where line in (select unnest($lines))", {"lines": lines})


def messages_among(message_ids: list[str]) -> Query:
    """Which of these ids stand among the messages at hand: (message id, fingerprint)."""
    return Query(
        "select message_id, fingerprint from message "
        "where message_id in (select unnest($ids::varchar[]))",
        {"ids": message_ids},
    )


DROP_KNOWN = Query("delete from message where line in (select line from known)")


def parsed_messages(mapping_sql: Query, load_limit: object) -> Query:
    """Run the mapping over the messages at hand."""
    return Query(
        f"create or replace temp table parsed as {mapping_sql.sql}",
        {**mapping_sql.parameters, "load_limit": load_limit},
    )


def rejected_messages() -> Query:
    """What the mapping could not use: (line, id, body, code, reason), once a row."""
    return Query("""
select p.line, any_value(p.message_id), any_value(m.body), arg_min(p.reject_code, p.part_no),
  arg_min(p.reject_reason, p.part_no)
from parsed as p join message as m using (line)
where p.reject_code is not null group by p.line order by p.line""")


def first_parsed(count: int) -> Query:
    """The first interactions at hand, in the order of the file."""
    return Query(f"""
select * from parsed where reject_code is null order by line, part_no limit {count}""")


def bodies_by_line(count: int) -> Query:
    """The first messages at hand: (line, body)."""
    return Query(f"select line, body from message order by line limit {count}")


# A row tells all its interactions or, while one of them cannot be read, none.
DROP_REST_OF_REJECTED = Query("""
delete from parsed where reject_code is null
  and line in (select line from parsed where reject_code is not null)""")


DROP_REFUSED = Query("delete from parsed where reject_code is not null")


def write_segment(
    path: Path, *, source_key: str, received_at: object, mapping_version: int, file: str
) -> Query:
    """Write the messages at hand as a draft segment."""
    return Query(
        f"""
copy (
  select {FORMAT_VERSION} as format_version, $source_key as source_id, message_id, fingerprint,
    $received_at::timestamp as received_at, 'file' as door,
    $mapping_version::integer as mapping_version, $file as file, line,
    'application/json' as content_type, body, null::varchar as envelope
  from message)
to {text_literal(str(path))} (format parquet, compression zstd, compression_level 1)""",
        {
            "source_key": source_key,
            "received_at": received_at,
            "mapping_version": mapping_version,
            "file": file,
        },
    )


def messages_of_segment(path: Path) -> Query:
    """A sealed segment's messages, as they were when it was loaded."""
    return Query(
        "create or replace temp table message as "
        "select line, body, fingerprint, message_id from read_parquet($path)",
        {"path": literal_path(path)},
    )


def bodies_of_segments(paths: list[Path]) -> Query:
    """The messages of several segments as one relation, each with a number of its own."""
    return Query(
        "create or replace temp table message as "
        "select row_number() over () as line, body, fingerprint, message_id "
        "from read_parquet($paths)",
        {"paths": [literal_path(path) for path in paths]},
    )


def columns_at_hand() -> Query:
    """The columns that occur among the messages at hand, by name."""
    return Query("select distinct unnest(json_keys(body)) as name from message order by name")


def bodies_at_hand(limit: int) -> Query:
    """The bodies of the first messages at hand."""
    return Query("select body from message order by line limit $limit", {"limit": limit})


def drop_held_elsewhere(source_no: int, segment: str) -> Query:
    """Leave out messages that another segment has brought already.

    A segment that was lost, whose file was then loaded again, comes back twice otherwise.
    """
    return Query(
        """
delete from message where message_id in (
  select message_id from interaction where source_no = $source_no and segment <> $segment)""",
        {"source_no": source_no, "segment": segment},
    )


def drop_kept(segments: list[Path]) -> Query:
    """Leave out messages that these segments hold, where interactions do not name each row."""
    return Query(
        """
delete from message where message_id in (select message_id from read_parquet($segments))""",
        {"segments": [literal_path(path) for path in segments]},
    )


def forget_segments(names: list[str]) -> list[Query]:
    """Take out all that came of segments, so that they can be stored anew."""
    return [
        Query(
            f"delete from {table} where segment in (select unnest($names::varchar[]))",
            {"names": names},
        )
        for table in ("interaction", "refused", "loaded_segment")
    ]


def note_refused(source_no: int, segment: str) -> Query:
    """Note the messages of a segment that its mapping cannot use; reads keyed."""
    return Query(
        "insert into refused select distinct $source_no, $segment, message_id from keyed "
        "where reject_code is not null",
        {"source_no": source_no, "segment": segment},
    )


def note_loaded(segment: str, mapping_version: int, rows: int) -> Query:
    """Note that a segment is in, and how it was read."""
    return Query(
        "insert into loaded_segment values ($segment, $mapping_version, $rows)",
        {"segment": segment, "mapping_version": mapping_version, "rows": rows},
    )


def new_names() -> Query:
    """Observed names at hand with their most frequent channel: (name, channel, rows)."""
    return Query("""
select name, mode(channel) as channel, count(*) as rows
from parsed where reject_code is null group by name order by min(line)""")


_AS_A_FILE = {
    "received_at": "$received_at::timestamp", "at_quality": "'exact'", "type": "o.type",
    "direction": "o.direction", "actor": "o.actor", "flags": "null", "content": "null",
    "verdict": "null", "verdict_reason": "null",
}  # fmt: skip
_AS_TOLD = {name: f"p.{name}" for name in _AS_A_FILE} | {
    "type": "coalesce(p.told_type, o.type)",
    "direction": "coalesce(p.direction, o.direction)",
    "actor": "coalesce(p.actor, o.actor)",
}


def store_interactions(
    *, source_key: str, source_no: int, source_rank: int, segment: str, received_at: object,
    currency: str, case_is_identifier: bool, parts: int, as_told: bool = False,
) -> Query:  # fmt: skip
    """Append the parsed rows as interactions; reads keyed and observed(name, no, …).

    Rows that tell of several interactions (`parts`) leave room between their numbers. Those of
    messages tell themselves what no column of a file does (`as_told`).
    """
    told = _AS_TOLD if as_told else _AS_A_FILE
    place = "coalesce(p.sequence, p.line)"
    if parts > 1:
        place = f"({place} * {parts} + p.part_no)"
    units = minor_units("coalesce(p.currency, $currency)")
    return Query(
        f"""
insert into interaction
select (select coalesce(max(interaction_no), 0) from interaction)
    + (p.line - 1) * {parts} + p.part_no + 1 as interaction_no,
  md5($source_key || chr(31) || p.message_id || chr(31) || p.part) as interaction_id,
  $source_no, $segment, p.message_id, p.part, {told["received_at"]}, p.occurred_at,
  {told["at_quality"]}, $source_rank, {place} as source_sequence,
  {told["type"]}, {told["direction"]}, {told["actor"]}, o.kind, o.no, p.channel,
  list_transform(p.identifiers, lambda one: {{'type': one.type, 'key': one.key}}),
  {{'order_id': p.order_id, 'tracking_number': p.tracking_number, 'invoice_id': p.invoice_id,
    'case_id': case when not $case_is_identifier then p.case_id end}},
  p.text, null as language, p.rating_value, p.rating_min, p.rating_max, p.rating_kind,
  round(p.amount * {units})::bigint, round(p.cost * {units})::bigint,
  coalesce(p.currency, case when p.amount is not null or p.cost is not null then $currency end),
  p.properties, {told["flags"]}, {told["content"]}, {told["verdict"]}, {told["verdict_reason"]}
from keyed as p join observed as o on o.name = p.name
where p.reject_code is null""",
        {
            "source_key": source_key,
            "source_no": source_no,
            "source_rank": source_rank,
            "segment": segment,
            **({} if as_told else {"received_at": received_at}),
            "currency": currency,
            "case_is_identifier": case_is_identifier,
        },
    )
