"""`percorso media`: what was bought on TV, radio, posters and fairs, and what is known of it."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from percorso.cli.options import (
    DateOrderOption,
    FormatOption,
    JsonOption,
    WorkspaceOption,
    chosen_format,
    open_workspace,
    read_date_order,
    settings_of,
)
from percorso.domain.media import KeptMediaRow
from percorso.domain.money import in_major_units
from percorso.workspace.maps.media_desk import MediaReport

app = typer.Typer(
    help="Media without a person: TV, radio, posters, fairs.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("load")
def load(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Any form `percorso load` reads.")
    ],
    workspace: WorkspaceOption = None,
    date_order: DateOrderOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """Load what was bought: one row a medium and period.

    Example: percorso media load radio.csv --workspace casa-lume
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    opened = open_workspace(settings_of(workspace), create=True)
    report = opened.media.load(*files, date_order=read_date_order(date_order))
    typer.echo(
        json.dumps(_report_as_json(report), ensure_ascii=False)
        if chosen == "json"
        else _report_text(report)
    )


@app.command("list")
def list_(
    workspace: WorkspaceOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """List every row, by medium and day.

    Example: percorso media list --workspace casa-lume
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    rows = open_workspace(settings_of(workspace), create=False).media.rows()
    if chosen == "json":
        typer.echo(json.dumps([_row_as_json(row) for row in rows], ensure_ascii=False))
        return
    for kept in rows:
        row = kept.row
        spend = "–" if row.spend_minor is None else in_major_units(row.spend_minor, row.currency)
        reach = "–" if row.reach is None else f"{row.reach:,} as stated"
        typer.echo(
            f"{row.touchpoint:28} {row.kind:8} {row.first_day} – {row.last_day}  "
            f"{row.place or 'everywhere':16} {spend:>24}  {reach:>20}  "
            f"{' '.join((*row.codes, *row.contacts))}"
        )


@app.command("remove")
def remove(
    names: Annotated[
        list[str], typer.Argument(metavar="NAME...", help="Media to forget, by name or key.")
    ],
    workspace: WorkspaceOption = None,
) -> None:
    """Forget all rows of a medium.

    Example: percorso media remove "Radio locale" --workspace casa-lume
    """
    removed = open_workspace(settings_of(workspace), create=False).media.remove(*names)
    typer.echo(f"removed: {removed} rows")


def _report_text(report: MediaReport) -> str:
    lines = [
        f"rows: {report.read:,} read = {report.loaded:,} loaded + {report.known:,} known before "
        f"+ {len(report.refused):,} refused"
    ]
    lines += [f"refused: {file} line {row.line}: {row.reason}" for file, row in report.refused]
    if report.refused:
        lines.append("Refused rows are kept: `percorso rejected show --source media` shows them.")
    lines += [
        f"overlap, both count: {pair.first.touchpoint}, {pair.first.place or 'everywhere'}: "
        f"{pair.first.first_day} – {pair.first.last_day} and "
        f"{pair.second.first_day} – {pair.second.last_day}"
        for pair in report.overlaps
    ]
    return "\n".join(lines)


def _report_as_json(report: MediaReport) -> dict[str, Any]:
    return {
        "read": report.read,
        "loaded": report.loaded,
        "known": report.known,
        "refused": [
            {"file": file, "line": row.line, "code": row.code, "reason": row.reason}
            for file, row in report.refused
        ],
        "overlaps": [
            {
                "touchpoint": pair.first.touchpoint,
                "place": pair.first.place,
                "rows": [
                    {"from": str(row.first_day), "to": str(row.last_day)}
                    for row in (pair.first, pair.second)
                ],
            }
            for pair in report.overlaps
        ],
    }


def _row_as_json(kept: KeptMediaRow) -> dict[str, Any]:
    row = kept.row
    return {
        "key": kept.key,
        "touchpoint": row.touchpoint,
        "kind": row.kind,
        "from": str(row.first_day),
        "to": str(row.last_day),
        "place": row.place,
        "reach": row.reach,
        "spend_minor": row.spend_minor,
        "currency": row.currency,
        "codes": list(row.codes),
        "contacts": list(row.contacts),
        "file": kept.file,
        "line": kept.line,
    }
