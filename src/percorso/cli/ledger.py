"""`percorso ledger`: what became of every message, source by source."""

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

_COLUMNS = ("received", "stored", "duplicate", "rejected", "dropped", "pending", "machine")


def ledger(
    workspace: WorkspaceOption = None, format_: FormatOption = None, json_: JsonOption = False
) -> None:
    """Say what became of every message and row: received is the sum of the others.

    The last column says how much of what is stored a machine did: it is on no map.

    Example: percorso ledger --workspace casa-lume
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    lines = open_workspace(settings_of(workspace), create=False).sources.ledger()
    if chosen == "json":
        typer.echo(json.dumps([line.as_json() for line in lines], ensure_ascii=False))
        return
    typer.echo(" ".join([f"{'source':24}", *(f"{name:>10}" for name in _COLUMNS)]))
    for line in lines:
        said = line.as_json()
        typer.echo(" ".join([f"{line.source:24}", *(f"{said[name]:>10,}" for name in _COLUMNS)]))
