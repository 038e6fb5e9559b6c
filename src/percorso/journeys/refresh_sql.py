"""Which customers' counts may differ from those of an earlier state, and how they stood then."""

from percorso.store.query import Query

# (generation, the generation since which changes are known)
STATE = Query("select generation, changes_since from layout")


def touched(generation: int, names: list[int], sources: list[tuple[int, int]]) -> Query:
    """The temporary table `touched`: customers whose counts may differ.

    The generation is the first one that changed their interactions; null where none did.

    Args:
        generation: The state that was counted.
        names: Observed names that mean something else.
        sources: Sources whose data begin elsewhere, and the instant up to which that matters.

    Reads the temporary table `due` of those whom time alone changes: customer_no.
    """
    asked = [
        "select customer_no, generation from changed_customer where generation > $generation",
        "select customer_no, null as generation from due",
    ]
    parameters: dict[str, object] = {"generation": generation}
    if names:
        asked.append("""select customer_no, null from resolved
  where observed_name_no in (select unnest($names::integer[])) and customer_no is not null""")
        parameters["names"] = names
    if sources:
        asked.append("""select r.customer_no, null from resolved as r
  join (select unnest($sources::integer[]) as source_no, unnest($instants::bigint[]) as us) as s
  on s.source_no = r.source_no and r.occurred_us < s.us
  where r.customer_no is not null""")
        parameters["sources"] = [no for no, _ in sources]
        parameters["instants"] = [us for _, us in sources]
    every = "\nunion all ".join(asked)
    return Query(
        f"""
create or replace temp table touched as
select customer_no, min(generation) as generation from ({every}) group by customer_no""",
        parameters,
    )


# Interactions of the touched customers, and those of all.
TOUCHED_ROWS = Query("""
select (select count(*) from resolved where customer_no in (select customer_no from touched)),
  (select count(customer_no) from resolved)""")


def first_touched(shares: int) -> Query:
    """The first customer of each of so many shares of the touched ones."""
    return Query(
        """
select min(customer_no) from (
  select customer_no, ntile($shares) over (order by customer_no) as share from touched)
group by share order by all""",
        {"shares": shares},
    )


# The rows of the touched customers as they stand, and as they stood: what was replaced since.
# Places of different generations are not comparable, so each has the generation before it.
AS_THEY_STAND = [
    Query("""
create or replace temp view touched_now as
select * from resolved where customer_no in (select customer_no from touched)"""),
    Query("""
create or replace temp view touched_before as
select * replace ((generation << 32) + ord as ord) from (
  select replaced.* from replaced join touched using (customer_no, generation)
  union all by name
  select *, 0 as generation from resolved
  where customer_no in (select customer_no from touched where generation is null))"""),
]
