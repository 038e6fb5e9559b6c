"""Answers to surveys out of interactions: every press of a button, in the order they came."""

from percorso.store.query import Query


def answers_of(source_no: int, chosen: Query | None) -> Query:
    """The answers of a survey's source; who asked for restriction is left out.

    Args:
        source_no: The source.
        chosen: Numbers of the customers it is narrowed to; None is all, known or not.

    Reads the temporary table restricted_customer(customer_no).

    Returns:
        (customer, when in microseconds, text, properties as JSON).
    """
    inside = "" if chosen is None else f"and r.customer_no in ({chosen.sql})"
    return Query(
        f"""
select r.customer_no, epoch_us(i.occurred_at), i.text, i.properties
from resolved as r join interaction as i using (interaction_no)
where i.source_no = $survey_source
  and (r.customer_no is null
    or r.customer_no not in (select customer_no from restricted_customer)) {inside}
order by i.occurred_at, i.interaction_no""",
        {"survey_source": source_no, **({} if chosen is None else chosen.parameters)},
    )
