"""What is held by source and half hour: orders, tickets, reviews, refunds, and all contacts."""

from collections.abc import Sequence

from percorso.store.query import Query

HALF_HOUR_US = 1_800_000_000
# Told by its door, or found by its days.
_IS_MACHINE = """
human_verdict is not distinct from 'machine'
  or interaction_no in (select interaction_no from machine_interaction)"""


def things_held(kinds: Sequence[int], currency: str, since_us: int, until_us: int) -> Query:
    """One row a source, kind and half hour of things that began between two instants.

    A thing is all rows of a source with one order or case number; without a number, each row is
    one. It stands where its first row stands, and its amount is that of the first row with one.

    Args:
        kinds: Of each observed name by its number: 1 an order, 2 a ticket, 3 a review, 4 a refund,
            5 a ticket where it has a case number; 0 is none.
        currency: Of the workspace.
        since_us: When they begin, in microseconds since 1970.
        until_us: When they are over.

    Returns:
        (source, kind, half hour, whether a machine did it, things, rows, minor units, things in
        another currency).
    """
    return Query(
        f"""
with named as (
  select source_no, interaction_id,
    case ($kinds::utinyint[])[observed_name_no + 1]
      when 5 then case when subject.case_id is not null then 2 else 0 end
      else ($kinds::utinyint[])[observed_name_no + 1] end as kind,
    epoch_us(occurred_at) as occurred_us, amount_minor, subject,
    currency is null or currency = $currency as is_ours,
    {_IS_MACHINE} as is_machine
  from interaction),
thing as (
  select source_no, kind, is_machine,
    coalesce(case kind when 1 then 'n' || subject.order_id when 2 then 'n' || subject.case_id end,
      'i' || interaction_id) as which,
    min(occurred_us) as occurred_us, count(*) as rows_of_it,
    arg_min(amount_minor, occurred_us) filter (is_ours and amount_minor is not null) as minor,
    bool_or(not is_ours and amount_minor is not null) as is_foreign
  from named where kind > 0 group by source_no, kind, is_machine, which)
select source_no, kind, occurred_us // {HALF_HOUR_US} as half_hour, is_machine, count(*),
  sum(rows_of_it)::bigint, coalesce(sum(minor), 0)::bigint, count(*) filter (is_foreign)
from thing where occurred_us >= $since and occurred_us < $until
group by all order by all""",
        {"kinds": list(kinds), "currency": currency, "since": since_us, "until": until_us},
    )


def contacts_held(since_us: int, until_us: int) -> Query:
    """(source, half hour, whether a machine did it, contacts) between two instants."""
    return Query(
        f"""
with placed as (
  select source_no, epoch_us(occurred_at) as occurred_us,
    {_IS_MACHINE} as is_machine
  from interaction)
select source_no, occurred_us // {HALF_HOUR_US} as half_hour, is_machine, count(*)
from placed where occurred_us >= $since and occurred_us < $until
group by all order by all""",
        {"since": since_us, "until": until_us},
    )


LAST_OF_SOURCES = Query("""
select source_no, epoch_us(max(occurred_at)) from interaction group by source_no order by 1""")
