"""Which interactions a path is cut from, in the order it is cut in."""

from collections.abc import Sequence

from percorso.journeys.path.rows import RATING_KINDS
from percorso.journeys.scope import Scope
from percorso.store.query import Query

Customers = tuple[int, int] | None
# A table of the same columns may be read instead: rows as they stood before.
RESOLVED = "resolved"


def rows_of(scope: Scope, customers: Customers, table: str, details: Sequence[str]) -> Query:
    """The interactions in scope, by customer and total order.

    Args:
        scope: Whose interactions, and up to which instant.
        customers: First and last number of the customers to read; None reads all.
        table: Where the interactions stand.
        details: Columns that are wanted beside who, when and what.
    """
    chosen = chosen_rows(scope, customers)
    # The table stands in this order; what joins it with others may lose it.
    order = "order by ord" if scope.segment is not None or table != RESOLVED else ""
    columns = ", ".join(["customer_no", "group_no", "occurred_us", "observed_name_no", *details])
    columns = columns.replace("amount_minor", "amount_minor::double as amount_minor")
    if not scope.definition.by_case:
        sql = f"select {columns} from {table} where {chosen.sql} {order}"
        return Query(sql, chosen.parameters)
    return Query(
        f"""
with chosen as (select * from {table} where {chosen.sql}){_CASED}
select {columns}, case when case_key is null then 0 else hash(case_key) end as case_no,
  case_id is not null as has_own_case
from cased order by customer_no, case_key nulls first, ord""",
        chosen.parameters,
    )


def remarks_of(scope: Scope, customers: Customers = None, table: str = RESOLVED) -> Query:
    """The interactions in scope with an asked score or a text to quote."""
    chosen = chosen_rows(scope, customers)
    kinds = " ".join(f"when '{kind}' then {number}" for kind, number in RATING_KINDS.items())
    return Query(
        f"""
select ord, case rating_kind {kinds} else 0 end as kind, rating_value as value,
  rating_max as most, is_quotable
from {table} where (rating_kind is not null or is_quotable) and {chosen.sql} order by ord""",
        chosen.parameters,
    )


def topics_of(scope: Scope, customers: Customers = None, table: str = RESOLVED) -> Query:
    """The interactions in scope with each number they are about."""
    chosen = chosen_rows(scope, customers)
    return Query(
        f"""
select ord, unnest(topics)::bigint as topic
from {table} where topics is not null and {chosen.sql} order by ord""",
        chosen.parameters,
    )


def texts_of(scope: Scope, customers: Customers = None, table: str = RESOLVED) -> Query:
    """The interactions in scope whose text tells a feeling, without a rating beside it."""
    chosen = chosen_rows(scope, customers)
    return Query(
        f"""
select ord, text_felt as felt, text_trust as trust
from {table} where text_felt is not null and {chosen.sql} order by ord""",
        chosen.parameters,
    )


def chosen_rows(scope: Scope, customers: Customers) -> Query:
    """The condition that the rows of a scope meet."""
    chosen, parameters = ["customer_no is not null"], dict[str, object]()
    if customers is not None:
        chosen.append("customer_no between $first_customer and $last_customer")
        parameters |= {"first_customer": customers[0], "last_customer": customers[1]}
    if scope.segment is not None:
        chosen.append(f"customer_no in ({scope.segment.sql})")
        parameters |= scope.segment.parameters
    if scope.is_cut_off:
        chosen.append("occurred_us <= $data_until_us")
        parameters["data_until_us"] = scope.data_until_us
    return Query(" and ".join(chosen), parameters)


# An interaction carries its case id; one without, that names an order which an earlier
# interaction of one of the customer's cases names too, belongs to the latest of those: a refund
# has the number of the order, and seldom that of the ticket.
_CASED = """,
about_order as (
  select customer_no, order_id, case_id, ord from chosen
  where case_id is not null and order_id is not null),
cased as (
  select k.*, coalesce(k.case_id, a.case_id) as case_key
  from chosen as k asof left join about_order as a
    on a.customer_no = k.customer_no and a.order_id = k.order_id and a.ord <= k.ord)"""


def has_details(table: str) -> Query:
    """Whether any interaction of a table has each detail; first and last source of them."""
    return Query(f"""
select exists (from {table} where rating_kind is not null or is_quotable),
  exists (from {table} where topics is not null), exists (from {table} where felt is not null),
  exists (from {table} where amount_minor is not null),
  exists (from {table} where text_felt is not null), min(source_no), max(source_no)
from {table}""")
