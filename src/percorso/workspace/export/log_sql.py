"""The interactions of the journeys at hand, asked after the paths of a scope."""

from percorso.store.money_sql import minor_units
from percorso.store.query import Query

_REFERENCES = {
    "order": "order_id", "parcel": "tracking_number", "invoice": "invoice_id", "case": "case_id",
}  # fmt: skip


def events() -> Query:
    """One row an interaction in a journey, journey by journey, in order.

    The number of a journey counts those of its customer.
    """
    references = ", ".join(
        f"nullif(upper(trim(i.subject.{column})), '') as {kind}_ref"
        for kind, column in _REFERENCES.items()
    )
    return Query(f"""
with numbered as (
  select journey_no, customer_no, status,
    row_number() over (partition by customer_no order by journey_no) as number
  from journey)
select n.customer_no, n.number, n.status, s.occurred_us, s.code, s.source_no, i.interaction_id,
  i.actor, i.observed_channel,
  i.amount_minor / ({minor_units("i.currency")})::double as amount, i.currency,
  i.rating_value, i.rating_max, i.rating_kind, i.text, {references}
from step as s join numbered as n using (journey_no) join interaction as i using (interaction_no)
order by s.journey_no, s.ord""")


CUSTOMERS = Query("select distinct customer_no from journey order by customer_no")


def references() -> Query:
    """Orders, parcels, invoices and cases of the journeys: kind, number, customer, an order.

    A number that several customers have is listed with the first of them.
    """
    lines = "\nunion all\n".join(
        f"select '{kind}' as kind, nullif(upper(trim(i.subject.{column})), '') as value, "
        "s.customer_no, nullif(upper(trim(i.subject.order_id)), '') as order_ref "
        "from step as s join interaction as i using (interaction_no) "
        "where s.journey_no in (select journey_no from journey)"
        for kind, column in _REFERENCES.items()
    )
    return Query(f"""
select kind, value, min(customer_no), case when kind <> 'order' then min(order_ref) end
from ({lines}) where value is not null group by kind, value order by kind, value""")
