"""`percorso reconciliation`: what is held of sources beside what they count themselves."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from percorso.cli.options import (
    FormatOption,
    JsonOption,
    OutOption,
    WorkspaceOption,
    chosen_format,
    open_workspace,
    read_day,
    settings_of,
)
from percorso.cli.output import write_out
from percorso.domain.errors import NotFoundError
from percorso.domain.reconciliation import Cause, ReconciledDay, Reconciliation
from percorso.domain.reconciliation_table import plain_value, reconciliation_csv

app = typer.Typer(
    help="What is held by source and day, beside what the source itself counts.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
SourceOption = Annotated[
    str | None, typer.Option("--source", metavar="NAME", help="Of one source alone.")
]
FirstOption = Annotated[
    str | None,
    typer.Option("--from", metavar="DATE", help="First day [default: 31 days before the last]."),
]
LastOption = Annotated[
    str | None, typer.Option("--to", metavar="DATE", help="Last day [default: of the data].")
]


class TotalsFileMissing(NotFoundError):
    """A file of totals that cannot be read."""

    def __init__(self, file: Path, cause: OSError) -> None:
        self.file = file
        super().__init__(
            f"{file} cannot be read: {cause.strerror or cause}. Check its name and permissions."
        )


@app.command("show")
def show(
    workspace: WorkspaceOption = None,
    source: SourceOption = None,
    first: FirstOption = None,
    last: LastOption = None,
    format_: Annotated[
        str | None, typer.Option("--format", metavar="text|json|csv", help="How to answer.")
    ] = None,
    out: OutOption = None,
    json_: JsonOption = False,
) -> None:
    """Set both sides beside each other, day by day, with why they may differ.

    Example: percorso reconciliation show --workspace casa-lume --source shop
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json", "csv"))
    days = read_day("--from", first), read_day("--to", last)
    opened = open_workspace(settings_of(workspace), create=False)
    found = opened.reconciliation.report(source, *days)
    forms = {"text": _as_text, "json": _as_json, "csv": reconciliation_csv}
    write_out(forms[chosen](found), out)


@app.command("totals")
def totals(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="CSV with the columns source;day;measure;value."),
    ],
    workspace: WorkspaceOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """Keep what sources say they counted; a number that is told again is the new one.

    Example: percorso reconciliation totals totals.csv --workspace casa-lume
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    desk = open_workspace(settings_of(workspace), create=False).reconciliation
    told = []
    for file in files:
        told.append((file, desk.tell(_content_of(file), file.name)))
    if chosen == "json":
        typer.echo(json.dumps([
            {"file": str(file), "kept": report.kept,
             "refused": [{"line": one.line, "reason": one.reason} for one in report.refused]}
            for file, report in told
        ], ensure_ascii=False))  # fmt: skip
        return
    for file, report in told:
        typer.echo(f"{file}: {report.kept:,} totals kept, {len(report.refused):,} lines refused")
        for one in report.refused:
            typer.echo(f"refused: line {one.line}: {one.reason}")


@app.command("withdraw")
def withdraw(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="Whose totals.")],
    workspace: WorkspaceOption = None,
    first: FirstOption = None,
    last: LastOption = None,
) -> None:
    """Forget what a source said it counted, of all days or of some.

    Example: percorso reconciliation withdraw shop --from 2026-11-01 --workspace casa-lume
    """
    days = read_day("--from", first) or date.min, read_day("--to", last) or date.max
    desk = open_workspace(settings_of(workspace), create=False).reconciliation
    typer.echo(f"withdrawn: {desk.withdraw(source, *days):,} totals")


def _content_of(file: Path) -> bytes:
    """What a file holds.

    Raises:
        TotalsFileMissing: it cannot be read.
    """
    try:
        return file.read_bytes()
    except OSError as cause:
        raise TotalsFileMissing(file, cause) from cause


def _as_json(found: Reconciliation) -> str:
    return json.dumps(found.as_json(), ensure_ascii=False)


def _as_text(found: Reconciliation) -> str:
    equal = sum(one.is_equal for one in found.compared)
    lines = [
        f"{found.first} to {found.last}: {equal:,} of {len(found.compared):,} numbers are equal "
        f"(days of {found.time_zone}, money in {found.currency})"
    ]
    for source in found.sources:
        lines.append(
            f"\n{source.name}: {source.rejected:,} rejected rows wait, {source.duplicate:,} "
            f"duplicates count once, {source.waiting:,} messages wait"
        )
        lines.append(f"  {'day':10} {'measure':8} {'told':>12} {'held':>12} {'difference':>12}")
        lines += [_line(one, found.currency) for one in source.days]
    if not found.compared:
        lines.append(
            "\nNo source has told its totals of these days: give them with "
            "`percorso reconciliation totals FILE` (columns source;day;measure;value)."
        )
    return "\n".join([*lines, ""])


def _line(one: ReconciledDay, currency: str) -> str:
    told, held, difference = (
        plain_value(value, one.measure, currency) or "–"
        for value in (one.told, one.held, one.difference)
    )
    causes = ", ".join(
        cause.key.replace("_", " ")
        + (f" ({_amount(cause, one, currency)})" if cause.amount else "")
        + (" explains it" if cause.explains else "")
        for cause in one.causes
    )
    line = f"  {one.day} {one.measure:8} {told:>12} {held:>12} {difference:>12}  {causes}"
    return line.rstrip()


def _amount(cause: Cause, one: ReconciledDay, currency: str) -> str:
    """How much a cause concerns: money of refunds and neighbours of revenue, else rows."""
    is_money = cause.key == "refunds" or (cause.key == "neighbour" and one.measure == "revenue")
    return plain_value(cause.amount, "revenue" if is_money else "orders", currency)
