"""`percorso rejected`: rows set aside, why, and how they come in after all."""

import json
from typing import Annotated

import typer

from percorso.cli.options import (
    DateOrderOption,
    FixedColumnsOption,
    FixedZoneOption,
    FormatOption,
    JsonOption,
    WorkspaceOption,
    chosen_format,
    open_workspace,
    read_date_order,
    settings_of,
)
from percorso.cli.progress import progress_bar
from percorso.domain.errors import InputError
from percorso.domain.rejection_advice import advice_on
from percorso.domain.replay_report import ReplayReport
from percorso.workspace.loading.rejected_desk import RejectedEntry, RejectedPattern

app = typer.Typer(
    help="Look at rows that were set aside, and bring them in.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

SourceOption = Annotated[
    str | None, typer.Option("--source", metavar="NAME", help="Only rows of this source.")
]
CodeOption = Annotated[
    str | None, typer.Option("--code", metavar="CODE", help="Only rows rejected for this reason.")
]
_LONGEST_ROW_SHOWN = 2_000
_MEND_OR_DROP = "Mend them in their file and load it again, or let them go: percorso rejected drop"


class SelectionNeeded(InputError):
    """All rejected rows would be let go at once."""

    def __init__(self) -> None:
        super().__init__(
            "Say which rows to let go: --source, --code or --gone. "
            "`percorso rejected list` shows what there is."
        )


@app.command("list")
def list_(
    workspace: WorkspaceOption = None,
    source: SourceOption = None,
    code: CodeOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """List why rows were set aside: by source and reason, with an example.

    Example: percorso rejected list --workspace casa-lume
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    groups = open_workspace(settings_of(workspace), create=False).rejected.groups(source, code)
    if chosen == "json":
        typer.echo(json.dumps([group.as_json() for group in groups], ensure_ascii=False))
        return
    typer.echo("\n".join(map(_line_of_group, groups)) or "No row waits.")
    for code in dict.fromkeys(group.code for group in groups):
        if advice := advice_on(code):
            typer.echo(f"{code}: {advice}")


def _line_of_group(group: RejectedPattern) -> str:
    seen = f"{group.first_seen_at:%Y-%m-%d}"
    if f"{group.last_seen_at:%Y-%m-%d}" != seen:
        seen += f" to {group.last_seen_at:%Y-%m-%d}"
    return shown(
        f"{group.source_key}  {group.code}  {group.rows:,} rows  {seen}  {group.pattern}\n"
        f"    first: {_where(group.file, group.place)}: {group.example}"
    )


def _where(file: str | None, place: str) -> str:
    return place if file is None else f"{file} {place}"


@app.command("show")
def show(
    workspace: WorkspaceOption = None,
    source: SourceOption = None,
    code: CodeOption = None,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="At most so many rows.")] = 20,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """Show rejected rows: file, line, reason, and the row itself.

    Example: percorso rejected show --source shop --code bad_time --limit 5
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    desk = open_workspace(settings_of(workspace), create=False).rejected
    entries = list(desk.rows(source, code, limit=limit))
    if chosen == "json":
        typer.echo(json.dumps([entry.as_json() for entry in entries], ensure_ascii=False))
        return
    typer.echo("\n".join(map(_lines_of_row, entries)) or "No row waits.")
    for code in dict.fromkeys(entry.kept.rejection.code for entry in entries):
        if advice := advice_on(code):
            typer.echo(f"{code}: {advice}")


def _lines_of_row(entry: RejectedEntry) -> str:
    rejection = entry.kept.rejection
    row = rejection.raw
    if len(row) > _LONGEST_ROW_SHOWN:
        row = f"{row[:_LONGEST_ROW_SHOWN]}… ({len(row):,} signs; --json shows what is kept)"
    tries = f"  ({entry.kept.tries} tries)" if entry.kept.tries > 1 else ""
    return shown(
        f"{entry.source_key}  {_where(rejection.file, rejection.place)}  {rejection.code}: "
        f"{rejection.reason}{tries}\n    {row}"
    )


@app.command("replay")
def replay(
    workspace: WorkspaceOption = None,
    source: SourceOption = None,
    code: CodeOption = None,
    columns: FixedColumnsOption = None,
    time_zone: FixedZoneOption = None,
    date_order: DateOrderOption = None,
    new_ids: Annotated[
        bool,
        typer.Option("--new-ids", help="Let rows whose id another row has in, under a new id."),
    ] = False,
    encoding: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Encoding of rows that are no text: cp1252, latin-1…"),
    ] = None,
    insist: Annotated[
        bool,
        typer.Option(
            "--insist",
            help="Take totals, rows without a formula's value, other tables and messages with "
            "commas too many or odd numbers as they can be read.",
        ),
    ] = False,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """Try rejected rows again: each comes in once, the others wait on.

    Example: percorso rejected replay --source shop --date-order mdy
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    order = read_date_order(date_order)
    desk = open_workspace(settings_of(workspace), create=False).rejected
    with progress_bar() as bar:
        report = desk.replay(
            source, code, columns=columns, time_zone=time_zone, date_order=order,
            new_ids=new_ids, encoding=encoding, insist=insist, on_progress=bar,
        )  # fmt: skip
    print_report(report, chosen)


@app.command("drop")
def drop(
    workspace: WorkspaceOption = None,
    source: SourceOption = None,
    code: CodeOption = None,
    gone: Annotated[
        bool,
        typer.Option("--gone", help="Only rows that the newest load of their file did not hold."),
    ] = False,
) -> None:
    """Wait for rows no longer: they are listed and tried no more.

    Example: percorso rejected drop --source shop --code bad_csv_row
    """
    _require_selection(source, code, gone=gone)
    desk = open_workspace(settings_of(workspace), create=False).rejected
    dropped = desk.give_up(source, code, gone=gone)
    typer.echo(f"{dropped:,} rows are given up.")


def _require_selection(source: str | None, code: str | None, *, gone: bool) -> None:
    """Rows are not let go all at once by a slip.

    Raises:
        SelectionNeeded: nothing says which.
    """
    if source is None and code is None and not gone:
        raise SelectionNeeded


def print_report(report: ReplayReport, chosen: str) -> None:
    """What became of the rows, for a terminal or for a program."""
    if chosen == "json":
        typer.echo(json.dumps(report.as_json(), ensure_ascii=False))
        return
    for line in report.said:
        typer.echo(shown(f"  {line}"))
    if report.reread:
        typer.echo(f"read anew: {report.reread:,} rows; {report.refused:,} cannot be read so")
    typer.echo(
        f"rejected rows: {report.tried:,} tried = {report.replayed:,} came in + "
        f"{report.duplicate:,} were in already + {report.rejected:,} wait on"
    )
    if report.skipped:
        typer.echo(f"and {report.skipped:,} that a rule of the mapping leaves out")
    for code, rows in sorted(report.unreadable.items()):
        typer.echo(f"not tried ({code}): {rows:,} rows. {advice_on(code) or _MEND_OR_DROP}")


def shown(text: str) -> str:
    """Text of other people made safe for a terminal: its control signs are written out."""
    return "".join(
        sign if sign.isprintable() or sign == "\n" else repr(sign)[1:-1] for sign in text
    )
