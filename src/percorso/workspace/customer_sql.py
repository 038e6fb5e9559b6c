"""What one customer did, and the journeys it makes; asked after the paths of the customer."""

from percorso.store.query import Query


def only_customer(customer_no: int) -> Query:
    """The segment of one customer."""
    return Query("select $one_customer::integer", {"one_customer": customer_no})


def interactions_of(customer_no: int) -> Query:
    """The customer's interactions in order, each with the number of its journey or null."""
    return Query(
        """
select r.occurred_us, r.observed_name_no, r.source_no, s.journey_no, i.observed_channel,
  i.text, i.rating_value, i.rating_max, i.rating_kind, i.amount_minor, i.currency
from resolved as r join interaction as i using (interaction_no)
left join (select interaction_no, journey_no from step) as s using (interaction_no)
where r.customer_no = $customer_no order by r.ord""",
        {"customer_no": customer_no},
    )


JOURNEYS = Query("""
select journey_no, first_us, last_us, length, status, is_left_truncated
from journey order by journey_no""")

# Which interaction is in which journey.
JOURNEY_OF_INTERACTION = Query("select interaction_no, journey_no from step")

# One text as every kind of identifier it may be.
POSSIBLE = Query("""
create or replace temp table possible as
select 0 as line, text as user_id, text as email, text as phone, text as loyalty_card,
  text as case_id, text as anonymous_id
from asked""")


_SORTED_BY = {"last": "last_us", "first": "first_us", "interactions": "interactions"}
ORDERS = tuple(_SORTED_BY)


def listed(order: str, *, rising: bool, skipped: int, most: int) -> Query:
    """One row a customer: number, interactions, first and last instant, name of the last one.

    Args:
        order: `last`, `first` or `interactions`.
        rising: Whether the least comes first.
        skipped: How many customers are left out before.
        most: How many at most.
    """
    way = "asc" if rising else "desc"
    return Query(
        f"""
select customer_no, count(*) as interactions, min(occurred_us) as first_us,
  max(occurred_us) as last_us, arg_max(observed_name_no, ord) as last_name_no
from resolved where customer_no is not null
group by customer_no order by {_SORTED_BY[order]} {way}, customer_no
limit $most offset $skipped""",
        {"most": most, "skipped": skipped},
    )


ALL_CUSTOMERS = Query("select count(distinct customer_no) from resolved")
