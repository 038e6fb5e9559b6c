"""`percorso doctor`: what is in a workspace, and whether it is sound."""

import json
import sys

import typer

from percorso.cli.options import (
    FormatOption,
    JsonOption,
    WorkspaceOption,
    chosen_format,
    settings_of,
)
from percorso.workspace.examining import Check, Examination, SourceHeld, examine

_NOT_SOUND = 5


def doctor(
    workspace: WorkspaceOption = None, format_: FormatOption = None, json_: JsonOption = False
) -> None:
    """Say what is in a workspace, what waits, and whether it is sound; change nothing.

    Ends with code 5 where something is not sound.

    Example: percorso doctor --workspace casa-lume
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    settings = settings_of(workspace)
    found = examine(settings.workspace, settings)
    if chosen == "json":
        typer.echo(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        typer.echo("\n".join(_lines(found)))
    if not found.is_sound:
        sys.exit(_NOT_SOUND)


def _lines(found: Examination) -> list[str]:
    return [
        f"workspace {found.folder.resolve()}",
        *(f"  {name}: {value}" for name, value in found.facts.items()),
        *(_line_of_source(one) for one in found.sources),
        *(line for check in found.checks for line in _lines_of_check(check)),
        *(f"{'waits':8} {one.what}: {one.finding}\n{'':8} {one.advice}" for one in found.waits),
        "sound" if found.is_sound else "not sound",
    ]


def _line_of_source(one: SourceHeld) -> str:
    when = f", {one.since:%Y-%m-%d} to {one.until:%Y-%m-%d}" if one.since and one.until else ""
    return (
        f"source {one.key}: {one.rows:,} rows in {one.segments:,} segments, "
        f"{one.interactions:,} interactions{when}; received {one.received:,} = "
        f"{one.stored:,} stored + {one.duplicate:,} duplicate + {one.rejected:,} rejected + "
        f"{one.dropped:,} dropped" + (f" + {one.pending:,} pending" if one.pending else "")
    )


def _lines_of_check(check: Check) -> list[str]:
    lines = [f"{'ok' if check.is_sound else 'trouble':8} {check.name}: {check.finding}"]
    if check.advice:
        lines.append(f"{'':8} {check.advice}")
    return lines
