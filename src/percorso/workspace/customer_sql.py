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

# One text as every kind of identifier it may be.
POSSIBLE = Query("""
create or replace temp table possible as
select 0 as line, text as user_id, text as email, text as phone, text as loyalty_card,
  text as case_id, text as anonymous_id
from asked""")
