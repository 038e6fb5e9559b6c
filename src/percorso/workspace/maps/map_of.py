"""`percorso.map_of`: a table of three columns in, a journey map out."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from percorso.collect.look import NO_PROFILE, Wanted
from percorso.domain.mapping import DateOrder
from percorso.settings import Settings
from percorso.workspace.maps.asking import MapRequest
from percorso.workspace.maps.map_result import MapResult


def map_of(
    data: object,
    *,
    customer: str | None = None,
    at: str | None = None,
    touchpoint: str | None = None,
    channel: str | None = None,
    success: Sequence[str] | str | None = None,
    failure: Sequence[str] | str | None = None,
    journey: str = "lifecycle",
    gap: timedelta | None = None,
    since: date | None = None,
    until: date | None = None,
    time_zone: str = "UTC",
    date_order: DateOrder | None = None,
    language: Literal["it", "en"] | None = None,
    title: str | None = None,
    settings: Settings | None = None,
) -> MapResult:
    """The journey map of a bare table: one row an interaction, no workspace, nothing kept.

    Names are placed by the default rules of the catalogue. Rows without a readable time or a
    touchpoint are rejected, rows without a customer are anonymous: both are counted in
    `report`, and a `RowsLeftOut` warning says so. Interactions of one instant keep the order
    of the rows.

    Args:
        data: A pandas or polars data frame, an Arrow table or reader, a DuckDB relation, a
            list of dictionaries, or the path of a Parquet, CSV or JSON lines file.
        customer: Column that says who; None finds it by its name, as the next three do.
        at: Column that says when.
        touchpoint: Column that says what.
        channel: Column that says where, if there is one.
        success: Touchpoints that end a journey well, by key or name; None is the catalogue's
            goal where the data hold it.
        failure: Touchpoints that end it badly.
        journey: `lifecycle`, `purchase`, `service`, or a YAML file with a definition.
        gap: The silence that ends a journey; None proposes it from the data.
        since: First day of the journeys' first interactions, in `time_zone`.
        until: The day after the last.
        time_zone: IANA zone of times without one, and of the days.
        date_order: Order of day and month where texts leave a choice.
        language: Of names and sentences; None is the setting's.
        title: What stands above the drawing; None is the file's name.
        settings: How Percorso runs on this machine.

    Raises:
        InputError: the table, its columns or the gap cannot be used; the sentence says why.
        NotFoundError: no such journey, touchpoint or file.

    >>> visits = [{"who": "ada", "when": "2025-03-01 10:00", "what": "Home"},
    ...           {"who": "ada", "when": "2025-03-01 10:05", "what": "Order Completed"}]
    >>> found = map_of(visits, customer="who", at="when", touchpoint="what", language="en")
    >>> found.data["totals"]["journeys"], found.data["totals"]["success"]
    (1, 1)
    """
    from percorso.workspace.maps.bare_table import BareTable, map_of_bare  # only who maps one pays

    settings = settings or Settings()
    data = Path(data) if isinstance(data, str) else data
    roles = {"customer": customer, "at": at, "touchpoint": touchpoint, "channel": channel}
    wanted = Wanted(
        {role: column for role, column in roles.items() if column is not None},
        time_zone,
        date_order,
        profile=NO_PROFILE,
    )
    request = MapRequest(
        journey=journey,
        success=None if success is None else _several(success),
        failure=_several(failure or ()),
        since=since,
        until=until,
        language="en" if (language or settings.language) == "en" else "it",
    )
    table = BareTable(data, wanted, gap)
    made, report = map_of_bare(table, request, settings)
    return MapResult(made, title or (Path(table.name).stem), report)


def _several(names: Sequence[str] | str) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)
