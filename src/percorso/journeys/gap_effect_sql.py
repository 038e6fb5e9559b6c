"""How many journeys would be others with another gap (METHODS 1.3.4)."""

from dataclasses import replace

from percorso.domain.gap_report import GapChange
from percorso.journeys.path_sql import path_statements
from percorso.journeys.scope import Scope, tell_codes
from percorso.store.query import Query
from percorso.store.warehouse import Warehouse

_CUT = """
create or replace temp table {table} as
select s.customer_no, bit_xor(hash(s.interaction_no)) as content, count(*) as interactions,
  coalesce(any_value(j.status), '') as status
from step as s join journey as j using (journey_no)
group by s.journey_no, s.customer_no"""

_ALL = Query("select count(*) from cut_now")

_CHANGED = Query("""
select count(*) from cut_now as now anti join cut_then as other
  using (customer_no, content, interactions, status)""")


def journeys_with(warehouse: Warehouse, scope: Scope, gap_seconds: float) -> int:
    """Cut the journeys with a gap, to be compared with others; returns how many there are."""
    return _cut(warehouse, scope, gap_seconds, "cut_now")


def change_by(warehouse: Warehouse, scope: Scope, gap_seconds: float) -> GapChange:
    """What another gap does to the journeys that `journeys_with` cut last.

    A journey is the same if the other gap gives one of the same interactions and status.
    """
    journeys = _cut(warehouse, scope, gap_seconds, "cut_then")
    changed, all_of_them = (int(warehouse.value(question)) for question in (_CHANGED, _ALL))
    return GapChange(gap_seconds, journeys, changed / all_of_them if all_of_them else None)


def _cut(warehouse: Warehouse, scope: Scope, gap_seconds: float, table: str) -> int:
    tried = replace(scope, frozen=replace(scope.frozen, gap_seconds=gap_seconds))
    tell_codes(warehouse, tried)
    for statement in path_statements(tried):
        warehouse.do(statement)
    warehouse.do(Query(_CUT.format(table=table)))
    return int(warehouse.value("select count(*) from journey"))
