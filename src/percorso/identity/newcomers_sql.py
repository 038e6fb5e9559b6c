"""What is new since the last resolving, and all that hangs together with it."""

from percorso.store.query import Query

# (through which interaction, how many those were, with what else, how many of them there are)
RESOLVED_SO_FAR = Query("""
select resolved_through_no, resolved_count, resolved_with,
  (select count(*) from interaction where interaction_no <= layout.resolved_through_no)
from layout""")

# How far it is resolved now; which rows stand in one order is told by who laid them out.
NOTE_RESOLVED_THROUGH = """
update layout set resolved_with = $setup,
  resolved_through_no = (select coalesce(max(interaction_no), 0) from interaction),
  resolved_count = (select count(*) from interaction)"""

# What no resolving has seen yet.
NEW = "interaction_no > (select resolved_through_no from layout)"

# (id of the first new interaction that carries it) of each identifier of `changed_key(place, key)`,
# in order: one that carries another identifier, too, comes before one that carries it alone.
CONTACTS_WITH_CHANGED = Query("""
with carried as (
  select unnest(identifier_keys).key as key,
    (len(identifier_keys) = 1)::bigint << 62 | interaction_no as rank_no
  from interaction
  where interaction_no > coalesce((select resolved_through_no from layout), -1)),
first_one as (select key, min(rank_no) & ((1::bigint << 62) - 1) as interaction_no
  from carried group by key)
select i.interaction_id
from changed_key as c left join first_one as f on f.key = c.key::varchar
left join interaction as i using (interaction_no)
order by c.place""")

# Identifiers of new interactions, numbered on where they were never seen, and those seen together.
FRESH = [
    Query(f"""
create or replace temp table fresh_identifier as
with seen as (select unnest(identifier_keys) as one, occurred_at from interaction where {NEW}),
grouped as (
  select one.key as key, any_value(one.type) as type, min(epoch_us(occurred_at)) as first_us
  from seen group by one.key)
select coalesce(k.no, (select coalesce(max(no), -1) from identifier_seen)
    + row_number() over (partition by k.no is null order by f.key))::integer as no,
  f.key, f.type, least(f.first_us, k.first_us) as first_us
from grouped as f left join identifier_seen as k using (key)"""),
    Query(f"""
create or replace temp table fresh_pair as
with pair as (
  select identifier_keys[1].key as strong_key, unnest(identifier_keys[2:]).key as other_key,
    occurred_at
  from interaction where len(identifier_keys) > 1 and {NEW})
select s.no as strong_no, o.no as other_no, min(epoch_us(p.occurred_at)) as first_us
from pair as p join fresh_identifier as s on s.key = p.strong_key
join fresh_identifier as o on o.key = p.other_key
group by s.no, o.no"""),
    Query("""
create or replace temp table affected as
select no from fresh_identifier
union select no from identifier_seen where key in (select key::varchar from ruled_on)"""),
    Query("""
create or replace temp table ruled_pair as
with ruled as (
  select key::varchar as key, other_key::varchar as other_key from ruled_same
  union select other_key::varchar, key::varchar from ruled_same),
named as (
  select key, no from identifier_seen where key in (select key from ruled)
  union select key, no from fresh_identifier where key in (select key from ruled))
select s.no as one_no, o.no as other_no
from ruled join named as s using (key) join named as o
  on o.key = ruled.other_key"""),
]

# One step further: who was seen with one of them, stood for the same customer, or was ruled to be
# the same. (how many more)
GROW_AFFECTED = Query("""
insert into affected
select no from (
  select no from identifier_seen where customer_no in (
    select customer_no from identifier_seen where no in (select no from affected))
  union select other_no from identifier_pair where strong_no in (select no from affected)
  union select strong_no from identifier_pair where other_no in (select no from affected)
  union select other_no from ruled_pair where one_no in (select no from affected))
where no not in (select no from affected)""")

# Affected identifiers, and all there are.
SHARE_AFFECTED = Query("""
select (select count(*) from affected), (select count(*) from identifier_seen)""")

AFFECTED_IDENTIFIERS = Query("""
create or replace temp table affected_identifier as
select (row_number() over (order by key) - 1)::integer as place, no, key, type, first_us,
  customer_no
from (
  select no, coalesce(f.key, k.key) as key, coalesce(f.type, k.type) as type,
    coalesce(f.first_us, k.first_us) as first_us, k.customer_no
  from affected left join identifier_seen as k using (no)
  left join fresh_identifier as f using (no))
order by key""")
AFFECTED_PAIRS = Query("""
create or replace temp table affected_pair as
select strong_no, other_no, min(first_us) as first_us from (
  select * from identifier_pair where strong_no in (select no from affected)
  union all by name select * from fresh_pair)
group by strong_no, other_no""")

IDENTIFIERS = Query("""
select key, type, first_us, coalesce(customer_no, 0) as customer_no
from affected_identifier order by place""")
TOGETHER = Query("""
select s.place as strong, o.place as other, p.first_us
from affected_pair as p join affected_identifier as s on s.no = p.strong_no
join affected_identifier as o on o.no = p.other_no
order by strong, other""")
WINDOWS = Query("""
select key, customer_no, since_us, until_us from held_window
where key in (select key from affected_identifier) order by key, since_us""")

# The interactions that may be another customer's now: what is new, and those of customers whom an
# identifier or a while with a device has left.
CANDIDATES = [
    Query("""
create or replace temp table moved_device as
select distinct key from (
  (select key, customer_no, since_us, until_us from held_window
    where key in (select key from identity)
   except select key, customer_no, since_us, until_us from device_window)
  union all
  (select key, customer_no, since_us, until_us from device_window
   except select key, customer_no, since_us, until_us from held_window))"""),
    Query("""
create or replace temp table left_customer as
select a.customer_no from affected_identifier as a join identity as i using (key)
where a.customer_no is not null and i.customer_no <> a.customer_no
union select customer_no from held_window where key in (select key from moved_device)
union select customer_no from affected_identifier
  where customer_no is not null and key in (select key from moved_device)
union select customer_no from affected_identifier
  where customer_no is not null and key in (select key from shut_out)"""),
    Query(f"""
create or replace temp table candidate as
select interaction_no from interaction where {NEW}
union select interaction_no from resolved
  where customer_no in (select customer_no from left_customer)
union select interaction_no from reference
  where customer_no in (select customer_no from left_customer)
union select interaction_no from turned"""),
    Query("""
create or replace temp table candidate_interaction as
select interaction_no, identifier_keys, occurred_at, source_rank, source_sequence, interaction_id,
  subject, type, source_no
from interaction where interaction_no in (select interaction_no from candidate)"""),
]

TOUCHED_REFERENCES = Query("""
create or replace temp table touched_reference as
select distinct family, kind, value from reference
where interaction_no in (select interaction_no from candidate)""")
FORGET_CANDIDATES = Query("""
delete from reference where interaction_no in (select interaction_no from candidate)""")
TOUCH_CANDIDATES = Query("""
insert into touched_reference
select distinct r.family, r.kind, r.value from reference as r
where r.interaction_no in (select interaction_no from candidate)
  and not exists (from touched_reference as t
    where t.family = r.family and t.kind = r.kind and t.value = r.value)""")
# One step further: what stands beside one of them. (how many more)
GROW_TOUCHED = Query("""
insert into touched_reference
select distinct r.family, r.kind, r.value from reference as r
where r.interaction_no in (
    select interaction_no from reference join touched_reference using (family, kind, value))
  and not exists (from touched_reference as t
    where t.family = r.family and t.kind = r.kind and t.value = r.value)""")
REFERENCES_HERE = Query("""
create or replace temp table reference_here as
select r.* from reference as r join touched_reference using (family, kind, value)""")

# Whose the candidates are, and what only a number says whose it is; then who differs by that. What
# a machine did is nobody's, and moves where it was somebody's.
WHOSE_NEW = [
    Query("""
create or replace temp table assigned as
select own.interaction_no, coalesce(own.customer_no, b.customer_no)::integer as customer_no
from own left join by_reference as b using (interaction_no)
union
select r.interaction_no, b.customer_no from reference_here as r
left join by_reference as b using (interaction_no) where r.customer_no is null"""),
    Query("""
create or replace temp table by_machine as
select interaction_no from interaction
where human_verdict = 'machine' and interaction_no in (select interaction_no from assigned)
union all
select interaction_no from machine_interaction semi join assigned using (interaction_no)"""),
    Query("""
create or replace temp table moved as
select a.interaction_no, a.customer_no, r.customer_no as was_no
from assigned as a anti join by_machine as m on m.interaction_no = a.interaction_no
left join resolved as r on r.interaction_no = a.interaction_no
where r.interaction_no is null or r.customer_no is distinct from a.customer_no
union all
select r.interaction_no, null, r.customer_no
from resolved as r semi join by_machine as m on m.interaction_no = r.interaction_no"""),
    Query("""
create or replace temp table change as
select customer_no from moved where customer_no is not null
union select was_no from moved where was_no is not null"""),
    Query("""
create or replace temp table whose as
select interaction_no, customer_no from resolved
where customer_no in (select customer_no from change)
  and interaction_no not in (select interaction_no from moved)
union all select interaction_no, customer_no from moved"""),
    Query("""
create or replace temp table change_rows as
select (select count(*) from whose where customer_no is not null) as changed,
  (select count(customer_no) from resolved) as interactions"""),
]


def put_in_place(rows: str) -> list[Query]:
    """Take out the rows of changed customers and of what moved, and put in those that hold now.

    Args:
        rows: SQL that gives the rows, in order.
    """
    return [
        Query(f"create or replace temp table resolved_new as {rows}"),
        Query("""
delete from resolved where customer_no in (select customer_no from change)
  or interaction_no in (select interaction_no from moved)"""),
        Query("insert into resolved by name select * from resolved_new order by ord"),
        Query("delete from customer where customer_no in (select customer_no from change)"),
        Query("insert into customer by name select * from placed_customer order by customer_no"),
    ]


LAST_ORD = "(select coalesce(max(ord), 0) from resolved)"

# What the next resolving goes by.
KEEP_AFFECTED = [
    Query("delete from identifier_seen where no in (select no from affected)"),
    Query("""
insert into identifier_seen by name
select a.no, a.key, a.type, a.first_us, i.customer_no::integer as customer_no
from affected_identifier as a join identity as i using (key)"""),
    Query("delete from identifier_pair where strong_no in (select no from affected)"),
    Query("insert into identifier_pair by name select * from affected_pair"),
    Query("delete from held_window where key in (select key from affected_identifier)"),
    Query("insert into held_window by name select * from device_window"),
]

PASSING = (
    "ruled_on", "ruled_same", "ruled_pair", "fresh_identifier", "fresh_pair", "affected",
    "affected_identifier", "affected_pair",
    "moved_device", "left_customer", "candidate", "candidate_interaction", "touched_reference",
    "reference_here", "turned", "assigned", "by_machine", "moved", "change", "change_rows", "whose",
    "placed", "placed_customer", "resolved_new",
)  # fmt: skip

# (rows behind those that were laid out in one order, all rows)
ROWS_BEHIND = Query("""
select (select count(*) from resolved where ord > (select laid_rows from layout)),
  (select count(*) from resolved)""")
NOTE_LAID = Query("update layout set laid_rows = (select count(*) from resolved)")
LAY_IN_ORDER = [
    Query("""
create or replace table resolved_next as
select * replace ((row_number() over ())::integer as ord)
from (select * from resolved order by customer_no nulls last, ord)"""),
    Query("drop table resolved"),
    Query("alter table resolved_next rename to resolved"),
    NOTE_LAID,
]
