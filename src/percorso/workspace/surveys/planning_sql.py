"""Who met a touchpoint of late: those a survey may follow."""

from percorso.store.query import Query


def met_since(observed_names: list[int], since_us: int, until_us: int) -> Query:
    """Meetings of a touchpoint in a span of time, the oldest first; each order once.

    Returns:
        (customer, what makes it one of a kind, order or null, when in microseconds).
    """
    return Query(
        """
select r.customer_no,
  coalesce('order:' || r.order_id, 'at:' || any_value(i.interaction_id)) as step,
  r.order_id, min(r.occurred_us)
from resolved as r join interaction as i using (interaction_no)
where r.customer_no is not null and list_contains($survey_names, r.observed_name_no)
  and r.occurred_us >= $survey_since and r.occurred_us < $survey_until
group by r.customer_no, r.order_id, case when r.order_id is null then r.interaction_no end
order by min(r.occurred_us), r.customer_no""",
        {
            "survey_names": observed_names, "survey_since": since_us, "survey_until": until_us,
        },
    )  # fmt: skip
