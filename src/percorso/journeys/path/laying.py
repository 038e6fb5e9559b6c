"""Lays journeys out as tables of the warehouse, for questions that are asked in SQL."""

import numpy as np

from percorso.journeys.path.reading import cut_path
from percorso.journeys.path.visits import STATUS, Path
from percorso.journeys.scope import Scope
from percorso.store.query import Query
from percorso.store.warehouse import Warehouse

_STEP = Query("""
create or replace temp table step as
select customer_no, journey_no, visit_no, interaction_no, code, source_no, occurred_us,
  ord,
  case when not isnan(felt) then felt end as felt
from laid_step""")

_JOURNEY = Query("""
create or replace temp table journey as
select * exclude (status_no, goal_place),
  case when goal_place > 0 then first_visit_no + goal_place - 1 end as goal_visit_no,
  list_extract($status::varchar[], status_no::bigint + 1) as status
from laid_journey""", {"status": list(STATUS)})  # fmt: skip


def lay_out(warehouse: Warehouse, scope: Scope) -> Path:
    """Cut a scope's journeys and make the temporary tables `step` and `journey`."""
    path = cut_path(warehouse, scope)
    _fill_steps(warehouse, path)
    _fill_journeys(warehouse, path)
    for statement in (_STEP, _JOURNEY):
        warehouse.do(statement)
    return path


def _fill_steps(warehouse: Warehouse, path: Path) -> None:
    rows, row = path.rows, path.steps.row
    visit_no = np.zeros(row.size, dtype=np.int64)
    visit_no[path.in_period] = np.repeat(
        np.arange(path.visits.code.size) + 1, path.visits.interactions
    )
    warehouse.fill(
        "laid_step",
        {
            "customer_no": rows.customer_no[row],
            "journey_no": path.steps.journey,
            "visit_no": visit_no,
            "interaction_no": rows.interaction_no[row],
            "code": rows.code[row],
            "source_no": rows.source_no[row],
            "occurred_us": rows.occurred_us[row],
            "felt": rows.felt[row],
            "ord": row,
        },
    )


def _fill_journeys(warehouse: Warehouse, path: Path) -> None:
    journeys = path.journeys
    warehouse.fill(
        "laid_journey",
        {
            "journey_no": journeys.number,
            "customer_no": journeys.customer_no,
            "first_us": journeys.first_us,
            "last_us": journeys.last_us,
            "first_visit_no": journeys.first_visit + 1,
            "length": journeys.length,
            "goal_place": journeys.goal_place,
            "status_no": journeys.status,
            "is_left_truncated": journeys.is_left_truncated,
        },
    )
