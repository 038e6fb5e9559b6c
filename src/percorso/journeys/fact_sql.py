"""Which customers a fact holds of, where it is about all they did and not one interaction."""

from collections.abc import Sequence

from percorso.store.money_sql import minor_units
from percorso.store.query import Query

EVERYBODY = "select customer_no from customer"


def all_of(table: str) -> Query:
    """The numbers of the customers in a table."""
    return Query(f"select customer_no from {table}")


def by_first_contact(table: str, since_us: int | None, until_us: int | None) -> Query:
    """Make the table of those whose first contact was in [since, until)."""
    return Query(
        f"""
create or replace temp table {table} as
select customer_no from resolved where customer_no is not null group by customer_no
having ($since_us is null or min(occurred_us) >= $since_us)
  and ($until_us is null or min(occurred_us) < $until_us)""",
        {"since_us": since_us, "until_us": until_us},
    )


def by_orders(table: str, goals: Sequence[int], least: float | None, most: float | None) -> Query:
    """Make the table of those with so many orders; who bought nothing has none."""
    return _bought(table, "count(b.bought)", goals, least, most, {})


def by_spending(
    table: str, goals: Sequence[int], least: float | None, most: float | None, currency: str
) -> Query:
    """Make the table of those whose orders came to so much, in major units of a currency."""
    total = (
        "coalesce(sum(b.amount_minor) filter (where b.currency = $currency), 0) "
        f"/ {minor_units('$currency')}::double"
    )
    return _bought(table, total, goals, least, most, {"currency": currency})


def _bought(
    table: str, measure: str, goals: Sequence[int], least: float | None, most: float | None,
    more: dict[str, object],
) -> Query:  # fmt: skip
    """As a card counts: contacts with one order number are one order.

    Its amount is that of the source that ranks first (`source_rank`) and tells one.
    """
    return Query(
        f"""
create or replace temp table {table} as
with goal_contact as (
  select r.customer_no, r.occurred_us, s.rank, i.amount_minor, i.currency,
    coalesce('o' || r.order_id::varchar, 'i' || r.interaction_no::varchar) as bought
  from resolved as r join interaction as i using (interaction_no)
  join source_rank as s on s.source_no = r.source_no
  where r.customer_no is not null and list_contains($goals::integer[], r.observed_name_no)),
purchase as (
  select customer_no, bought,
    arg_min(amount_minor, [rank::bigint, occurred_us]) filter (amount_minor is not null)
      as amount_minor,
    arg_min(currency, [rank::bigint, occurred_us]) filter (amount_minor is not null) as currency
  from goal_contact group by customer_no, bought)
select c.customer_no from customer as c left join purchase as b using (customer_no)
group by c.customer_no
having ($least::double is null or {measure} >= $least)
  and ($most::double is null or {measure} <= $most)""",
        {"goals": list(goals), "least": least, "most": most, **more},
    )


def how_many(chosen: Query) -> Query:
    """The number of customers a question gives."""
    return Query(f"select count(*) from ({chosen.sql})", chosen.parameters)


def joined(table: str, tables: Sequence[tuple[str, bool]], how: str) -> Query:
    """Make the table of the customers in all of some tables or in any.

    Args:
        table: Which is made.
        tables: Name, and whether it is meant as it is; else everybody but who is in it.
        how: `all` or `any`.
    """
    parts = [
        f"(select customer_no from {one})" if has
        else f"({EVERYBODY} except select customer_no from {one})"
        for one, has in tables
    ]  # fmt: skip
    chosen = (" intersect " if how == "all" else " union ").join(parts)
    return Query(f"create or replace temp table {table} as {chosen}")
