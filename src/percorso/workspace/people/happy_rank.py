"""Customers with a solid Happy Index, ranked by it or by how far it fell."""

from collections.abc import Mapping

from percorso.store.query import Query
from percorso.store.warehouse import Warehouse
from percorso.workspace.people.customer_sql import RANKED
from percorso.workspace.people.happy_kept import happy_now
from percorso.workspace.stores import Stores


def ranked(
    stores: Stores, warehouse: Warehouse, *, by_drop: bool
) -> Mapping[int, tuple[float, float]]:
    """Make the temporary table happy_rank; index and change of each customer in it.

    Few signals and segment estimates are in no ranking.

    Args:
        stores: The workspace.
        warehouse: Open and up to date.
        by_drop: Whether the rank is how far the index fell, and not the index.
    """
    standing = happy_now(stores, warehouse).standing()
    solid = standing.tier == 2
    numbers, index = standing.customer_no[solid], standing.index[solid]
    change = standing.change[solid]
    warehouse.fill("happy_rank", {"customer_no": numbers, "value": -change if by_drop else index})
    told = zip(index.tolist(), change.tolist(), strict=True)
    return dict(zip(numbers.tolist(), told, strict=True))


def with_rank(among: Query | None) -> Query:
    """The customers of a question who have a rank."""
    if among is None:
        return RANKED
    return Query(f"({among.sql}) intersect ({RANKED.sql})", among.parameters)
