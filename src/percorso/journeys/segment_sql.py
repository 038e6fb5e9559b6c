"""Which customers a condition selects: those with at least one interaction that meets it."""

from collections.abc import Sequence

import numpy as np

from percorso.domain.condition import Condition, properties_of
from percorso.domain.errors import NotFoundError
from percorso.journeys.condition_sql import condition_filter
from percorso.journeys.scope import Code
from percorso.store.query import Query
from percorso.store.records.catalogue import ObservedName
from percorso.store.records.sources import Source
from percorso.store.warehouse import Warehouse

_PROPERTY_NAMES = Query("""
select distinct unnest(json_keys(properties)) as name from interaction
where properties is not null order by name""")


class PropertyUnknown(NotFoundError):
    """No interaction has a property of this name."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        self.name = name
        listed = ", ".join(known) or "none"
        super().__init__(
            f"No interaction has a property {name!r}. Properties in the data: {listed}. "
            "Write it exactly so, in backticks where it has blanks."
        )


def customers_meeting(
    warehouse: Warehouse,
    condition: Condition,
    table: str,
    codes: Sequence[Code],
    names: Sequence[ObservedName],
    sources: Sequence[Source],
    time_zone: str,
) -> Query:
    """The numbers of the customers of whom one interaction meets the whole condition.

    They are kept in a temporary table of the name given.

    Raises:
        PropertyUnknown: the condition asks for a property that no interaction has.
    """
    _require_properties(warehouse, condition)
    place = {code.touchpoint.key: code.touchpoint for code in codes}
    source_key = {source.no: source.key for source in sources}
    known = [name for name in names if name.touchpoint_key in place]
    places = [place[name.touchpoint_key] for name in known]
    columns: dict[str, list[object]] = {
        "observed_name": [name.name for name in known],
        "touchpoint_key": [touchpoint.key for touchpoint in places],
        "touchpoint_name_it": [touchpoint.name_it for touchpoint in places],
        "touchpoint_name_en": [touchpoint.name_en for touchpoint in places],
        "stage": [touchpoint.stage for touchpoint in places],
        "channel": [touchpoint.channel for touchpoint in places],
        "initiator": [touchpoint.initiator for touchpoint in places],
        "source_key": [source_key[name.source_no] for name in known],
    }
    arrays = {name: np.array(values, dtype=object) for name, values in columns.items()}
    warehouse.fill(
        "named_place",
        {"observed_name_no": np.array([name.no for name in known], dtype=np.int32), **arrays},
    )
    chosen = condition_filter(condition, time_zone)
    warehouse.do(
        Query(
            f"""
create or replace temp table {table} as
select distinct i.customer_no from (
  select r.customer_no, n.*, x.amount_minor, x.currency, x.rating_value, x.text, x.language,
    x.occurred_at, x.properties
  from resolved as r join interaction as x using (interaction_no)
  join named_place as n on n.observed_name_no = r.observed_name_no
  where r.customer_no is not null) as i
where {chosen.sql}""",
            chosen.parameters,
        )
    )
    return Query(f"select customer_no from {table}")


def _require_properties(warehouse: Warehouse, condition: Condition) -> None:
    wanted = properties_of(condition)
    if not wanted:
        return
    known = [row[0] for row in warehouse.rows(_PROPERTY_NAMES)]
    for name in wanted:
        if name not in known:
            raise PropertyUnknown(name, known)
