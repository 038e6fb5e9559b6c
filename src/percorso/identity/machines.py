"""Finds who behaves like a machine: of all that came, or of what is new with the same verdict."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from percorso.identity import machines_sql as ask
from percorso.store.warehouse import Warehouse

_ONE_DAY = timedelta(days=1)
# Days far apart are looked at one after the other; were there more, at all between them.
_MOST_SPANS = 8


def find_machines(warehouse: Warehouse, persons: Sequence[str]) -> None:
    """Make `machine_day` and `machine_interaction` anew.

    Args:
        warehouse: Holds the interactions.
        persons: Identifiers that are persons', whatever they behave like, by their keys.
    """
    _fill_persons(warehouse, persons)
    warehouse.do(ask.BUSY_DAYS)
    _find_days(warehouse)
    for statement in ask.JUDGE_ALL:
        warehouse.do(statement)


def find_new_machines(warehouse: Warehouse, persons: Sequence[str]) -> None:
    """Bring both tables up to what is new; what another verdict holds of now is in `turned`.

    Args:
        warehouse: Holds the interactions; those before the last resolving were judged then.
        persons: The same identifiers as then.
    """
    if not warehouse.value(ask.ANY_TOLD):
        warehouse.do(ask.NOTHING_TURNED)
        return
    _fill_persons(warehouse, persons)
    warehouse.do(ask.FRESH_DAYS)
    warehouse.do(ask.NO_BUSY_DAYS)
    for first_day, last_day in spans([day for (day,) in warehouse.rows(ask.DAYS_OF_FRESH)]):
        warehouse.do(ask.busy_of_fresh(first_day, last_day))
    _find_days(warehouse)
    if not warehouse.value(ask.ANY_MACHINE):
        warehouse.do(ask.NOTHING_TURNED)
        return
    for statement in ask.CHANGED_DAYS:
        warehouse.do(statement)
    warehouse.do(ask.JUDGED_NEW)
    first_day, last_day = warehouse.rows(ask.SPAN_OF_CHANGED)[0]
    if first_day is not None:
        warehouse.do(ask.judged_beside(first_day, last_day))
    for statement in ask.TURNED:
        warehouse.do(statement)


def spans(days: Sequence[date]) -> list[tuple[date, date]]:
    """Days in order as first and last of those in a row; as one span where they are too many.

    >>> spans([date(2025, 3, 1), date(2025, 3, 2), date(2025, 5, 9)])[0]
    (datetime.date(2025, 3, 1), datetime.date(2025, 3, 2))
    """
    found: list[tuple[date, date]] = []
    for day in days:
        if found and day - found[-1][1] <= _ONE_DAY:
            found[-1] = found[-1][0], day
        else:
            found.append((day, day))
    return found if len(found) <= _MOST_SPANS else [(days[0], days[-1])]


def _fill_persons(warehouse: Warehouse, persons: Sequence[str]) -> None:
    warehouse.fill("persons_word", {"key": np.array(list(persons), dtype=object)})


def _find_days(warehouse: Warehouse) -> None:
    """Make `found_day` of the days in `busy_day`."""
    first_day, last_day = warehouse.rows(ask.SPAN_OF_BUSY)[0]
    if first_day is None:
        warehouse.do(ask.NO_DAYS)
        return
    warehouse.do(ask.told_between(first_day, last_day))
    warehouse.do(ask.FOUND_DAYS)
