"""What is asked, answered and said of touchpoints, out of what customers did.

All reads the temporary tables `listened_name(observed_name_no, place, part)` and
`restricted_customer(customer_no)`.
"""

from percorso.domain.listening import SPEAKS_OF_DAYS
from percorso.store.query import Query

_SPAN_US = SPEAKS_OF_DAYS * 86_400_000_000
_FREE = """
(r.customer_no is null or r.customer_no not in (select customer_no from restricted_customer))"""

# (place, contacts, customers, contacts with a rating)
CONTACTS = Query(f"""
select n.place, count(*), count(distinct r.customer_no), count(r.felt)
from resolved as r join listened_name as n using (observed_name_no)
where n.part = 'contact' and {_FREE} group by n.place""")

# (place, part, people asked or answering on a day): each question or answer belongs to the last
# contact of the customer before it. Those of a survey that says what it is about are in no row.
RIGHT_AFTER = Query(f"""
with said as (
  select r.customer_no, r.occurred_us, n.part, n.place
  from resolved as r join listened_name as n using (observed_name_no)
  where n.part in ('question', 'answer') and not n.says_what and r.customer_no is not null
    and {_FREE}),
contact as (
  select r.customer_no, r.occurred_us, n.place
  from resolved as r join listened_name as n using (observed_name_no)
  where n.part = 'contact' and r.customer_no in (select customer_no from said))
select c.place, s.part, count(distinct (s.customer_no, s.place, s.occurred_us // 86400000000))
from said as s asof join contact as c
  on c.customer_no = s.customer_no and c.occurred_us < s.occurred_us
where s.occurred_us - c.occurred_us <= {_SPAN_US}
group by c.place, s.part""")

# (place of the survey, people who answered on a day) of surveys that say what they are about
ANSWERS_ABOUT = Query(f"""
select n.place, count(distinct (coalesce(r.customer_no, -r.interaction_no),
  r.occurred_us // 86400000000))
from resolved as r join listened_name as n using (observed_name_no)
where n.part = 'answer' and n.says_what and {_FREE} group by n.place""")

# (source, response) of surveys' answers: of who was asked it is that of the invitation.
RESPONSES = Query("""
select distinct source_no, json_extract_string(properties, '$.response')
from interaction where list_contains($sources::integer[], source_no) and properties is not null""")

# (place, whether a review, texts): of customers who met the place not long before, on a topic that
# speaks of it; and what was written at the place itself. Reads spoken_of(topic, place).
MENTIONS = Query(f"""
with written as (
  select t.interaction_no, r.customer_no, r.occurred_us, n.place, n.part = 'review' as is_review
  from text_reading as t join resolved as r using (interaction_no)
  join listened_name as n using (observed_name_no) where {_FREE}),
about as (
  select distinct w.interaction_no, w.customer_no, w.occurred_us, w.is_review, s.place
  from written as w join text_theme as h using (interaction_no)
  join spoken_of as s on s.topic = split_part(h.key, '.', 1)
  where w.customer_no is not null),
contact as (
  select r.customer_no, r.occurred_us, n.place
  from resolved as r join listened_name as n using (observed_name_no)
  where n.part = 'contact' and r.customer_no in (select customer_no from about)),
mentioned as (
  select a.interaction_no, a.is_review, a.place
  from about as a join contact as c
    on c.customer_no = a.customer_no and c.place = a.place
    and c.occurred_us <= a.occurred_us and c.occurred_us > a.occurred_us - {_SPAN_US}
  union
  select interaction_no, false, place from written
  where place in (select place from listened_name where part = 'contact'))
select place, is_review, count(distinct interaction_no) from mentioned group by all""")
