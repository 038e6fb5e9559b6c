"""`percorso hypotheses`: persona, typed rows and touchpoints, as a file people edit."""

import json
from pathlib import Path
from typing import Annotated

import typer

from percorso.cli.options import (
    FormatOption,
    JsonOption,
    WorkspaceOption,
    chosen_format,
    open_workspace,
    settings_of,
)

app = typer.Typer(
    help="Persona, typed rows, touchpoints and owners: a map before there are data.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="YAML, its picture beside it.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Take the file as what the team believes now; the version before is kept.

    Example: percorso hypotheses import map.yaml --workspace casa-lume
    """
    report = open_workspace(settings_of(workspace), create=True).hypotheses.load(file)
    if not report.is_new:
        typer.echo(f"version {report.version}: nothing changed")
        return
    made = f"; new touchpoints: {', '.join(report.made)}" if report.made else ""
    typer.echo(f"version {report.version} holds now{made}")


@app.command("export")
def export(
    workspace: WorkspaceOption = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to write it, picture beside it.")
    ] = None,
) -> None:
    """Write what holds as YAML, to edit and import again.

    Example: percorso hypotheses export --workspace casa-lume --out map.yaml
    """
    desk = open_workspace(settings_of(workspace), create=False).hypotheses
    if out is None:
        typer.echo(desk.as_yaml(), nl=False)
    else:
        desk.save(out)


@app.command("list")
def list_(
    workspace: WorkspaceOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """List the versions with the time each was imported.

    Example: percorso hypotheses list --workspace casa-lume
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    versions = open_workspace(settings_of(workspace), create=False).hypotheses.versions()
    if chosen == "json":
        rows = [{"version": number, "imported_at": at} for number, at in versions]
        typer.echo(json.dumps(rows))
        return
    for number, at in versions:
        typer.echo(f"{number:>4}  {at}")
