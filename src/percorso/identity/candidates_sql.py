"""Customers as persons to compare: names, birth date, home, phone and mailbox, a row each."""

from percorso.store.query import Query

# Customers with more than one identifier of people are known by the strongest of them.
KNOWN = Query("""
select key, type, first_us, customer_no from identifier_seen where type <> 'anonymous_id'""")


def _plain(text: str) -> str:
    """SQL: a text without accents, capitals and signs; null where nothing is left."""
    return f"nullif(trim(regexp_replace(lower(strip_accents({text})), '[^a-z0-9]+', ' ', 'g')), '')"


# Reads said(key, name, value, said_us), written(key, clear) and whose(key, type, customer_no). A
# mailbox of few letters says nothing; a phone is its digits.
PERSONS = [
    Query("""
create or replace temp table trait_of as
select w.customer_no::bigint as customer_no, s.name, arg_max(s.value, (s.said_us, s.value)) as value
from (
  select key::varchar as key, name::varchar as name, value::varchar as value,
    said_us::bigint as said_us
  from said) as s
join whose as w using (key) group by w.customer_no, s.name"""),
    Query(f"""
create or replace temp table told as
select customer_no,
  {_plain("max(value) filter (name = 'name')")} as whole,
  {_plain("max(value) filter (name = 'first_name')")} as first_name,
  {_plain("max(value) filter (name = 'last_name')")} as last_name,
  max(value) filter (name = 'birth_date') as birth_date,
  {_plain("max(value) filter (name = 'street')")} as street,
  {_plain("max(value) filter (name = 'postcode')")} as postcode,
  {_plain("max(value) filter (name = 'city')")} as city
from trait_of group by customer_no"""),
    Query("""
create or replace temp table reached as
select w.customer_no::bigint as customer_no,
  min(regexp_replace(c.clear, '[^0-9]', '', 'g')) filter (w.type = 'phone') as phone,
  min(regexp_replace(split_part(split_part(lower(c.clear), '@', 1), '+', 1), '[^a-z0-9]', '', 'g'))
    filter (w.type = 'email') as mailbox
from (select key::varchar as key, clear::varchar as clear from written) as c
join whose as w using (key) group by w.customer_no"""),
    Query("""
create or replace table person as
select w.customer_no as unique_id,
  coalesce(first_name, case when whole like '% %' then split_part(whole, ' ', 1) end)
    as first_name,
  coalesce(last_name, case when whole like '% %' then split_part(whole, ' ', -1) end)
    as last_name,
  birth_date, street, coalesce(postcode, city) as place, phone,
  case when length(mailbox) >= 5 then mailbox end as mailbox
from (select distinct customer_no::bigint as customer_no from whose) as w
left join told using (customer_no) left join reached using (customer_no)
where coalesce(first_name, last_name, whole, birth_date, street, mailbox) is not null
order by unique_id"""),
]

COLUMNS = ("first_name", "last_name", "birth_date", "street", "place", "phone", "mailbox")

# (how many persons have a value of each column)
FILLED = Query(f"select {', '.join(f'count({one})' for one in COLUMNS)} from person")

BORN = Query("select unique_id, birth_date from person where birth_date is not null")
