"""What customers wrote: the texts of their own contacts, with who wrote them and what they gave."""

from percorso.store.query import Query

# (customer, language as its source says it, rating on -1..1, text), the customer null where nobody
# is known. Contacts of machines are not in `resolved`; who asked for restriction is left out.
TEXTS_OF_CUSTOMERS = Query("""
select r.customer_no, i.language, r.felt, i.text
from resolved as r join interaction as i using (interaction_no)
where i.text is not null and trim(i.text) <> '' and i.actor = 'customer'
  and (r.customer_no is null
    or r.customer_no not in (select customer_no from restricted_customer))""")
