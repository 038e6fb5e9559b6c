"""What waits in a workspace for somebody to look at it? Nothing of it makes it unsound."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from percorso.identity.machines_sql import LEFT_OUT_IN_ALL
from percorso.store.records import catalogue as catalogue_records
from percorso.store.records import rejections
from percorso.store.records import sources as source_records
from percorso.store.records.beyond_limit import beyond_limit_since
from percorso.store.records.database import RecordsConnection
from percorso.store.warehouse import Warehouse
from percorso.workspace.arrivals import report_sql

_SHOWN = 5
_RECENT = timedelta(days=1)
_UNPLACED = "unplaced"


@dataclass(frozen=True, slots=True)
class Waits:
    """Something that waits: what it is, how much, and what to do."""

    what: str
    finding: str
    advice: str

    def as_json(self) -> dict[str, str]:
        """The same as `--json` prints it."""
        return {"waits": self.what, "finding": self.finding, "advice": self.advice}


def waiting_in_records(connection: RecordsConnection, now: datetime) -> Iterator[Waits]:
    """Rejected rows by source, keys that are used too fast, and names without a stage.

    Args:
        connection: To the records.
        now: The present instant, naive UTC.
    """
    beyond = beyond_limit_since(connection, now - _RECENT)
    kept_for = now - rejections.kept_for(connection).instant_before(now)
    for source in source_records.sources(connection):
        if source.no in beyond:
            yield Waits(
                "requests beyond the limit",
                f"{beyond[source.no]:,} of source {source.key} in the last day were turned away",
                f"percorso source rotate {source.key} where they are not yours; else set "
                "key_requests_per_second",
            )
        groups = rejections.open_by_code(connection, source.no)
        if groups:
            codes = ", ".join(f"{group.code} {group.rows:,}" for group in groups)
            goes = min(group.seen_at for group in groups) + kept_for
            rows = sum(group.rows for group in groups)
            yield Waits(
                "rejected rows",
                f"{rows:,} of source {source.key} ({codes}); the first are deleted after "
                f"{goes:%Y-%m-%d}",
                f"percorso rejected show --source {source.key}",
            )
    stage_of = {place.key: place.stage for place in catalogue_records.touchpoints(connection)}
    names = sorted({
        name.name for name in catalogue_records.observed_names(connection)
        if stage_of[name.touchpoint_key] == _UNPLACED
    })  # fmt: skip
    if names:
        yield Waits(
            "unplaced names", f"{len(names):,}: {_first_of(names)}", "percorso catalogue place"
        )


def waiting_in_warehouse(warehouse: Warehouse) -> Iterator[Waits]:
    """Rows no mapping reads, what behaves like a machine, and numbers several customers claim."""
    yield from _refused_rows(warehouse)
    yield from _machines(warehouse)
    if not warehouse.value(report_sql.KNOWS_CONFLICTS):
        return
    found = [
        f"{kind.removesuffix('_id').replace('_', ' ')} {value}"
        for kind, value in warehouse.rows(report_sql.CONFLICTS)
    ]
    if found:
        yield Waits(
            "numbers several customers claim",
            f"{len(found):,}: {_first_of(found)}",
            "Rows without an identifier that carry one go to the customer who created it, else to "
            "nobody; correct the file it is wrong in, and load it again.",
        )


def _refused_rows(warehouse: Warehouse) -> Iterator[Waits]:
    count = int(warehouse.value(report_sql.REFUSED_ROWS))
    if count:
        yield Waits(
            "rows of the archive",
            f"{count:,} that the mapping of today cannot read, on no map",
            "percorso reread --source NAME, with the columns or times that fit them",
        )


def _machines(warehouse: Warehouse) -> Iterator[Waits]:
    identifiers, contacts = warehouse.rows(LEFT_OUT_IN_ALL)[0]
    if identifiers:
        yield Waits(
            "machines",
            f"{identifiers:,} identifiers behave like machines; {contacts:,} contacts are on no "
            "map for it",
            "percorso identity machines; where one is a person: percorso identity person A",
        )


def _first_of(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
