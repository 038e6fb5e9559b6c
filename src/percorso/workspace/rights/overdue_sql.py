"""Which contacts are older than the rule of their class, and which of these have to stay."""

from collections.abc import Sequence
from pathlib import Path

from percorso.domain.catalogue import CHANNELS
from percorso.store.parquet_file import literal_path
from percorso.store.query import Query

# Lanes of channels on which people are watched, and do not speak.
_WATCHED = ("site_app", "search_social")
_OF_BUYING = ("order", "receipt", "invoice", "payment", "refund", "return")

# Every contact with its class. Reads `limit_of_class(data_class, before_at, is_on)`,
# `channel_of_name(no, channel)` and `restricted_customer(customer_no)`.
JUDGED = Query(
    """
create or replace temp table judged as
with person as (
  select distinct customer_no from identifier_seen where type <> 'anonymous_id'),
told as (
  select i.interaction_no, i.source_no, i.message_id, i.occurred_at, r.customer_no,
    case
      when i.subject.order_id is not null or i.subject.invoice_id is not null
        or i.subject.tracking_number is not null
        or list_contains($of_buying, split_part(i.type, '.', 1)) then 'orders'
      when p.customer_no is null
        and len(list_filter(i.identifier_keys, lambda one: one.type <> 'anonymous_id')) = 0
        then 'anonymous'
      when list_contains($watched, n.channel) then 'behaviour'
      else 'contacts' end as data_class
  from interaction as i left join resolved as r using (interaction_no)
  left join person as p on p.customer_no = r.customer_no
  left join channel_of_name as n on n.no = i.observed_name_no)
select t.*, t.occurred_at < l.before_at as is_due, l.is_on,
  h.customer_no is not null as is_restricted
from told as t join limit_of_class as l using (data_class)
left join restricted_customer as h on h.customer_no = t.customer_no""",
    {
        "of_buying": list(_OF_BUYING),
        "watched": [key for key, one in CHANNELS.items() if one.lane in _WATCHED],
    },
)

# What says whose a number is stays as long as something younger is known by that number alone.
NEEDED = [
    Query("""
create or replace temp table needed as
select distinct owns.interaction_no
from reference as owns join judged as old using (interaction_no)
join reference as known using (family, kind, value)
join judged as young on young.interaction_no = known.interaction_no
where old.is_due and owns.customer_no is not null and known.customer_no is null
  and (not young.is_due or young.is_restricted or (old.is_on and not young.is_on))"""),
    Query("""
create or replace temp table judged as
select j.*, n.interaction_no is not null as is_needed
from judged as j left join needed as n using (interaction_no)"""),
]


def _messages(classes: Sequence[str]) -> str:
    """SQL: the messages with something old of these classes, and whether all of each may go."""
    return f"""
select source_no, message_id, bool_and(is_due and not is_restricted and not is_needed
    and list_contains({list(classes)!r}::varchar[], data_class)) as goes
from judged semi join (
  select distinct source_no, message_id from judged where is_due) as due
  using (source_no, message_id)
group by source_no, message_id"""


def due_by_class(classes: Sequence[str]) -> Query:
    """(class, contacts that go, µs since 1970 of the oldest, restricted, needed) where any is old.

    Args:
        classes: Those whose rule is on.
    """
    return Query(f"""
with message as ({_messages(classes)})
select data_class, count(*) filter (goes), min(epoch_us(occurred_at)) filter (goes),
  count(*) filter (is_restricted), count(*) filter (not is_restricted and not goes)
from judged join message using (source_no, message_id) where is_due group by data_class""")


def gone_messages(classes: Sequence[str]) -> Query:
    """The messages all of whose contacts go, into `gone_message`."""
    return Query(f"""
create or replace temp table gone_message as
select source_no, message_id from ({_messages(classes)}) where goes""")


NO_UNREAD = Query("""
create or replace temp table unread_row as
select ''::varchar as segment, ''::varchar as message_id, 0::integer as source_no,
  now()::timestamp as received_at limit 0""")


def unread_rows(paths: Sequence[Path], before_at: object) -> Query:
    """Rows of the archive that became no contact, into `unread_row`; reads `held_segment`.

    Args:
        paths: Of segments in which a row is a message.
        before_at: Those received before this instant, naive UTC.
    """
    return Query(
        """
insert into unread_row
select h.segment, r.message_id, h.source_no, r.received_at::timestamp as received_at
from read_parquet($paths, filename = true) as r join held_segment as h on h.path = r.filename
where r.received_at::timestamp < $before_at and not exists (from interaction as i
  where i.source_no = h.source_no and i.message_id = r.message_id)""",
        {"paths": [literal_path(path) for path in paths], "before_at": before_at},
    )


# (how many, µs since 1970 of the oldest)
UNREAD = Query("select count(*), min(epoch_us(received_at)) from unread_row")

ADD_UNREAD = [
    Query("""
insert into gone_row
select segment, message_id, source_no, received_at, false from unread_row as u
where not exists (from gone_row as g where g.segment = u.segment and g.message_id = u.message_id)
"""),
    Query("""
insert into gone_message
select distinct source_no, message_id from unread_row
except select source_no, message_id from gone_message"""),
]

# Of the customers in `silent(customer_no, key)` those of whom a contact is left.
STILL_THERE = Query("""
with kept as (
  from interaction anti join gone_message using (source_no, message_id))
select s.customer_no from silent as s
join resolved as r using (customer_no) join kept using (interaction_no)
union
select s.customer_no from silent as s
join (select distinct unnest(identifier_keys).key as key from kept) as seen using (key)""")

# (stronger key, other key, µs since 1970) of identifiers whose first sight together goes, neither
# of them being of who goes (`gone_key`).
LAST_SEEN_TOGETHER = Query("""
with kept as (
  from interaction anti join gone_message using (source_no, message_id)),
pair as (
  select identifier_keys[1].key as strong_key, unnest(identifier_keys[2:]).key as other_key,
    occurred_at
  from kept where len(identifier_keys) > 1),
still as (
  select strong_key, other_key, min(epoch_us(occurred_at)) as first_us
  from pair group by strong_key, other_key)
select s.key, o.key, p.first_us
from identifier_pair as p join identifier_seen as s on s.no = p.strong_no
join identifier_seen as o on o.no = p.other_no
left join still on still.strong_key = s.key and still.other_key = o.key
where (still.first_us is null or still.first_us > p.first_us)
  and s.key not in (select key from gone_key) and o.key not in (select key from gone_key)""")


def crowded(most: int) -> Query:
    """Identifiers that stand for nobody as they were seen with more than so many of one kind.

    Those alone that were seen with one who goes: without these they could pass for a person's.
    """
    return Query(f"""
with beside as (
  select strong_no as no, other_no from identifier_pair
  union all select other_no, strong_no from identifier_pair),
typed as (
  select m.no, m.key, o.key as other_key, o.type as other_type
  from beside as b join identifier_seen as m using (no)
  join identifier_seen as o on o.no = b.other_no
  where m.type <> 'anonymous_id' and o.type <> 'anonymous_id')
select key from typed where key not in (select key from gone_key)
group by key, other_type
having count(*) > {most} and bool_or(other_key in (select key from gone_key))""")
