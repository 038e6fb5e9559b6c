"""What counts as a bad rating, and which of the contacts are one."""

from collections.abc import Sequence

from percorso.store.query import Query

# Who would not recommend by the usual cut of the NPS; else two of five stars, or as far down on any
# other scale. `resolved.felt` is the rating on -1 to 1.
IS_BAD = "case when rating_kind = 'nps' then rating_value <= 6 else felt <= -0.5 end"


def bad_ratings(since_us: int, restricted: Sequence[int]) -> Query:
    """Bad ratings of persons, the oldest first.

    Args:
        since_us: Of when on, in microseconds since 1970.
        restricted: Customers whose data are used for nothing.

    Returns:
        (interaction, customer, observed name, occurred, rating, best rating, whether it is yes or
        no, whether it is a review).
    """
    return Query(
        f"""
with bad as (
  select interaction_no, customer_no, observed_name_no, occurred_us from resolved
  where occurred_us >= $since and felt is not null and {IS_BAD}
    and (customer_no is null or not list_contains($restricted::integer[], customer_no)))
select i.interaction_id, b.customer_no, b.observed_name_no, b.occurred_us, i.rating_value,
  i.rating_max, i.rating_kind is not distinct from 'good_bad',
  i.observed_channel is not distinct from 'review_site'
from bad as b join interaction as i using (interaction_no)
where i.type <> 'review.deleted' order by b.occurred_us, i.interaction_id""",
        {"since": since_us, "restricted": list(restricted)},
    )
