"""What customers went on to rate after a cut, and the simple figures known of them before it."""

from percorso.customers.roles import BIT
from percorso.store.query import Query


def outcomes(cut_us: int, until_us: int) -> Query:
    """One row a customer: whether the first rating after the cut is a bad one, and its instant.

    Bad is an NPS up to 6, and of any other score the lowest quarter of its scale (2 of 5).
    """
    return Query(
        """
select customer_no, arg_min(case when rating_kind = 'nps' then felt <= 0.2 else felt <= -0.5 end,
    (occurred_us, ord)) as is_bad, min(occurred_us) as rated_us
from resolved
where customer_no is not null and felt is not null
  and occurred_us > $cut_us and occurred_us <= $until_us
group by customer_no order by customer_no""",
        {"cut_us": cut_us, "until_us": until_us},
    )


def known_before(cut_us: int) -> Query:
    """One row a customer: ratings, spend and last contact up to the cut.

    Reads the temporary table happy_name(observed_name_no, roles).
    """
    return Query(
        f"""
select r.customer_no, max(r.occurred_us) as last_us,
  coalesce(arg_max(r.felt, (r.occurred_us, r.ord)) filter (where r.felt is not null), 0)::double
    as last_rating,
  coalesce(avg(r.felt), 0)::double as mean_rating, count(r.felt) as ratings,
  count(*) filter (where n.roles & {BIT["goal"]} > 0) as orders,
  coalesce(sum(r.amount_minor) filter (where n.roles & {BIT["goal"]} > 0), 0)::double as spent
from resolved as r join happy_name as n using (observed_name_no)
where r.customer_no is not null and r.occurred_us <= $cut_us
group by r.customer_no order by r.customer_no""",
        {"cut_us": cut_us},
    )
