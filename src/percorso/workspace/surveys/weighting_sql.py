"""How customers stood when they were asked: since when they are known, and where they come."""

from percorso.store.query import Query

# (customer, first contact in microseconds, the channel of most contacts), of the customers in the
# temporary table survey_asked(customer_no).
TRAITS_OF_ASKED = Query("""
select r.customer_no, min(r.occurred_us), mode(i.observed_channel)
from resolved as r join interaction as i using (interaction_no)
where r.customer_no in (select customer_no from survey_asked) and i.actor = 'customer'
group by r.customer_no""")
