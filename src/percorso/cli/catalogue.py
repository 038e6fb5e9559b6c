"""`percorso catalogue`: see, place, export and import touchpoints."""

import csv
import json
from dataclasses import asdict
from io import StringIO
from pathlib import Path
from typing import Annotated, Any

import typer

from percorso.cli.options import (
    FormatOption,
    JsonOption,
    OutOption,
    WorkspaceOption,
    chosen_format,
    open_workspace,
    settings_of,
)
from percorso.cli.output import write_out
from percorso.domain.catalogue.edits import CatalogueEdit, field_changes
from percorso.domain.catalogue.table import COLUMNS
from percorso.domain.errors import InputError, NotFoundError
from percorso.workspace.maps.catalogue_desk import ListedTouchpoint
from percorso.workspace.maps.placing import Placing

app = typer.Typer(
    help="See and place touchpoints; the history follows an edit at once.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class CatalogueFileUnreadable(InputError):
    """A catalogue file that is neither CSV nor JSON."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        super().__init__(
            f"{path} cannot be read as a catalogue: {reason}. "
            "`percorso catalogue export` writes a file of the right form."
        )


class CatalogueFileMissing(NotFoundError):
    """No file lies there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"There is no file {path}. Check the name and the folder.")


@app.command("list")
def list_(
    workspace: WorkspaceOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """List the touchpoints by stage, with their interactions and names.

    Example: percorso catalogue list --workspace casa-lume
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    listed = open_workspace(settings_of(workspace), create=False).catalogue.touchpoints()
    if chosen == "json":
        typer.echo(json.dumps([_as_json(one) for one in listed], ensure_ascii=False))
        return
    for one in listed:
        place = one.touchpoint
        goal = "  (goal)" if place.is_goal else ""
        others = [name for name in one.observed_names if name != place.name_it]
        also = f"  ← {', '.join(others)}" if others else ""
        typer.echo(
            f"{place.stage:14} {place.channel:12} {one.interactions:>9,}  {place.key:28} "
            f"{place.name_it}{goal}{also}"
        )


@app.command("place")
def place(
    name: Annotated[str, typer.Argument(help="A key, a name, or a name as a source writes it.")],
    workspace: WorkspaceOption = None,
    stage: Annotated[str | None, typer.Option(help="Stage to put it into.")] = None,
    channel: Annotated[str | None, typer.Option(help="Channel it uses.")] = None,
    name_it: Annotated[str | None, typer.Option(help="Its Italian name.")] = None,
    name_en: Annotated[str | None, typer.Option(help="Its English name.")] = None,
    owner: Annotated[str | None, typer.Option(help="Who looks after it.")] = None,
    into: Annotated[
        str | None, typer.Option(help="Make the name lead to this other touchpoint.")
    ] = None,
    goal: Annotated[
        bool | None, typer.Option("--goal/--no-goal", help="Whether reaching it is a success.")
    ] = None,
    broadcast: Annotated[
        bool | None,
        typer.Option("--broadcast/--no-broadcast", help="Whether it is sent to many at once."),
    ] = None,
    promise_hours: Annotated[
        float | None,
        typer.Option(help="Within how many hours the next step is promised; 0 is none."),
    ] = None,
) -> None:
    """Place a touchpoint: stage, channel, names, owner, promise.

    Example: percorso catalogue place "Cassa" --stage purchase --channel store --goal
    """
    placing = Placing(
        stage=stage, channel=channel, name_it=name_it, name_en=name_en, owner=owner, into=into,
        is_goal=goal, is_broadcast=broadcast,
        promise_seconds=None if promise_hours is None else promise_hours * 3600,
    )  # fmt: skip
    placed = open_workspace(settings_of(workspace), create=False).catalogue.place(name, placing)
    typer.echo(f"{placed.key}: {placed.name_it} · {placed.stage} · {placed.channel}")


@app.command("changes")
def changes(
    workspace: WorkspaceOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """List what was edited, the newest first: when, by whom, and what it changed.

    Example: percorso catalogue changes --workspace casa-lume
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    edits = open_workspace(settings_of(workspace), create=False).catalogue.edits()
    if chosen == "json":
        typer.echo(json.dumps([_edit_as_json(one) for one in edits], ensure_ascii=False))
        return
    for one in edits:
        undone = "  (taken back)" if one.undone_at else ""
        typer.echo(f"{one.no:>4}  {one.made_at:%Y-%m-%d %H:%M} UTC  {one.made_by}{undone}")
        for line in _edit_lines(one):
            typer.echo(f"      {line}")


@app.command("undo")
def undo(workspace: WorkspaceOption = None) -> None:
    """Take the last edit back that holds; the history follows at once.

    Example: percorso catalogue undo --workspace casa-lume
    """
    edit = open_workspace(settings_of(workspace), create=False).catalogue.undo()
    typer.echo(f"Edit {edit.no} is taken back:")
    for line in _edit_lines(edit):
        typer.echo(f"  {line}")


@app.command("export")
def export(
    workspace: WorkspaceOption = None,
    format_: Annotated[
        str | None, typer.Option("--format", metavar="csv|json", help="Form of the file.")
    ] = None,
    out: OutOption = None,
) -> None:
    """Write the catalogue as a table to edit in a spreadsheet.

    Example: percorso catalogue export --out catalogue.csv
    """
    chosen = chosen_format(format_, is_json=False, known=("csv", "json"))
    rows = open_workspace(settings_of(workspace), create=False).catalogue.export_rows()
    if chosen == "json":
        write_out(json.dumps(rows, ensure_ascii=False, indent=1), out)
        return
    text = StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_out(text.getvalue(), out)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or JSON, as exported.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Take an edited catalogue in: all of it, or nothing.

    Example: percorso catalogue import catalogue.csv
    """
    rows = _read_rows(file)
    changed = open_workspace(settings_of(workspace), create=False).catalogue.import_rows(rows)
    typer.echo(f"{changed} touchpoint{'' if changed == 1 else 's'} changed.")


def _read_rows(path: Path) -> list[dict[str, Any]]:
    try:
        text = _decoded(path.read_bytes())
    except FileNotFoundError:
        raise CatalogueFileMissing(path) from None
    except OSError as cause:
        raise CatalogueFileUnreadable(path, str(cause)) from cause
    is_json = text.lstrip().startswith("[")
    try:
        rows = json.loads(text) if is_json else _csv_rows(text)
    except (ValueError, csv.Error) as cause:
        raise CatalogueFileUnreadable(path, str(cause)) from cause
    if not rows:
        raise CatalogueFileUnreadable(path, "it holds no touchpoint")
    if not all(isinstance(row, dict) for row in rows):
        raise CatalogueFileUnreadable(path, "each entry must be an object")
    return list(rows)


def _decoded(data: bytes) -> str:
    """UTF-8, or what Excel writes on an Italian Windows."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _csv_rows(text: str) -> list[dict[str, Any]]:
    """Rows of a table as a spreadsheet saves it: an Italian one writes semicolons."""
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    return list(csv.DictReader(StringIO(text), delimiter=delimiter))


def _edit_lines(edit: CatalogueEdit) -> list[str]:
    lines = []
    for change in edit.changes:
        said = "; ".join(
            f"{one.field} {_shown(one.before)} → {_shown(one.after)}"
            for one in field_changes(change)
        )
        lines.append(f"{change.after.key}: {said or 'made'}")
    lines += [f"{move.name}: {move.before} → {move.after}" for move in edit.moves]
    return lines


def _shown(value: object) -> str:
    return "–" if value is None else str(value)


def _edit_as_json(edit: CatalogueEdit) -> dict[str, Any]:
    return {
        "no": edit.no,
        "made_at": f"{edit.made_at.isoformat()}Z",
        "made_by": edit.made_by,
        "undone_at": f"{edit.undone_at.isoformat()}Z" if edit.undone_at else None,
        "undone_by": edit.undone_by,
        "touchpoints": [
            {
                "key": change.after.key,
                "is_new": change.before is None,
                "fields": [asdict(one) for one in field_changes(change)],
            }
            for change in edit.changes
        ],
        "names": [
            {"name": move.name, "before": move.before, "after": move.after} for move in edit.moves
        ],
    }


def _as_json(one: ListedTouchpoint) -> dict[str, Any]:
    place = one.touchpoint
    return {
        "key": place.key,
        "name_it": place.name_it,
        "name_en": place.name_en,
        "stage": place.stage,
        "channel": place.channel,
        "initiator": place.initiator,
        "owner": place.owner,
        "is_goal": place.is_goal,
        "is_broadcast": place.is_broadcast,
        "promise_seconds": place.promise_seconds,
        "interactions": one.interactions,
        "observed_names": list(one.observed_names),
        "rules": list(one.rules),
    }
