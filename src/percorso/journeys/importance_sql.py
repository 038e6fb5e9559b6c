"""What customers rated, and what came of them after it: one row a customer and touchpoint.

Reads the temporary tables `rated` (customer_no, jackknife_group, code, occurred_us, felt) and
`journey_customer` (customer_no).
"""

from collections.abc import Sequence

from percorso.store.query import Query

# Means of floats depend on the order of adding in their last digits; nothing else may.
_LEVEL = "round(avg(felt), 6) as level"


def nps_after(data_until_us: int) -> Query:
    """Each customer's last NPS answer, with the mean felt level of what they rated before it.

    Args:
        data_until_us: The cut-off T.
    """
    return Query(
        f"""
with answered as (
  select r.customer_no, max(r.occurred_us) as outcome_us, arg_max(r.rating_value, r.ord) as outcome
  from resolved as r
  where r.rating_kind = 'nps' and r.felt is not null and r.occurred_us <= $data_until_us
    and r.customer_no in (select customer_no from rated)
  group by r.customer_no)
select customer_no, any_value(jackknife_group) as jackknife_group, code, {_LEVEL},
  any_value(outcome) as outcome
from rated join answered using (customer_no)
where rated.occurred_us < answered.outcome_us
group by customer_no, code order by customer_no, code""",
        {"data_until_us": data_until_us},
    )


def purchases(names: Sequence[int], data_until_us: int) -> Query:
    """One row a customer with the instants of their purchases, each order number once.

    Args:
        names: Observed names of the touchpoints that are a purchase.
        data_until_us: The cut-off T.
    """
    return Query(
        """
create or replace temp table bought as
with purchase as (
  select r.customer_no, min(r.occurred_us) as occurred_us
  from resolved as r
  where r.observed_name_no in (select unnest($names::integer[]))
    and r.occurred_us <= $data_until_us
    and r.customer_no in (select customer_no from journey_customer)
  group by r.customer_no,
    coalesce(nullif(ltrim(r.order_id, '# '), ''), r.occurred_us::varchar))
select customer_no, list_sort(list(distinct occurred_us)) as purchases
from purchase group by customer_no""",
        {"names": list(names), "data_until_us": data_until_us},
    )


# (customers who bought twice or more, the time by which three in four of them had done so)
TIME_TO_BUY_AGAIN = Query("""
select count(*), quantile_disc(purchases[2] - purchases[1], 0.75)
from bought where len(purchases) > 1""")


def bought_again(within_us: int, rated_within_us: int, data_until_us: int) -> Query:
    """Whether customers bought again, with what they had rated until then.

    Counted are the ratings before the second purchase, and at most some time after the first. A
    second purchase counts from the last of them (or the first purchase, if that is later) on;
    customers whose time is not over at the cut-off are left out, whether they bought or not.

    Args:
        within_us: The time they have to buy again.
        rated_within_us: The time after the first purchase in which ratings count.
        data_until_us: The cut-off T.
    """
    return Query(
        f"""
with told as (
  select rated.*, purchases from rated join bought using (customer_no)
  where occurred_us <= purchases[1] + $rated_within_us
    and (len(purchases) = 1 or occurred_us < purchases[2])),
watched as (
  select customer_no, greatest(max(occurred_us), any_value(purchases[1])) as since_us
  from told group by customer_no)
select customer_no, any_value(jackknife_group) as jackknife_group, code, {_LEVEL},
  any_value(coalesce(purchases[2] <= since_us + $within_us, false))::integer as outcome
from told join watched using (customer_no)
where since_us + $within_us <= $data_until_us
group by customer_no, code order by customer_no, code""",
        {
            "within_us": within_us,
            "rated_within_us": rated_within_us,
            "data_until_us": data_until_us,
        },
    )
