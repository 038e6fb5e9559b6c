"""Which customers' counts may differ from those of an earlier state, and how they stood then."""

from percorso.store.query import Query

# (generation, the generation since which changes are known)
STATE = Query("select generation, changes_since from layout")


def touched(
    generation: int, until_us: int, names: list[int], sources: list[tuple[int, int]]
) -> Query:
    """The temporary table `touched`: customers whose counts may differ.

    Args:
        generation: The state that was counted.
        until_us: The cut-off now.
        names: Observed names that mean something else.
        sources: Sources whose data begin elsewhere, and the instant up to which that matters.

    Reads the temporary table `upcoming` of what time alone changes: customer_no, change_us.
    """
    return Query(
        """
create or replace temp table touched as
select customer_no from changed_customer where generation > $generation
union select customer_no from upcoming where change_us <= $until_us
union select customer_no from resolved
  where observed_name_no in (select unnest($names::integer[])) and customer_no is not null
union select r.customer_no from resolved as r
  join (select unnest($sources::integer[]) as source_no, unnest($instants::bigint[]) as us) as s
  on s.source_no = r.source_no and r.occurred_us < s.us
  where r.customer_no is not null""",
        {
            "generation": generation,
            "until_us": until_us,
            "names": names,
            "sources": [no for no, _ in sources],
            "instants": [us for _, us in sources],
        },
    )


# Interactions of the touched customers as a share of all.
SHARE_TOUCHED = Query("""
select coalesce(avg((customer_no in (select customer_no from touched))::integer), 0)
from resolved where customer_no is not null""")


def as_they_stood(generation: int) -> list[Query]:
    """The temporary tables `touched_before` and `touched_now`: their rows at both states."""
    return [
        Query(
            """
create or replace temp table first_change as
select customer_no, min(generation) as generation
from changed_customer where generation > $generation group by customer_no""",
            {"generation": generation},
        ),
        Query("""
create or replace temp table touched_now as
select * from resolved where customer_no in (select customer_no from touched) order by ord"""),
        Query("""
create or replace temp table touched_before as
select * from (
  select replaced.* exclude (generation) from replaced
  join first_change using (customer_no, generation)
  union all by name
  select * from touched_now where customer_no not in (select customer_no from first_change))
order by customer_no, ord"""),
    ]
