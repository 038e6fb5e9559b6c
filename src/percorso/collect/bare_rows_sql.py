"""How the rows of a bare table (who, when, what, where) become interactions, in SQL."""

from collections.abc import Mapping as Kinds
from dataclasses import dataclass
from datetime import datetime

from percorso.collect.cells_sql import day_and_clock, local_time, offset_of, utc_time
from percorso.collect.mapping_sql import trimmed
from percorso.domain.identifiers import BLOCKED, BLOCKED_INITIALS
from percorso.store.frames import LINE, LentTable
from percorso.store.parquet_file import cell_as_text
from percorso.store.query import Query, quoted

_NAIVE = ("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")
_SAMPLE_ROWS = 1_000
_ZONED = "TIMESTAMP WITH TIME ZONE"
# What `trimmed` takes away.
_BLANKS = "\t\n\f\r \u00a0\ufeff"
# What the engine calls the first sign of an empty text.
_EMPTY = -1
# The key of rows that say no customer.
NOBODY = -1


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

    def is_written(self, kinds: Kinds[str, str]) -> bool:
        """Whether times are read from text: their column holds it, or the clock stands apart."""
        return self.clock is not None or not is_instant(kinds[self.at])


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
    lent: LentTable, columns: BareColumns, kinds: Kinds[str, str], load_limit: datetime
) -> Query:
    """The rows of a frame as `bare`: line, customer, occurred_at, name, channel, and its judgement.

    `cell_at` is the time as it stands, `is_timely` whether it can be an interaction's. A view
    where the times are instants: the few questions asked of it cost less than a copy.

    Args:
        lent: The frame.
        columns: Which of its columns says what.
        kinds: column -> the engine's name of its type.
        load_limit: The latest instant a row may have, naive UTC.
    """
    kept = "table" if columns.is_written(kinds) else "view"
    return Query(f"""
create or replace temp {kept} bare as
with cell as (
  select {LINE} as line, {_cell(columns.customer, kinds)} as customer,
    {_at(columns, kinds)} as cell_at, {_cell(columns.touchpoint, kinds)} as name,
    {_cell(columns.channel, kinds)} as channel
  from {lent.lined}),
offset_known as (
  select *, {_offset(columns, kinds)} as time_offset from cell),
local as (
  select *, {_local(columns, kinds)} as local_at from offset_known),
timed as (
  select line, customer, cell_at::varchar as cell_at, name, channel,
    {utc_time("local_at", "time_offset", columns.time_zone)} as occurred_at
  from local)
select *, coalesce(
    occurred_at between timestamp '1970-01-01' and timestamp '{load_limit}', false) as is_timely
from timed""")


def bare_from_file(customer: str) -> Query:
    """The rows of a file as `bare`, parsed as a load parses them: what is wrong is out already.

    Args:
        customer: The identifier that says who: `user_id`, or `case_id` in a log without persons.
    """
    return Query(f"""
create or replace temp table bare as
select line, {customer} as customer, null::varchar as cell_at, name, channel, occurred_at,
  true as is_timely
from parsed where reject_code is null""")


# What is written at touchpoint and channel, how often and first where: few rows, looked at closely.
CELLS = Query("""
create or replace temp table written_name as
select name as cell, channel as channel_cell, is_timely, count(*) as times,
  min(line) as first_line, min(occurred_at) as first_at, max(occurred_at) as last_at
from bare group by all""")

# The table `named`: what is written with the name it stands for and its number, by first row.
NAMED = Query(f"""
create or replace temp table named as
select cell, name, channel, times, first_line, first_at, last_at,
  (dense_rank() over (order by first_of_name))::integer as no
from (
  select *, min(first_line) over (partition by name) as first_of_name
  from (
    select cell, {trimmed("cell")} as name, {trimmed("channel_cell")} as channel, times,
      first_line, first_at, last_at
    from written_name where is_timely)
  where name is not null)""")

ROWS_READ = Query("select coalesce(sum(times), 0)::bigint from written_name")

# The same as `contents_of` asks the interactions for it.
CONTENTS = Query("""
select 1 as source_no, no, sum(times)::bigint, epoch_us(min(first_at)), epoch_us(max(last_at))
from named group by no order by no""")

# Each name by number, with the channel it is mostly written with.
NAMES = Query("""
select name, first(channel order by times desc, first_line) filter (channel is not null)
from (
  select no, name, channel, sum(times) as times, min(first_line) as first_line
  from named group by all)
group by no, name order by no""")


# How many rows have no time they could have happened at, and no touchpoint.
LEFT_OUT = Query(f"""
select coalesce(sum(times) filter (not is_timely), 0)::bigint,
  coalesce(sum(times) filter (is_timely and {trimmed("cell")} is null), 0)::bigint,
  min(first_line) filter (is_timely and {trimmed("cell")} is null)
from written_name""")

_SHOWN = """'"' || left(cell_at, 40) || '" """

# Rows whose time is none of an interaction: the first one, and what is wrong with that.
BAD_TIMES = Query(f"""
select min(line), arg_min(reason, line) from (
  select line, case
    when cell_at is null then 'the time is missing'
    when occurred_at is null then {_SHOWN}is no time in the form of this column'
    when occurred_at < timestamp '1970-01-01' then {_SHOWN}lies before 1970'
    else {_SHOWN}lies in the future' end as reason
  from bare where not is_timely)""")


def _cell(column: str | None, kinds: Kinds[str, str]) -> str:
    """SQL: a column as text, as it stands."""
    if column is None:
        return "null::varchar"
    cell = cell_as_text(column, kinds[column])
    return f"nullif({cell}, 'nan')" if kinds[column] in {"FLOAT", "DOUBLE"} else cell


def _text(column: str, kinds: Kinds[str, str]) -> str:
    """SQL: a column as trimmed text, NULL when empty."""
    return trimmed(_cell(column, kinds))


def _at(columns: BareColumns, kinds: Kinds[str, str]) -> str:
    if not columns.is_written(kinds):
        return quoted(columns.at)
    if columns.clock is None:
        return _text(columns.at, kinds)
    return day_and_clock(_text(columns.at, kinds), _text(columns.clock, kinds))


def _offset(columns: BareColumns, kinds: Kinds[str, str]) -> str:
    """SQL: the offset that `cell_at` was written with, empty where there is none."""
    if not columns.is_written(kinds):
        return "'Z'" if kinds[columns.at] == _ZONED else "''"
    return offset_of("cell_at", columns.time_formats)


def _local(columns: BareColumns, kinds: Kinds[str, str]) -> str:
    """SQL: `cell_at` as the clock showed it; that of an instant with a zone is UTC's."""
    if not columns.is_written(kinds):
        is_zoned = kinds[columns.at] == _ZONED
        return "timezone('UTC', cell_at)" if is_zoned else "cell_at::timestamp"
    return local_time("cell_at", "time_offset", columns.time_formats)


def walk(columns_count_cases: bool, *, is_kept: bool) -> Query:
    """The relation `walk`: key, us, no, line of every row that is an interaction, in no order.

    A customer is known by 63 bits of a hash. Nobody's rows, and those of placeholders such as
    `guest`, have the key -1.

    Args:
        columns_count_cases: A number that counts cases from 0 stands for somebody.
        is_kept: Whether it is made now, or each time some lines of it are asked for.
    """
    return Query(f"""
create or replace temp {"table" if is_kept else "view"} walk as
with told as (
  select {_somebody(columns_count_cases)} as who, occurred_at, no, line
  from bare join (select distinct cell, no from named) on name = cell
  where is_timely)
select case when who is null then {NOBODY} else (hash(who) >> 1)::bigint end as key,
  epoch_us(occurred_at) as us, no, line
from told""")


def _somebody(columns_count_cases: bool) -> str:
    """SQL: who it is, NULL for nobody. Only what looks odd at an end is looked at whole."""
    told = trimmed("customer")
    case = f"regexp_full_match({told}, '[0-9]+') or " if columns_count_cases else ""
    # Signs are compared as numbers, which makes no text of each.
    begins_odd = f"unicode(customer) in ({_numbers(_BLANKS + BLOCKED_INITIALS)}, {_EMPTY})"
    ends_odd = f"unicode(reverse(customer)) in ({_numbers(_BLANKS)})"
    return f"""case when customer is null or not ({begins_odd} or {ends_odd}) then customer
    when {case}not regexp_full_match(lower({told}), '{BLOCKED}') then {told} end"""


def _numbers(signs: str) -> str:
    return ", ".join(str(ord(sign)) for sign in signs)


def rows_of_walk(first: int, last: int) -> Query:
    """The rows of `walk` from one line to another, both of them among these."""
    return Query(
        "select key, us, no, line from walk where line between $first and $last",
        {"first": first, "last": last},
    )


LAST_LINE = Query("select coalesce(max(line), 0)::bigint from bare")
