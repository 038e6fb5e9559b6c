"""What the interactions say about who is who: identifiers seen, and seen together."""

from percorso.store.query import Query

IDENTIFIERS = Query("""
with seen as (
  select unnest(identifier_keys) as one, occurred_at from interaction)
select one.key as key, any_value(one.type) as type, min(epoch_us(occurred_at)) as first_us
from seen group by one.key order by key""")

# The strongest identifier of an interaction vouches for the others beside it.
TOGETHER = Query("""
with pair as (
  select identifier_keys[1] as strong, unnest(identifier_keys[2:]) as other, occurred_at
  from interaction where len(identifier_keys) > 1)
select strong.key as strong_key, other.key as other_key, min(epoch_us(occurred_at)) as first_us
from pair group by strong.key, other.key""")


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
