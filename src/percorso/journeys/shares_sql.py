"""How customers are shared out, so that a share of them is counted at a time."""

from percorso.journeys.path.rows_sql import chosen_rows
from percorso.journeys.scope import Scope
from percorso.store.query import Query

# Below this many customers each is a group of its own, so that an interval has enough of them.
FEWEST_CUSTOMERS_TO_GROUP = 2000

FEW_CUSTOMERS = Query(
    """
select count(*) < $fewest from (
  select distinct customer_no from resolved where customer_no is not null limit $fewest)""",
    {"fewest": FEWEST_CUSTOMERS_TO_GROUP},
)


def outer_customers(rows: int) -> Query:
    """First and last customer of every so many rows of the table, most of which stand by customer.

    Rows of customers who came or changed since it was put in order stand behind: where only the
    first were asked for, all who came since would be one share.
    """
    return Query(
        """
select min(customer_no), max(customer_no) from resolved
where customer_no is not null group by ord // $rows""",
        {"rows": rows},
    )


def rows_in_scope(scope: Scope) -> Query:
    """How many interactions there are to count; all of the table where nobody is left out."""
    if scope.segment is None:
        return Query("select count(*) from resolved")
    chosen = chosen_rows(scope, None)
    return Query(f"select count(*) from resolved where {chosen.sql}", chosen.parameters)
