"""`percorso demo`: a sample shop, loaded and drawn, in one go."""

import shutil
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from percorso.cli.display import has_display
from percorso.cli.options import LangOption, settings_of
from percorso.cli.output import write_out
from percorso.cli.progress import progress_bar
from percorso.cli.up import pages_of
from percorso.domain.errors import ConflictError
from percorso.workspace import FileOf, Workspace

if TYPE_CHECKING:
    from percorso.workspace.server.serving import Address

_FOLDER = Path("percorso-demo")


class FolderTaken(ConflictError):
    """The demo's folder holds something else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(
            f"{folder} exists and was not made by the demo. Name another folder: "
            "percorso demo --workspace DIR"
        )


def demo(
    workspace: Annotated[
        Path, typer.Option("--workspace", "-w", metavar="DIR", help="Folder to make it in.")
    ] = _FOLDER,
    lang: LangOption = None,
    open_: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the map in the browser.")
    ] = True,
) -> None:
    """Make the sample shop Casa Lume, load it, print and draw its map.

    Example: percorso demo --lang en
    """
    from percorso.sample_shop import write_sample_shop  # other commands need not wait for it

    _clear(workspace)
    settings = settings_of(workspace / "workspace", language=lang)
    with progress_bar() as show:
        shop = write_sample_shop(
            workspace / "exports",
            on_progress=lambda done, total: show("Casa Lume", done / max(1, total)),
        )
        opened = Workspace(settings.workspace, settings, create=True)
        opened.rename("Casa Lume")
        opened.load_together(
            {file.path: FileOf(file.source, file.columns_option) for file in shop.files},
            on_progress=show,
        )
    result = opened.map()
    page = workspace / "map.html"
    write_out(result.to_text(), None)
    write_out(result.to_html(), page)
    typer.echo(f"\n{page.resolve()}")
    if open_ and has_display():
        opened.serve(port=0, pages=pages_of(opened, settings), on_ready=_open_map)


def _open_map(address: "Address") -> None:
    typer.echo(f"The same to click through: {address}/map (Ctrl-C ends it)")
    webbrowser.open(f"{address}/map")


def _clear(folder: Path) -> None:
    """Begin anew where an earlier demo lies; touch nothing else.

    Raises:
        FolderTaken: the folder holds other things.
    """
    if not folder.exists():
        folder.mkdir(parents=True)
        return
    ours = {"exports", "workspace", "map.html"}
    if not folder.is_dir() or {entry.name for entry in folder.iterdir()} - ours:
        raise FolderTaken(folder)
    for name in ("exports", "workspace"):
        shutil.rmtree(folder / name, ignore_errors=True)
