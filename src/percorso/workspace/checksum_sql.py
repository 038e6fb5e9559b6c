"""One number for all the warehouse says, whatever the order and the file it says it in."""

from percorso.store.query import Query

# The sum of the hashes of all rows: equal for equal rows in any order, and different as soon as
# one row is another, is missing, or stands there twice. Left out is what tells where and when a
# row was stored, not what it says; of a customer's rows it is told how they follow. Hashes are the
# engine's: compare within one release of it.
CHECKSUM = Query("""
with said as (
  select * exclude (interaction_no, segment, received_at) from interaction),
resolved_to as (
  select i.interaction_id, r.* exclude (interaction_no, ord),
    case when r.customer_no is not null
      then row_number() over (partition by r.customer_no order by r.ord) end as place
  from resolved as r join interaction as i using (interaction_no))
select
  (select count(*) from said),
  (select coalesce(sum(hash(said)::hugeint), 0) from said),
  (select coalesce(sum(hash(resolved_to)::hugeint), 0) from resolved_to)""")
