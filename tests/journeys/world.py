"""A small company whose customers walk as a test tells, loaded and mapped as a user would."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from percorso.settings import Settings
from percorso.workspace import Workspace

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)

# As a shop's site writes them: these lead to touchpoints of the catalogue.
_EVENTS = {"cart": "Cart Viewed", "order": "Order Completed"}
_COLUMNS = ("customer", "at", "touchpoint", "channel", "city", "nps", "stars")


@dataclass(slots=True)
class World:
    """Customers, what they did, and the workspace it is loaded into.

    `walked` writes, `load` loads what was written since the last load as one file, and `map`
    asks for the map, loading first where something was not loaded yet.
    """

    folder: Path
    source: str = "book"
    _rows: list[dict[str, Any]] = field(default_factory=list)
    _files: int = 0
    _workspace: Workspace | None = None

    @property
    def workspace(self) -> Workspace:
        """The workspace, founded when it is first asked for."""
        if self._workspace is None:
            place = self.folder / "workspace"
            settings = Settings(workspace=place, time_zone="UTC", language="en")
            self._workspace = Workspace(place, settings, create=True)
        return self._workspace

    def walked(
        self,
        customer: str,
        *touchpoints: str,
        every: timedelta = DAY,
        start: datetime = MONDAY,
        **said: object,
    ) -> None:
        """A customer meets touchpoints in this order; `said` fills columns of the last row."""
        for number, touchpoint in enumerate(touchpoints):
            at = (start + number * every).isoformat()
            name = _EVENTS.get(touchpoint, touchpoint)
            self._rows.append({"customer": customer, "at": at, "touchpoint": name})
        self._rows[-1] |= said

    def load(self, source: str | None = None) -> Any:
        """Load what was walked since the last load; returns what became of the rows."""
        self._files += 1
        file = self.folder / f"{source or self.source}-{self._files}.csv"
        with file.open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, _COLUMNS)
            writer.writeheader()
            writer.writerows(self._rows)
        self._rows.clear()
        return self.workspace.load(file, source=source or self.source)

    def map(self, journey: str = "lifecycle", **asked: Any) -> Mapping[str, Any]:
        """The map's data."""
        if self._rows:
            self.load()
        return self.workspace.map(journey, **asked).data


def touchpoint(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """A touchpoint of a map by key."""
    (found,) = [row for row in data["touchpoints"] if row["key"] == key]
    return found


def transition(data: Mapping[str, Any], a: str, b: str) -> Mapping[str, Any]:
    """A transition of a map by its two keys."""
    (found,) = [row for row in data["transitions"] if (row["from"], row["to"]) == (a, b)]
    return found


def paths(data: Mapping[str, Any]) -> dict[tuple[str, ...], int]:
    """Journeys by the exact sequence of their touchpoints."""
    return {tuple(row["path"]): row["journeys"] for row in data["variants"]}


def stage(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """A stage of a map by key."""
    (found,) = [row for row in data["stages"] if row["key"] == key]
    return found
