"""The interactions that carry two identifiers: how many, since when, and the first of them."""

from collections.abc import Sequence
from pathlib import Path

from percorso.store.parquet_file import literal_path
from percorso.store.query import Query

_CARRYING = """
with of_these as ({interactions}),
asked as (select one as key from why_pair union select other from why_pair),
carried as (
  select c.*
  from (
    select interaction_no, occurred_at, source_rank, source_sequence, interaction_id, source_no,
      segment, message_id, unnest(identifier_keys).key as key
    from interaction semi join of_these using (interaction_no)
    where len(identifier_keys) > 1) as c
  semi join asked using (key)),
both_on as (
  select p.pair_no, a.* from why_pair as p join carried as a on a.key = p.one
  join carried as b on b.key = p.other and b.interaction_no = a.interaction_no)
select pair_no, count(*), epoch_us(min(occurred_at)), epoch_us(max(occurred_at)),
  arg_min({{'source_no': source_no, 'segment': segment, 'message_id': message_id}},
    (occurred_at, source_rank, source_sequence, interaction_id)) as example
from both_on group by pair_no order by pair_no"""


def carrying_both(customers: Sequence[int] | None) -> Query:
    """Of each pair in `why_pair(pair_no, one, other)` the interactions that carry both.

    Rows: pair, how many, first and last instant in µs, the first one's source, segment, message.

    Args:
        customers: Of whose interactions; None is of all there are.
    """
    if customers is None:
        return Query(_CARRYING.format(interactions="select interaction_no from interaction"))
    own = """
select interaction_no from resolved
where customer_no in (select unnest($customers::integer[]))"""
    return Query(_CARRYING.format(interactions=own), {"customers": list(customers)})


def rows_of(path: Path, messages: Sequence[str]) -> Query:
    """In which row of a sealed file messages stand: (message, row)."""
    return Query(
        """
select message_id, line from read_parquet($path)
where message_id in (select unnest($messages::varchar[]))""",
        {"path": literal_path(path), "messages": list(messages)},
    )
