"""All identifiers as the last resolving left them, to try other rules on."""

from percorso.store.query import Query

TRIED = Query("""
create or replace temp table tried_identifier as
select (row_number() over (order by key) - 1)::integer as place, no, key, type, first_us,
  customer_no
from identifier_seen order by key""")

IDENTIFIERS = Query("""
select key, type, first_us, customer_no from tried_identifier order by place""")

TOGETHER = Query("""
select s.place as strong, o.place as other, p.first_us
from identifier_pair as p join tried_identifier as s on s.no = p.strong_no
join tried_identifier as o on o.no = p.other_no
order by strong, other""")

CONTACTS = Query("select customer_no, interactions from customer")
