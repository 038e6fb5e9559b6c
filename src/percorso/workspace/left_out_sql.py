"""The customers of a question without some of them."""

from percorso.store.query import Query


def without(chosen: Query | None, table: str) -> Query:
    """The chosen customers, None being everybody, without those of a temporary table."""
    everybody = "select customer_no from customer" if chosen is None else chosen.sql
    return Query(
        f"({everybody}) except select customer_no from {table}",
        {} if chosen is None else chosen.parameters,
    )
