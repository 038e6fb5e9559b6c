"""What came in two periods: by customer, by touchpoint, by half hour, by source."""

from collections.abc import Sequence

from percorso.journeys.partials.by_group import HALF_HOUR_US
from percorso.store.query import Query


def contacts_of_both(
    since_us: tuple[int, int], until_us: tuple[int, int], code_of_name: Sequence[int],
    segment: Query | None,
) -> Query:  # fmt: skip
    """Make the temporary table `changed_contact`: the contacts of both periods, one row each.

    A contact of nobody is a draw of its own, as a customer is.
    """
    inside = "" if segment is None else f"and customer_no in ({segment.sql})"
    return Query(
        f"""
create or replace temp table changed_contact as
select coalesce(customer_no::bigint, -1 - interaction_no) as unit,
  occurred_us >= $since as is_this, occurred_us // {HALF_HOUR_US} as half_hour, occurred_us,
  ($codes::integer[])[observed_name_no + 1] as code, observed_name_no, source_no, felt,
  amount_minor, order_id, interaction_no
from resolved
where ((occurred_us >= $since and occurred_us < $until)
    or (occurred_us >= $other_since and occurred_us < $other_until)) {inside}""",
        {
            "since": since_us[0], "until": until_us[0], "other_since": since_us[1],
            "other_until": until_us[1], "codes": list(code_of_name),
            **({} if segment is None else segment.parameters),
        },
    )  # fmt: skip


# One row an order: one number is one order, its amount that of the source that ranks first.
def orders_of_both(goals: Sequence[int], ranked_sources: Sequence[int]) -> Query:
    """Make the temporary table `changed_order` of the contacts at goals.

    Args:
        goals: Numbers of the observed names that are a purchase.
        ranked_sources: Numbers of the sources, the most trusted first.
    """
    return Query(
        """
create or replace temp table changed_order as
select unit, coalesce(order_id, 'i' || interaction_no) as which, min(occurred_us) as occurred_us,
  bool_and(is_this) as is_this, min(half_hour) as half_hour,
  arg_min(amount_minor, (list_position($sources::integer[], source_no), occurred_us))
    filter (amount_minor is not null) as minor
from changed_contact where list_contains($goals::integer[], observed_name_no)
group by unit, which""",
        {"goals": list(goals), "sources": list(ranked_sources)},
    )


def _by_unit(amount: str, table: str, key: str) -> str:
    return f"""
unit_total as (
  select {key} as part, unit,
    coalesce(sum({amount}) filter (is_this), 0)::double as this,
    coalesce(sum({amount}) filter (not is_this), 0)::double as other,
    count({amount}) filter (is_this) as cases,
    count({amount}) filter (not is_this) as cases_other
  from {table} group by part, unit)"""


def squares(amount: str, table: str, key: str = "0") -> Query:
    """(part, sum of squared differences, of squares, cases of both) over customers.

    Args:
        amount: SQL of what a row adds; rows where it is null are no case.
        table: The temporary table.
        key: SQL of the part a row belongs to.
    """
    return Query(f"""
with {_by_unit(amount, table, key)}
select part, sum((this - other) * (this - other)), sum(this * this + other * other),
  sum(cases)::bigint, sum(cases_other)::bigint
from unit_total group by part order by part""")


def by_half_hour(amount: str, table: str, key: str = "0") -> Query:
    """(part, half hour since 1970, sum of what rows add)."""
    return Query(f"""
select {key} as part, half_hour, coalesce(sum({amount}), 0)::double as amount
from {table} group by all order by all""")


# Sums over customers of all products of level and count in either period.
RATED = Query("""
with one as (
  select unit, coalesce(sum(felt) filter (is_this), 0)::double as f,
    count(felt) filter (is_this)::double as n,
    coalesce(sum(felt) filter (not is_this), 0)::double as g,
    count(felt) filter (not is_this)::double as m
  from changed_contact where felt is not null group by unit)
select coalesce(sum(f), 0), coalesce(sum(n), 0), coalesce(sum(g), 0), coalesce(sum(m), 0),
  coalesce(sum(f * f), 0), coalesce(sum(f * n), 0), coalesce(sum(n * n), 0),
  coalesce(sum(g * g), 0), coalesce(sum(g * m), 0), coalesce(sum(m * m), 0),
  coalesce(sum(f * g), 0), coalesce(sum(f * m), 0), coalesce(sum(n * g), 0),
  coalesce(sum(n * m), 0)
from one""")


def half_hours_of_sources(since_us: int) -> Query:
    """(source, half hour) with a contact, from an instant on."""
    return Query(
        f"""
select distinct source_no, occurred_us // {HALF_HOUR_US} as half_hour
from resolved where occurred_us >= $since order by all""",
        {"since": since_us},
    )


def names_first_met(names: Sequence[int], since_us: int) -> Query:
    """(observed name, contacts) of those that nobody used before an instant, most used first."""
    return Query(
        """
select observed_name_no, count(*)
from resolved where list_contains($names::integer[], observed_name_no)
group by observed_name_no having min(occurred_us) >= $since order by 2 desc, 1""",
        {"names": list(names), "since": since_us},
    )


FIRST = Query("select min(occurred_us) from resolved")
