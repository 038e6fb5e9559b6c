"""What sources say they counted, by day: told by people, one value for each number."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select

from percorso.store.records.told_tables import source_total as table


@dataclass(frozen=True, slots=True)
class KeptTotal:
    """A number of a source; of revenue in minor units."""

    source_no: int
    day: date
    measure: str
    value: int


def keep_totals(
    connection: Connection, totals: Iterable[KeptTotal], at: datetime, file: str | None
) -> None:
    """Write numbers; one that was told before is what is told now."""
    for one in totals:
        withdraw_totals(connection, one.source_no, one.day, one.day, one.measure)
        connection.execute(
            insert(table).values(
                source_no=one.source_no, on_day=one.day, measure=one.measure, value=one.value,
                told_at=at, file=file,
            )
        )  # fmt: skip


def totals_between(connection: Connection, first: date, last: date) -> list[KeptTotal]:
    """All that was told of some days, both inclusive."""
    rows = connection.execute(
        select(table)
        .where(table.c.on_day >= first, table.c.on_day <= last)
        .order_by(table.c.source_no, table.c.on_day, table.c.measure)
    )
    return [KeptTotal(row.source_no, row.on_day, row.measure, row.value) for row in rows]


def withdraw_totals(
    connection: Connection, source_no: int, first: date, last: date, measure: str | None = None
) -> int:
    """Forget what a source said of some days; how many numbers that were."""
    chosen = (table.c.source_no == source_no, table.c.on_day >= first, table.c.on_day <= last)
    by_measure = () if measure is None else (table.c.measure == measure,)
    return int(connection.execute(delete(table).where(*chosen, *by_measure)).rowcount)
