"""Which case each interaction belongs to: its own number, or the case about the same order."""

from percorso.domain.identifiers import BLOCKED
from percorso.store.query import Query


def contacts_with_case() -> Query:
    """The temporary table `cased`: what may be a step of a case, with its customer and case.

    An interaction carries its case id; one without, that names an order which an earlier
    interaction of one of the customer's cases names too, belongs to the latest of those: a
    refund has the number of the order, and seldom that of the ticket. Of those without any case
    only the places that may be steps are kept.
    """
    return Query(
        """
create or replace temp table cased as
with carried as (
  select r.*, getvariable('code_of_name')[r.observed_name_no]::integer as code,
    nullif(upper(trim(i.subject.case_id)), '') as case_id,
    nullif(upper(trim(i.subject.order_id)), '') as order_id
  from resolved as r left join interaction as i using (interaction_no)
  where r.customer_no is not null),
kept as (
  select * replace (case when not regexp_full_match(lower(case_id), $blocked) then case_id end
      as case_id,
    case when not regexp_full_match(lower(order_id), $blocked) then order_id end as order_id)
  from carried where case_id is not null or getvariable('may_be_step_of_code')[code]),
about_order as (
  select customer_no, order_id, case_id, ord from kept
  where case_id is not null and order_id is not null)
select k.* exclude (case_id, order_id), coalesce(k.case_id, a.case_id) as case_key
from kept as k asof left join about_order as a
  on a.customer_no = k.customer_no and a.order_id = k.order_id and a.ord <= k.ord""",
        {"blocked": BLOCKED},
    )
