"""How the rows of a bare table (who, when, what, where) become interactions, in SQL."""

from collections.abc import Mapping as Kinds
from dataclasses import dataclass

from percorso.collect.cells_sql import day_and_clock, local_time, offset_of, utc_time
from percorso.collect.mapping_sql import trimmed
from percorso.domain.identifiers import BLOCKED
from percorso.store.parquet_file import cell_as_text
from percorso.store.query import Query, quoted

_NAIVE = ("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")
_SAMPLE_ROWS = 1_000
_ZONED = "TIMESTAMP WITH TIME ZONE"


@dataclass(frozen=True, slots=True)
class BareColumns:
    """The columns of a bare table and how its times are read.

    Attributes:
        customer, at, touchpoint, channel: names of columns; a bare table may lack the last.
        clock: the column of the time of day, where it stands apart from the day.
        time_formats: of times written as text or numbers.
        time_zone: IANA name for times without an offset.
        case_is_customer: a number that counts cases from 0 stands for somebody.
    """

    customer: str
    at: str
    touchpoint: str
    channel: str | None
    clock: str | None
    time_formats: tuple[str, ...]
    time_zone: str
    case_is_customer: bool


def is_instant(kind: str) -> bool:
    """Whether a column of this type holds times, and no text or numbers that stand for them."""
    return kind == _ZONED or kind in _NAIVE


def first_rows(relation: str, kinds: Kinds[str, str], filled: str | None) -> Query:
    """The first rows of a frame as text, or the first ones that have a value in a column."""
    cells = ", ".join(
        f"{cell_as_text(name, kind)} as {quoted(name)}" for name, kind in kinds.items()
    )
    known = "" if filled is None else f"where {quoted(filled)} is not null"
    return Query(f"select {cells} from {relation} {known} limit {_SAMPLE_ROWS}")


def bare_from_frame(
    relation: str, columns: BareColumns, kinds: Kinds[str, str], load_limit: object
) -> Query:
    """The table `bare` of a frame's rows, and why a row cannot be an interaction.

    Args:
        relation: SQL naming the frame.
        columns: Which of its columns says what.
        kinds: column -> the engine's name of its type.
        load_limit: The latest instant a row may have, naive UTC.
    """
    return Query(
        f"""
create or replace temp table bare as
with cell as (
  select row_number() over () as line, {_text(columns.customer, kinds)} as customer,
    {_at(columns, kinds)} as cell_at, {_text(columns.touchpoint, kinds)} as name,
    {_text(columns.channel, kinds)} as channel
  from {relation}),
offset_known as (
  select *, {_offset(columns, kinds)} as time_offset from cell),
local as (
  select *, {_local(columns, kinds)} as local_at from offset_known),
timed as (
  select line, customer, cell_at::varchar as cell_at, name, channel,
    {utc_time("local_at", "time_offset", columns.time_zone)} as occurred_at
  from local)
select line, customer, occurred_at, name, channel, {_rejection()} as rejection
from timed""",
        {"load_limit": load_limit},
    )


def bare_from_file(customer: str) -> Query:
    """The table `bare` of a file's rows, parsed as a load parses them.

    Args:
        customer: The identifier that says who: `user_id`, or `case_id` in a log without persons.
    """
    return Query(f"""
create or replace temp table bare as
select line, {customer} as customer, occurred_at, name, channel,
  null::struct(code varchar, reason varchar) as rejection
from parsed where reject_code is null""")


REJECTED = Query("""
select rejection.code, count(*) as times, min(line), arg_min(rejection.reason, line)
from bare where rejection is not null group by 1 order by times desc, 1""")


def _text(column: str | None, kinds: Kinds[str, str]) -> str:
    """SQL: a column as trimmed text, NULL when empty."""
    if column is None:
        return "null::varchar"
    cell = cell_as_text(column, kinds[column])
    if kinds[column] in {"FLOAT", "DOUBLE"}:
        cell = f"nullif({cell}, 'nan')"
    return trimmed(cell)


def _written(columns: BareColumns, kinds: Kinds[str, str]) -> bool:
    """Whether times are read from text: their column holds it, or the clock stands apart."""
    return columns.clock is not None or not is_instant(kinds[columns.at])


def _at(columns: BareColumns, kinds: Kinds[str, str]) -> str:
    if not _written(columns, kinds):
        return quoted(columns.at)
    if columns.clock is None:
        return _text(columns.at, kinds)
    return day_and_clock(_text(columns.at, kinds), _text(columns.clock, kinds))


def _offset(columns: BareColumns, kinds: Kinds[str, str]) -> str:
    """SQL: the offset that `cell_at` was written with, empty where there is none."""
    if not _written(columns, kinds):
        return "'Z'" if kinds[columns.at] == _ZONED else "''"
    return offset_of("cell_at", columns.time_formats)


def _local(columns: BareColumns, kinds: Kinds[str, str]) -> str:
    """SQL: `cell_at` as the clock showed it; that of an instant with a zone is UTC's."""
    if not _written(columns, kinds):
        is_zoned = kinds[columns.at] == _ZONED
        return "timezone('UTC', cell_at)" if is_zoned else "cell_at::timestamp"
    return local_time("cell_at", "time_offset", columns.time_formats)


def _rejection() -> str:
    """The first reason why a row is no interaction; the words are those of a load."""
    shown = """'"' || left(cell_at, 40) || '" """
    cases = (
        ("cell_at is null", "bad_time", "'the time is missing'"),
        ("occurred_at is null", "bad_time", f"{shown}is no time in the form of this column'"),
        ("occurred_at < timestamp '1970-01-01'", "bad_time", f"{shown}lies before 1970'"),
        ("occurred_at > $load_limit", "bad_time", f"{shown}lies in the future'"),
        ("name is null", "missing_touchpoint", "'the touchpoint is missing'"),
    )
    whens = " ".join(
        f"when {condition} then {{'code': '{code}', 'reason': {reason}}}"
        for condition, code, reason in cases
    )
    return f"case {whens} end"


NAMES = Query("""
select name, mode(channel) as channel from bare where rejection is null
group by name order by min(line)""")


def numbered_customers(columns_count_cases: bool) -> Query:
    """The table `numbered`: customers by first row; placeholders such as `guest` are nobody.

    The group of a customer, for intervals, follows from the name alone.
    """
    case = "regexp_full_match(customer, '[0-9]+') or " if columns_count_cases else ""
    return Query(
        f"""
create or replace temp table numbered as
select customer, (row_number() over (order by first_line))::integer as customer_no,
  ('0x' || left(md5(customer), 2))::utinyint as group_no
from (
  select customer, min(line) as first_line from bare
  where rejection is null and customer is not null group by customer)
where {case}not regexp_full_match(lower(customer), $blocked)""",
        {"blocked": BLOCKED},
    )


# Equal instants keep the order of the rows. Reads the tables numbered and observed(name, no).
RESOLVED = Query("""
insert into resolved
select customer_no, group_no, (row_number() over ())::integer as ord, occurred_us, no, 1,
  null, null, line, null, null, null, null, null, null, false
from (
  select n.customer_no, n.group_no, epoch_us(b.occurred_at) as occurred_us, o.no, b.line
  from bare as b join observed as o using (name) left join numbered as n using (customer)
  where b.rejection is null
  order by n.customer_no nulls last, b.occurred_at, b.line)""")
