"""Who the new interactions are about: their identifiers, and all that hang together with these."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from percorso.identity import newcomers_sql as ask
from percorso.identity.constraints import NO_CONSTRAINTS, Constraints, Pair
from percorso.identity.evidence import evidence_of
from percorso.identity.linking import Held, People, window_link
from percorso.identity.persons import persons
from percorso.store.warehouse import Warehouse

# Of all identifiers those affected, above which linking all anew is the shorter way.
_MOST_AFFECTED = 0.2

# What binds some identifiers, asked once it is known which.
Bind: TypeAlias = Callable[[Sequence[str]], Constraints]


def unbound(keys: Sequence[str]) -> Constraints:
    """Nothing."""
    return NO_CONSTRAINTS


def is_known_before(warehouse: Warehouse, setup: str) -> bool:
    """Whether all but what is new was resolved, and resolving it again would change nothing.

    Args:
        warehouse: Holds the interactions.
        setup: What resolving rests on beside them; more may be there now than was.
    """
    through_no, count, earlier, count_now = warehouse.rows(ask.RESOLVED_SO_FAR)[0]
    return through_no is not None and count == count_now and setup.startswith(earlier)


def people_of_new(
    warehouse: Warehouse, bind: Bind = unbound, same: Sequence[Pair] = (), on: Sequence[str] = ()
) -> People | None:
    """The persons of the new interactions and of all who hang together with them.

    Persons, their customers and their devices follow from the identifiers that were ever seen
    together, stood for one customer or were ruled to be the same, and from nobody else's.

    Args:
        warehouse: Holds the interactions.
        bind: What binds some identifiers beside what was seen.
        same: Pairs that were ruled to be the same.
        on: Identifiers to look at though nothing new was seen of them.

    Returns:
        The people; None where they are so many that all may be linked as well.
    """
    warehouse.fill("ruled_on", {"key": np.array(list(on), dtype=object)})
    warehouse.fill(
        "ruled_same",
        {
            "key": np.array([one for one, _ in same], dtype=object),
            "other_key": np.array([other for _, other in same], dtype=object),
        },
    )
    for statement in ask.FRESH:
        warehouse.do(statement)
    while warehouse.value(ask.GROW_AFFECTED):
        affected, known = warehouse.rows(ask.SHARE_AFFECTED)[0]
        if affected > _MOST_AFFECTED * known:
            return None
    warehouse.do(ask.AFFECTED_IDENTIFIERS)
    warehouse.do(ask.AFFECTED_PAIRS)
    seen = warehouse.columns(ask.IDENTIFIERS)
    evidence = evidence_of(seen, warehouse.columns(ask.TOGETHER))
    windows = [window_link(*row) for row in warehouse.rows(ask.WINDOWS)]
    held = Held(seen["customer_no"].astype(np.int64), windows)
    return People(evidence, persons(evidence, bind(evidence.keys.tolist())), held)
