"""What came after a bad rating: whose it is now, the next one, the first good one, a purchase."""

from collections.abc import Sequence

from percorso.store.query import Query

_IS_GOOD = "case when rating_kind = 'nps' then rating_value >= 7 else felt > 0 end"


def customers_of(interactions: Sequence[str]) -> Query:
    """(interaction, customer): whose each contact is now, where that is known."""
    return Query(
        """
select i.interaction_id, r.customer_no
from interaction as i join resolved as r using (interaction_no)
where list_contains($ids::varchar[], i.interaction_id) and r.customer_no is not null""",
        {"ids": list(interactions)},
    )


def after_each(interactions: Sequence[str], goals: Sequence[int]) -> Query:
    """One row a contact of a known customer.

    Args:
        interactions: Ids of the contacts.
        goals: Numbers of the observed names that are purchases.

    Returns:
        (µs watched since, whether the next rating is good, µs to the first good one, µs to the
        next purchase); None where there was none.
    """
    return Query(
        f"""
with cause as (
  select i.interaction_id, r.customer_no, r.ord, r.occurred_us
  from interaction as i join resolved as r using (interaction_no)
  where list_contains($ids::varchar[], i.interaction_id) and r.customer_no is not null),
later as (
  select c.interaction_id, r.ord, r.occurred_us - c.occurred_us as after_us,
    r.felt is not null as is_rating, r.felt is not null and {_IS_GOOD} as is_good,
    list_contains($goals::integer[], r.observed_name_no) as is_purchase
  from cause as c join resolved as r
    on r.customer_no = c.customer_no and r.occurred_us > c.occurred_us),
told as (
  select interaction_id, arg_min(is_good, ord) filter (is_rating) as is_next_good,
    min(after_us) filter (is_good) as good_us, min(after_us) filter (is_purchase) as bought_us
  from later group by interaction_id)
select (select max(occurred_us) from resolved) - c.occurred_us, t.is_next_good, t.good_us,
  t.bought_us
from cause as c left join told as t using (interaction_id)
order by c.interaction_id""",
        {"ids": list(interactions), "goals": list(goals)},
    )
