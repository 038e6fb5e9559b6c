"""What is said of a file that is to be loaded or looked at."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from percorso.domain.mapping import DateOrder
from percorso.settings import Settings

if TYPE_CHECKING:
    from percorso.collect.look import Wanted
    from percorso.collect.preview import Preview


@dataclass(frozen=True, slots=True)
class FileOf:
    """The source of a file, and what its owner says where the file does not tell.

    Attributes:
        source: The source's key; made when it is new.
        columns: role -> column, or the same as the command line writes it.
        time_zone: IANA zone of times without one; None is the workspace's.
        date_order: Order of day and month where the dates leave a choice.
        profile: Key or file of a mapping profile; `none` is none; None is the source's last
            mapping, or a built-in profile the columns speak of.
        one_per: Rows with the same value of this column are one interaction.
        sheet: The sheet of a workbook; None is the first with a table.
    """

    source: str
    columns: dict[str, str] | str | None = None
    time_zone: str | None = None
    date_order: DateOrder | None = None
    profile: str | Path | None = None
    one_per: str | None = None
    sheet: str | None = None

    def wanted(self, usual_zone: str, settings: Settings) -> "Wanted":
        """The same with the options parsed, the workspace's zone and the limits beside them."""
        from percorso.collect.columns import parse_columns_option
        from percorso.collect.look import Wanted
        from percorso.collect.readers.row import FileLimits

        given = self.columns
        columns = parse_columns_option(given) if isinstance(given, str) else given
        return Wanted(
            columns=columns or {},
            usual_zone=usual_zone,
            date_order=self.date_order,
            time_zone=self.time_zone,
            profile=None if self.profile is None else str(self.profile),
            one_per=self.one_per,
            sheet=self.sheet,
            limits=FileLimits(
                workbook_memory_mb=settings.workbook_memory_mb,
                workbook_seconds=settings.workbook_seconds,
            ),
        )


def preview_without_workspace(file: Path, said: FileOf, settings: Settings) -> "Preview":
    """How a load into a new workspace would read a file; loads nothing and makes none."""
    from percorso.workspace.loading.previewing import preview

    return preview(None, settings, file, said.source, said.wanted(settings.time_zone, settings))
