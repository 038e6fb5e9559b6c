"""`percorso rebuild`: the warehouse made anew from archive and records."""

import json

import typer

from percorso.cli.options import (
    FormatOption,
    JsonOption,
    WorkspaceOption,
    chosen_format,
    open_workspace,
    settings_of,
)
from percorso.cli.progress import progress_bar


def rebuild(
    workspace: WorkspaceOption = None, format_: FormatOption = None, json_: JsonOption = False
) -> None:
    """Make the warehouse anew; nothing that was loaded is needed again.

    Example: percorso rebuild --workspace casa-lume
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    opened = open_workspace(settings_of(workspace), create=False)
    with progress_bar() as bar:
        rebuilt = opened.rebuild(on_progress=bar)
    if chosen == "json":
        typer.echo(json.dumps(rebuilt.as_json(), ensure_ascii=False))
        return
    before = rebuilt.before.text if rebuilt.before else "none: it was absent, damaged or behind"
    typer.echo(f"checksum before: {before}\nchecksum after:  {rebuilt.after.text}")
    verdict = {True: "the same as before", False: "not the same as before", None: "made anew"}
    typer.echo(f"{rebuilt.after.interactions:,} interactions, {verdict[rebuilt.is_equal]}")
