"""Which texts are looked through for phrases no theme covers."""

from percorso.store.query import Query

# Of texts with a theme and of those without, the newest so many are looked through.
MOST_LOOKED_THROUGH = 20_000

# (who wrote it, whether a theme covers it, text)
TEXTS_TO_LOOK_THROUGH = Query(f"""
with texts as (
  select r.customer_no, r.occurred_us, t.interaction_no,
    t.interaction_no in (select interaction_no from text_theme) as has_theme
  from text_reading as t join resolved as r using (interaction_no)
  where r.customer_no is null
    or r.customer_no not in (select customer_no from restricted_customer)),
newest as (
  from texts qualify row_number() over (partition by has_theme
    order by occurred_us desc, interaction_no desc) <= {MOST_LOOKED_THROUGH})
select coalesce(n.customer_no, -n.interaction_no), n.has_theme, i.text
from newest as n join interaction as i using (interaction_no)""")
