"""What may come next for a customer: what others did after a visit like the last one."""

from percorso.domain.customer_card import NextStep, NextStepsOnCard
from percorso.journeys.next_steps import next_steps
from percorso.journeys.scope import Scope
from percorso.store.warehouse import Warehouse
from percorso.workspace.maps.counts import last_counts
from percorso.workspace.people import customer_sql
from percorso.workspace.people.timeline import Names
from percorso.workspace.stores import Stores


def next_steps_on_card(
    stores: Stores, warehouse: Warehouse, scope: Scope, names: Names
) -> NextStepsOnCard | None:
    """The likely next steps after the last visit of a customer whose path has been laid out.

    Nothing is counted for it: the numbers are those of the map as it was counted last.

    Returns:
        The steps; None where the silence since has ended the journey, or no map was counted yet.
    """
    last = warehouse.rows(customer_sql.LAST_VISIT)
    if not last or scope.data_until_us - last[0][1] > scope.gap_us:
        return None
    key = next(one.touchpoint.key for one in scope.codes if one.number == last[0][0])
    counted = last_counts(stores, scope)
    found = next_steps(counted, key) if counted else None
    if found is None:
        return None
    name_of = {place.key: names.of_place(place) for place in names.places.values()}
    # A touchpoint that was merged or renamed since the map was counted has no name any more.
    steps: list[NextStep] = [
        {"touchpoint": step, "name": name_of[step] if step else None, "share": share}
        for step, share in found.steps
        if step is None or step in name_of
    ]
    return {"touchpoint": key, "name": name_of[key], "visits": found.visits, "steps": steps}
