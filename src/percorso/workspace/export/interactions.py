"""The interactions of the journeys as CSV."""

from collections.abc import Iterator

from percorso.domain.tables import Kind, Table
from percorso.drawing.as_csv import BYTE_ORDER_MARK, rows_as_csv, table_as_csv
from percorso.workspace.export.log import REFERENCES, LogEvent, OpenLog

_AT_ONCE = 1_000
_COLUMNS: dict[str, Kind] = {
    "case": "text", "customer": "text", "status": "text", "occurred_at": "instant",
    "touchpoint": "text", "name": "text", "stage": "text", "channel": "text", "source": "text",
    "actor": "text", "amount": "number", "currency": "text", "rating_value": "number",
    "rating_max": "number", "rating_kind": "text", "text": "text",
    **{f"{kind}_ref": "text" for kind in REFERENCES},
}  # fmt: skip


def interactions_csv(log: OpenLog, *, excel: bool) -> Iterator[str]:
    """One line an interaction of a journey, as pieces of text."""
    yield (BYTE_ORDER_MARK if excel else "") + table_as_csv(Table(_COLUMNS, ()))
    waiting = []
    for event in log.events():
        waiting.append(_row(event))
        if len(waiting) == _AT_ONCE:
            yield rows_as_csv(waiting)
            waiting = []
    yield rows_as_csv(waiting)


def _row(event: LogEvent) -> tuple[object, ...]:
    place = event.touchpoint
    return (
        event.case, event.customer, event.status, event.occurred_at, place.key, event.name,
        place.stage, event.channel, event.source, event.actor, event.amount, event.currency,
        event.rating_value, event.rating_max, event.rating_kind, event.text,
        *(event.references.get(kind) for kind in REFERENCES),
    )  # fmt: skip
