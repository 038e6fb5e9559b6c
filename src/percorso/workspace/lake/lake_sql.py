"""The rows of a lake: resolved interactions with the names that the records give them.

A row holds nothing that changes where nothing was said anew: numbers that follow the order of
loading are left out or counted anew, so that a bucket nobody touched is the same to the byte.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from percorso.domain.identifiers import BLOCKED
from percorso.domain.lake import MOST_BUCKETS
from percorso.identity.keys_sql import keyed_hash, pads
from percorso.store.query import Query, quoted

_REFERENCES = {
    "order_ref": "order_id", "parcel_ref": "tracking_number", "invoice_ref": "invoice_id",
    "case_ref": "case_id",
}  # fmt: skip

# One number for all that rows say, each at its place among those of its customer.
_CONTENT = "format('{:x}', sum(hash(told)::hugeint))"

# The writer marks a column as required where the planner proves that no row of a part lacks it.
# That depends on the other rows of the part: without such proofs a column is always optional, all
# files have one schema, and equal rows are equal bytes.
PROVE_NOTHING = Query("set disabled_optimizers = 'statistics_propagation'")
PROVE_AGAIN = Query("reset disabled_optimizers")

DATA_UNTIL = Query("select max(occurred_us) from resolved")
COLUMNS_OF_RESOLVED = Query("select * from resolved limit 0")

# Equal as long as the same segments of the archive are in, read by the same mappings, and the
# same customers are left out.
LOADED = Query("""
with loaded as (
  select md5(coalesce(string_agg(segment || ' ' || mapping_version, ',' order by segment), ''))
    as word
  from loaded_segment),
without as (
  select string_agg(customer_no, ',' order by customer_no) as word from restricted_customer)
select md5(concat_ws(' ', loaded.word, without.word, layout.read_with))
from loaded, without, layout""")

# What of `resolved` is told otherwise: the first columns, numbers as keyed hashes, or not at all.
_TOLD_FIRST = (
    "customer_no", "group_no", "ord", "occurred_us", "observed_name_no", "source_no",
)  # fmt: skip
_TOLD_OTHERWISE = (*_TOLD_FIRST, "interaction_no", "case_id", "order_id")
_HASH_HEX = 15


@dataclass(frozen=True, slots=True)
class LakeRows:
    """What the rows of a lake tell.

    Attributes:
        secret: Keys the references.
        with_text: Whether what customers wrote is in it.
        resolved: The columns of the resolved view.
    """

    secret: bytes
    with_text: bool
    resolved: tuple[str, ...]


def spread_customers(buckets: int) -> Query:
    """The temporary table `lake_customer`: each customer's id, bucket.

    The bucket follows from the group, so no group is parted. Reads the temporary table
    `customer_name(customer_no, customer_id)`.
    """
    return Query(
        f"""
create or replace temp table lake_customer as
select customer_no, customer_id,
  (c.group_no::integer * $buckets::integer) // {MOST_BUCKETS} as bucket
from customer as c join customer_name using (customer_no)""",
        {"buckets": buckets},
    )


def contents(of: LakeRows) -> Query:
    """(bucket, interactions, customers, content) of each bucket; bucket null is of nobody known."""
    return Query(
        f"""
select bucket, count(*), count(distinct customer_no), {_CONTENT}
from ({_told(f"({_gathered(of)})")}) as told
group by bucket order by bucket nulls last""",
        _bound(of),
    )


def gather_part(of: LakeRows, buckets: Sequence[int | None]) -> Query:
    """The temporary table `lake_part`: the interactions of some buckets, in order."""
    wanted = [bucket for bucket in buckets if bucket is not None]
    nobodys = "or bucket is null" if None in buckets else ""
    return Query(
        f"""
create or replace temp table lake_part as {_gathered(of)}
where list_contains($wanted::integer[], bucket) {nobodys} order by bucket, customer_no, ord""",
        _bound(of) | {"wanted": wanted},
    )


def columns_of_part() -> Query:
    """The names and types of the columns of a file."""
    return Query(f"describe select * exclude (bucket) from ({_told('lake_part')})")


def write_bucket(bucket: int | None, path: Path) -> Query:
    """Write a bucket of `lake_part` as a Parquet file, by customer and total order."""
    to = str(path).replace("'", "''")
    return Query(
        f"""
copy (select * exclude (bucket) from ({_told("lake_part")})
  where bucket is not distinct from $bucket::integer order by customer_no, ord)
to '{to}' (format parquet, compression zstd)""",
        {"bucket": bucket},
    )


def _gathered(of: LakeRows) -> str:
    """Resolved interactions with their bucket; the place among those of the customer, from 1.

    Reads the temporary table `restricted_customer(customer_no)`: their data are used for nothing.
    """
    told = [f"{_keyed(kind, f'i.subject.{name}')} as {kind}" for kind, name in _REFERENCES.items()]
    told += ["i.text"] if of.with_text else []
    told += [_as_it_is(name) for name in of.resolved if name not in _TOLD_OTHERWISE]
    return f"""
select c.bucket, c.customer_id, r.customer_no, r.group_no,
  (row_number() over (partition by r.customer_no order by i.occurred_at, i.source_rank,
    i.source_sequence, i.interaction_id))::integer as ord,
  i.interaction_id, r.occurred_us, r.observed_name_no, r.source_no, {", ".join(told)}
from (from resolved anti join restricted_customer using (customer_no)) as r
join interaction as i using (interaction_no)
left join lake_customer as c on c.customer_no = r.customer_no"""


def _as_it_is(name: str) -> str:
    """A column of the resolved view; topics stand for numbers, and are keyed like them."""
    if name != "topics":
        return f"r.{quoted(name)}"
    key = keyed_hash("'topic|' || topic")
    return (
        f"list_transform(r.topics, lambda topic: ('0x' || left({key}, {_HASH_HEX}))::bigint) "
        "as topics"
    )


def _keyed(kind: str, value: str) -> str:
    """A reference as a keyed hash; two that the path builder takes for one have one hash."""
    plain = f"nullif(upper(trim({value})), '')"
    key = keyed_hash(f"'{kind}|' || {plain}")
    return f"case when not regexp_full_match(lower({plain}), $blocked) then {key} end"


def _bound(of: LakeRows) -> dict[str, object]:
    return pads(of.secret) | {"blocked": BLOCKED}


def _told(gathered: str) -> str:
    """The rows as files have them, and their bucket.

    Reads the temporary tables `lake_name(observed_name_no, observed_name, touchpoint_key)` and
    `lake_source(source_no, source_key)`.
    """
    first = ", ".join(("bucket", "customer_id", "interaction_id", *_TOLD_FIRST))
    return f"""
select g.bucket, g.customer_id, g.customer_no, g.group_no::integer as group_no, g.ord,
  g.interaction_id, timezone('UTC', make_timestamp(g.occurred_us)) as occurred_at, g.occurred_us,
  g.observed_name_no, n.observed_name, n.touchpoint_key, g.source_no, s.source_key,
  g.* exclude ({first})
from {gathered} as g
left join lake_name as n on n.observed_name_no = g.observed_name_no
left join lake_source as s on s.source_no = g.source_no"""
