"""`percorso scan`: where texts stand in the files of a workspace, each decoded."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from percorso.cli.erase import listed_names
from percorso.cli.options import (
    FormatOption,
    JsonOption,
    WorkspaceOption,
    chosen_format,
    settings_of,
)
from percorso.cli.progress import progress_bar
from percorso.domain.errors import InputError
from percorso.workspace.rights.scanning import Scan, scan_workspace

_FOUND_EXIT_CODE = 1


class NothingToFind(InputError):
    """A scan for nothing."""

    def __init__(self) -> None:
        super().__init__(
            "Say what to look for: percorso scan TEXT …, or --from FILE with a text a line."
        )


def scan(
    text: Annotated[
        list[str] | None, typer.Argument(metavar="TEXT", help="Addresses, numbers, names …")
    ] = None,
    from_: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="A file with one a line.")
    ] = None,
    workspace: WorkspaceOption = None,
    folder: Annotated[
        Path | None,
        typer.Option("--folder", metavar="DIR", help="Another folder: a lake, a backup."),
    ] = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """Say where texts stand in the files of a workspace, decoded; ends with 1 where any does.

    Example: percorso scan ada@shop.example Ferrante
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    texts = _wanted(text or (), from_)
    with progress_bar() as bar:
        found = scan_workspace(settings_of(workspace), texts, folder=folder, on_progress=bar)
    if chosen == "json":
        typer.echo(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        for one in found.sightings:
            typer.echo(f"{one.text}: {one.file}, {one.place}")
        for sentence in found.undecoded:
            typer.echo(f"not decoded: {sentence}")
        names = len({one.text for one in found.sightings})
        typer.echo(f"{found.files:,} files, {names:,} of {len(set(texts)):,} texts found")
    _end(found)


def _wanted(texts: Sequence[str], path: Path | None) -> list[str]:
    """What is to be found, of arguments and a file.

    Raises:
        NothingToFind: nothing is named.
    """
    wanted = [*texts, *listed_names(path)]
    if not wanted:
        raise NothingToFind
    return wanted


def _end(found: Scan) -> None:
    """End with a code that says whether something was found.

    Raises:
        Exit: it was.
    """
    if found.sightings:
        raise typer.Exit(_FOUND_EXIT_CODE)
