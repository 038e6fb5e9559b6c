"""What the warehouse holds that an index does not know yet."""

from percorso.store.query import Query


def news(generation: int, until_us: int) -> Query:
    """(generation, since which changes are known, who changed, how late it is): one question.

    The instant stands in the text, so that the engine passes over all rows before it.
    """
    return Query(
        f"""
select generation, changes_since,
  (select coalesce(list(distinct customer_no), []) from changed_customer
   where generation > $generation),
  (select coalesce(max(occurred_us), {until_us}) from resolved where occurred_us > {until_us})
from layout""",
        {"generation": generation},
    )
