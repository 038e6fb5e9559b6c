"""Media of a workspace: loaded from files, listed, removed; never persons."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from percorso.collect.media_file import RefusedRow, read_media_file
from percorso.domain.errors import NotFoundError
from percorso.domain.mapping import DateOrder
from percorso.domain.media import KeptMediaRow, Overlap, overlaps_in
from percorso.store.records import media as records
from percorso.workspace.arrivals.entering_media import enter_media
from percorso.workspace.stores import Stores, now_utc


class MediumUnknown(NotFoundError):
    """No medium of this name was loaded."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        self.name = name
        listed = ", ".join(known) or "none yet"
        super().__init__(f"No medium {name!r} was loaded. There are: {listed}.")


@dataclass(frozen=True, slots=True)
class MediaReport:
    """What became of the rows of media files.

    Attributes:
        read: Rows in the files.
        loaded: Rows that are new.
        known: Rows that were loaded before.
        refused: Rows that cannot be one, with file, line and reason; they are kept.
        overlaps: Rows of one medium that share a place and a day; both count.
    """

    read: int
    loaded: int
    known: int
    refused: tuple[tuple[str, RefusedRow], ...]
    overlaps: tuple[Overlap, ...]


class MediaDesk:
    """The media of one workspace."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def load(self, *files: Path | str, date_order: DateOrder | None = None) -> MediaReport:
        """Load files of media; a row that was loaded before is not counted again.

        Args:
            files: CSV and all other forms the loader reads.
            date_order: Order of day and month where the days leave a choice.

        Raises:
            MediaColumnMissing: a file has no column for the name or the first day.
            MediaDaysAmbiguous: no row tells days from months.
        """
        currency = self._stores.company().currency
        read = [(Path(file), read_media_file(Path(file), currency, date_order)) for file in files]
        with self._stores.records.write() as connection:
            entered = [enter_media(connection, path, found, now_utc()) for path, found in read]
            rows = [kept.row for kept in records.media_rows(connection)]
        fresh = {row for one in entered for row in one.new}
        return MediaReport(
            read=sum(len(found.rows) + len(found.refused) for _, found in read),
            loaded=sum(len(one.new) for one in entered),
            known=sum(one.known for one in entered),
            refused=tuple((path.name, row) for path, found in read for row in found.refused),
            overlaps=tuple(
                pair for pair in overlaps_in(rows) if pair.first in fresh or pair.second in fresh
            ),
        )

    def rows(self) -> list[KeptMediaRow]:
        """All rows, by medium and day."""
        with self._stores.records.read() as connection:
            return records.media_rows(connection)

    def remove(self, *names: str) -> int:
        """Forget media by name or key; returns how many rows went.

        Raises:
            MediumUnknown: none is called so; nothing was removed.
        """
        with self._stores.records.write() as connection:
            kept = records.media_rows(connection)
            by_name = {one.row.touchpoint.casefold(): one.key for one in kept}
            by_name |= {one.key: one.key for one in kept}
            removed = 0
            for name in names:
                key = by_name.get(name.casefold())
                if key is None:
                    raise MediumUnknown(name, sorted({one.row.touchpoint for one in kept}))
                removed += records.remove_medium(connection, key)
        return removed
