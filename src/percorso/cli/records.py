"""`percorso records`: where the records of a workspace lie."""

import json
from typing import Annotated

import typer

from percorso.cli.options import (
    FormatOption,
    JsonOption,
    WorkspaceOption,
    chosen_format,
    settings_of,
)
from percorso.cli.progress import progress_bar
from percorso.settings import PREFIX
from percorso.workspace.moving_records import move_records

app = typer.Typer(
    help="Where the records of a workspace lie.", no_args_is_help=True, rich_markup_mode=None
)


@app.callback()
def _group() -> None:
    """Where the records of a workspace lie."""


@app.command("copy")
def copy(
    workspace: WorkspaceOption = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to", metavar="URL", help="The empty database, postgresql://USER@HOST/DATABASE."
        ),
    ] = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """Copy the records of a folder into an empty PostgreSQL database, and go on with the copy.

    Example: percorso records copy --to postgresql://percorso@db.example/shop --workspace casa-lume
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    settings = settings_of(workspace)
    with progress_bar() as bar:
        moved = move_records(settings.workspace, settings, to, bar)
    if chosen == "json":
        typer.echo(json.dumps(moved.as_json(), ensure_ascii=False))
        return
    for name, rows in moved.rows.items():
        typer.echo(f"{name:24} {rows:>10,} rows here and there, the same")
    typer.echo(
        f"The records lie in {moved.place} now. From now on each command and the server reach them "
        f"with\n  export {PREFIX}RECORDS_URL=postgresql://USER@HOST/DATABASE\n"
        f"the address you gave. {moved.left} is not used any more: delete it when all is well, and "
        "from backups, since it holds identifiers in clear."
    )
