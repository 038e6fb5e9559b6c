"""The lake of a workspace: its interactions as Parquet files that any engine reads."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from percorso.domain.lake import LakeManifest
from percorso.store.lake_folder import LakeFolder, lake_of_workspace
from percorso.workspace.lake.writing import LakeExport, LakeRequest, export_lake
from percorso.workspace.progress import OnProgress, silent
from percorso.workspace.stores import Stores

__all__ = ["LakeDesk", "LakeExport", "LakeShown", "lake_of_workspace", "shown_lake"]

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class LakeShown:
    """What a lake says of itself, and which of its files are not as they were written.

    Attributes:
        folder: Where it lies.
        faults: path -> what is wrong with it, in words.
    """

    folder: Path
    manifest: LakeManifest
    faults: dict[str, str]

    @property
    def files(self) -> list[Path]:
        """The files that hold, for an engine to read."""
        return [self.folder / one.path for one in self.manifest.files]

    def as_json(self) -> dict[str, Any]:
        """The same as `--json` prints it."""
        return {
            "folder": str(self.folder),
            "whole": not self.faults,
            "faults": dict(self.faults),
            "manifest": asdict(self.manifest),
        }


class LakeDesk:
    """The lake of one workspace."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def export(
        self,
        out: Path | str | None = None,
        *,
        buckets: int | None = None,
        text: str | None = None,
        keep: timedelta = _HOUR,
        on_progress: OnProgress = silent,
    ) -> LakeExport:
        """Bring the lake up to the workspace; files whose rows are as before stay.

        Args:
            out: Folder of the lake; None is `lake` inside the workspace.
            buckets: Over how many buckets customers are spread, 1 to 256; None is as the lake
                has it, or 64.
            text: Why what customers wrote is to be in it; None leaves it out.
            keep: For how long replaced files stay for who is still reading them; 0 after
                somebody was erased.
            on_progress: Called with what is being done and the share done.
        """
        folder = lake_of_workspace(self._stores.folder) if out is None else Path(out)
        request = LakeRequest(folder, buckets, text, keep)
        return export_lake(self._stores, request, on_progress)

    def show(self, *, check: bool = False) -> LakeShown:
        """What the lake inside the workspace says of itself.

        Args:
            check: Whether every file is read and compared with its checksum.
        """
        return shown_lake(lake_of_workspace(self._stores.folder), check=check)


def shown_lake(folder: Path, *, check: bool = False, on_progress: OnProgress = silent) -> LakeShown:
    """What a lake says of itself; needs no workspace.

    Args:
        folder: Where it lies.
        check: Whether every file is read and compared with its checksum, not only its size.
        on_progress: Called with what is being done and the share done.

    Raises:
        LakeMissing: there is none.
        LakeFormatUnknown: it is of another form.
        LakeUnreadable: its manifest is damaged.
    """
    lake = LakeFolder(folder)
    manifest = lake.manifest()
    faults: dict[str, str] = {}
    for place, one in enumerate(manifest.files):
        on_progress("the files", place / len(manifest.files))
        if fault := lake.fault_of(one, by_content=check):
            faults[one.path] = fault
    return LakeShown(folder, manifest, faults)
