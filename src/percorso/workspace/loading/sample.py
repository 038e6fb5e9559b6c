"""The sample shop, loaded into a workspace that holds nothing yet."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from percorso.domain.errors import ConflictError
from percorso.workspace.loading.file_of import FileOf
from percorso.workspace.progress import OnProgress

if TYPE_CHECKING:
    from percorso.domain.load_report import LoadReport
    from percorso.workspace import Workspace

# Writing the files takes so much of the whole.
_WRITING_SHARE = 0.15


class WorkspaceHoldsData(ConflictError):
    """The sample shop is to be loaded where something else is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(
            f"The workspace {folder} holds data already: the sample shop would stand among them. "
            "Look at it in a workspace of its own: percorso demo"
        )


def load_sample(workspace: "Workspace", on_progress: OnProgress) -> "LoadReport":
    """Write the exports of the sample shop, and load them together.

    Args:
        workspace: Where to.
        on_progress: Called with what is being done and the share done.

    Raises:
        WorkspaceHoldsData: something was loaded or sent already.
    """
    from percorso.sample_shop import write_sample_shop  # nobody else need wait for it

    if not workspace.is_empty:
        raise WorkspaceHoldsData(workspace.folder)

    def written(done: int, total: int) -> None:
        on_progress("Casa Lume", _WRITING_SHARE * done / max(1, total))

    def loaded(what: str, share: float) -> None:
        on_progress(what, _WRITING_SHARE + (1 - _WRITING_SHARE) * share)

    with tempfile.TemporaryDirectory(prefix="percorso-sample-") as folder:
        shop = write_sample_shop(Path(folder) / "exports", on_progress=written)
        files: dict[Path | str, FileOf] = {
            file.path: FileOf(file.source, file.columns_option) for file in shop.files
        }
        return workspace.load_together(files, on_progress=loaded)
