"""DuckDB as a textbook writes it: windows per customer, then text paths; and the floors."""

from contextlib import closing

import duckdb

from harness.answers import ARROW, GAP_US, Journeys, Work


def _connected(work: Work) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    # Without limits a spill of fifty million rows fills the disk.
    connection.execute(f"set temp_directory = '{work.scratch}'").fetchall()
    connection.execute("set max_temp_directory_size = '20GB'").fetchall()
    connection.execute("set memory_limit = '12GB'").fetchall()
    return connection


def journeys(work: Work) -> Journeys:
    """Lag, a running sum of cuts, then two groupings."""
    with closing(_connected(work)) as connection:
        connection.execute(f"""
create temp table step as
with before as (
  select *, lag("at") over customer_walk as at_before, lag(touchpoint) over customer_walk as source
  from '{work.data}' window customer_walk as (partition by customer order by "at")),
cut as (
  select *, coalesce(epoch_us("at") - epoch_us(at_before) > {GAP_US}, true) as opens from before)
select customer, "at", touchpoint, opens, source, epoch_us("at") - epoch_us(at_before) as us,
  sum(opens::int) over (partition by customer order by "at") as journey from cut""").fetchall()
        transitions = connection.execute("""
select source, touchpoint, count(*), median(us) / 1e6 from step where not opens group by all""")
        counted = transitions.fetchall()
        variants = connection.execute(f"""
with path as (
  select string_agg(touchpoint, '{ARROW}' order by "at") as path
  from step group by customer, journey)
select path, count(*) from path group by path order by 2 desc""").fetchall()
    return Journeys(counted, variants)


def scan(work: Work) -> None:
    """The floor of floors: read the three columns and add something up of each."""
    with closing(_connected(work)) as connection:
        connection.execute(f"""
select sum(length(customer)), sum(epoch_us("at")), sum(length(touchpoint))
from '{work.data}'""").fetchall()


def scan_and_sort(work: Work) -> None:
    """The floor ratios are given against: read, and sort by customer and time."""
    with closing(_connected(work)) as connection:
        connection.execute(f"""
create temp table ordered as
select hash(customer) as walker, "at", touchpoint from '{work.data}'
order by walker, "at" """).fetchall()


def scan_group_and_sort(work: Work) -> None:
    """The same by groups: one sorted list a customer."""
    with closing(_connected(work)) as connection:
        connection.execute(f"""
create temp table walk as
select hash(customer) as walker, list_sort(list(epoch_us("at"))) as instants
from '{work.data}' group by walker""").fetchall()
