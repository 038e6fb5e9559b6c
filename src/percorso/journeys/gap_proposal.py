"""Proposes the silence that ends a journey, from the pauses between contacts (METHODS 1.3)."""

from dataclasses import replace
from functools import cache

from percorso.journeys.measures_sql import PAUSES
from percorso.journeys.path_sql import contact_statements, path_statements
from percorso.journeys.scope import Period, Scope, tell_codes
from percorso.stats.gap import GapProposal, propose_gap
from percorso.store.query import Query
from percorso.store.warehouse import Warehouse

_PERCENTILE = 0.95

# A weekly newsletter or a courier's scan must not cut the pauses of customers short.
_PAUSES_OF_SUCCESS = Query(
    """
select quantile_cont(us, $percentile) / 1e6 from (
  select first_us - lag(last_us) over (partition by journey_no order by visit_no) as us
  from visit
  where status = 'success' and getvariable('is_customer_side_of_code')[code])
where us >= 60000000""",
    {"percentile": _PERCENTILE},
)


def proposed_gap(warehouse: Warehouse, scope: Scope) -> GapProposal:
    """The gap for a definition that was never computed: the valley between short and long pauses.

    Where there is no valley, the 95th percentile of the pauses inside successful journeys, cut
    with the gap itself until it settles. All customers of the definition count, whatever period or
    segment is asked.
    """
    everybody = replace(scope, period=Period(), segment=scope.population)
    tell_codes(warehouse, everybody)
    for statement in contact_statements(everybody):
        warehouse.do(statement)
    pauses = warehouse.columns(PAUSES)

    @cache
    def percentile_of_cut(gap_seconds: float) -> float | None:
        tried = replace(everybody, frozen=replace(scope.frozen, gap_seconds=gap_seconds))
        for statement in path_statements(tried):
            warehouse.do(statement)
        found = warehouse.value(_PAUSES_OF_SUCCESS)
        return None if found is None else float(found)

    def percentile(gap_seconds: float) -> float | None:
        # Without a cut the gap changes nothing, so one look is enough.
        return percentile_of_cut(gap_seconds if scope.definition.is_cut else 0.0)

    return propose_gap(
        pauses["seconds"],
        percentile if scope.has_success else None,
        counts=pauses["times"],
    )
