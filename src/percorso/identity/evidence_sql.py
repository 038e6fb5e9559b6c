"""What the interactions say about who is who: identifiers seen, and seen together."""

from percorso.store.query import Query

# Places are in the order of the keys, so they do not depend on the order of loading. What is
# remembered of contacts that are gone, and what somebody has said a word on, counts as seen.
SEEN = Query("""
create or replace temp table seen_identifier as
with seen as (
  select unnest(identifier_keys) as one, occurred_at from interaction),
grouped as (
  select one.key as key, any_value(one.type) as type, min(epoch_us(occurred_at)) as first_us
  from seen group by one.key
  union all select strong_key::varchar, strong_type::varchar, strong_us from remembered_pair
  union all select other_key::varchar, other_type::varchar, other_us from remembered_pair
  union all select key::varchar, type::varchar, first_us from ruled_identifier),
once as (
  select key, any_value(type) as type, min(first_us) as first_us from grouped group by key)
select (row_number() over (order by key) - 1)::integer as place, key, type, first_us
from once order by key""")

IDENTIFIERS = Query("select key, type, first_us from seen_identifier order by place")

# The strongest identifier of an interaction vouches for the others beside it.
SEEN_TOGETHER = Query("""
create or replace temp table seen_pair as
with pair as (
  select identifier_keys[1].key as strong_key, unnest(identifier_keys[2:]).key as other_key,
    occurred_at
  from interaction where len(identifier_keys) > 1),
grouped as (
  select strong_key, other_key, min(epoch_us(occurred_at)) as first_us
  from pair group by strong_key, other_key
  union all select strong_key::varchar, other_key::varchar, first_us from remembered_pair),
once as (
  select strong_key, other_key, min(first_us) as first_us
  from grouped group by strong_key, other_key)
select s.place as strong, o.place as other, g.first_us
from once as g join seen_identifier as s on s.key = g.strong_key
join seen_identifier as o on o.key = g.other_key
order by strong, other""")

TOGETHER = Query("select strong, other, first_us from seen_pair order by strong, other")

# Who stands for whom, with its types.
TYPED = [
    Query("create or replace temp table shut_out as select key::varchar as key from shut_out"),
    Query("""
create or replace temp table identity as
select key::varchar as key, customer_no::integer as customer_no from identity"""),
    Query("""
create or replace temp table device_window as
select key::varchar as key, customer_no::integer as customer_no, since_us::bigint as since_us,
  until_us::bigint as until_us
from device_window"""),
]

# What a resolving of all keeps for the next one, which looks at what is new alone.
KEPT = [
    Query("""
create or replace table identifier_seen as
select s.place as no, s.key, s.type, s.first_us, i.customer_no::integer as customer_no
from seen_identifier as s join identity as i using (key) order by s.place"""),
    Query("""
create or replace table identifier_pair as
select strong as strong_no, other as other_no, first_us from seen_pair"""),
    Query("create or replace table held_window as from device_window"),
]


def device_history(shared_devices: str) -> Query:
    """Every interaction on the devices in a relation of keys, with who was logged in, if anybody.

    Rows: device key, occurred_us, strong_key (null while nobody was logged in), by device and
    total order.
    """
    return Query(f"""
select device.key, epoch_us(i.occurred_at) as occurred_us,
  case when len(i.identifier_keys) > 1 then i.identifier_keys[1].key end as strong_key
from interaction as i
join {shared_devices} as device on device.key = i.identifier_keys[-1].key
order by device.key, i.occurred_at, i.source_rank, i.source_sequence, i.interaction_id""")
