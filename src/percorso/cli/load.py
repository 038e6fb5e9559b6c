"""`percorso load`: files of one source into the workspace."""

import json
from pathlib import Path
from typing import Annotated

import typer

from percorso.cli.options import (
    JsonOption,
    WorkspaceOption,
    chosen_format,
    open_workspace,
    settings_of,
)
from percorso.cli.progress import progress_bar
from percorso.collect.source_file import require_file
from percorso.domain.errors import InputError
from percorso.domain.load_report import LoadReport, ReferenceConflict
from percorso.domain.mapping import DateOrder

_ORDERS: tuple[DateOrder, ...] = ("dmy", "mdy", "ymd")


class DateOrderUnknown(InputError):
    """An order of day, month and year that does not exist."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"--date-order is one of {', '.join(_ORDERS)}; got {text!r}.")


def load(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="CSV, TSV, JSON, Parquet or XES, also gzipped."),
    ],
    source: Annotated[
        str, typer.Option("--source", metavar="NAME", help="What the files come from: shop, site…")
    ],
    workspace: WorkspaceOption = None,
    columns: Annotated[
        str | None,
        typer.Option(
            metavar="ROLE=COLUMN,…",
            help="Which column is what, where the names do not tell: "
            'customer="Case ID",at="Complete Timestamp",touchpoint=Activity. '
            'A fixed value: touchpoint=="till".',
        ),
    ] = None,
    time_zone: Annotated[
        str | None,
        typer.Option(metavar="ZONE", help="Zone of times without one [default: Europe/Rome]."),
    ] = None,
    date_order: Annotated[
        str | None,
        typer.Option(metavar="dmy|mdy|ymd", help="Order of day and month in 01/02/2024."),
    ] = None,
    profile: Annotated[
        str | None,
        typer.Option(
            metavar="KEY|FILE",
            help="How files of this kind are read: a built-in profile or a YAML file; "
            "none reads without one.",
        ),
    ] = None,
    one_per: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="Rows with the same value here are one interaction."),
    ] = None,
    format_: Annotated[
        str | None, typer.Option("--format", metavar="text|json", help="How to report.")
    ] = None,
    json_: JsonOption = False,
) -> None:
    """Load files of one source into a workspace (made when new).

    Example: percorso load ordini.csv --workspace casa-lume --source shop
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    order = order_named(date_order)
    for file in files:
        require_file(file)
    opened = open_workspace(settings_of(workspace), create=True)
    with progress_bar() as show:
        report = opened.load(
            *files, source=source, columns=columns, time_zone=time_zone, date_order=order,
            profile=profile, one_per=one_per, on_progress=show,
        )  # fmt: skip
    if chosen == "json":
        typer.echo(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        typer.echo(report_text(report))


def order_named(text: str | None) -> DateOrder | None:
    """An order of day and month given as an option.

    Raises:
        DateOrderUnknown: there is no such order.
    """
    if text is None:
        return None
    for order in _ORDERS:
        if text.lower() == order:
            return order
    raise DateOrderUnknown(text)


def report_text(report: LoadReport) -> str:
    """What became of the rows, for a terminal."""
    lines = [f"  {line}" for line in report.said]
    lines += [
        f"rows: {report.read:,} read = {report.loaded:,} loaded + {report.duplicate:,} duplicate "
        f"+ {report.rejected:,} rejected"
        + (f" + {report.skipped:,} skipped: no contact" if report.skipped else ""),
        f"interactions: {report.interactions:,} stored, {report.anonymous:,} anonymous",
    ]
    if report.since and report.until:
        lines.append(f"time: {report.since:%Y-%m-%d %H:%M} to {report.until:%Y-%m-%d %H:%M} UTC")
    if report.unplaced:
        shown = ", ".join(report.unplaced[:12])
        more = f" and {len(report.unplaced) - 12} more" if len(report.unplaced) > 12 else ""
        lines.append(
            f"unplaced names ({len(report.unplaced)}): {shown}{more}. "
            "Place them with `percorso catalogue place`."
        )
    if report.conflicts:
        shown = ", ".join(_conflict(conflict) for conflict in report.conflicts[:5])
        more = f" and {len(report.conflicts) - 5} more" if len(report.conflicts) > 5 else ""
        lines.append(
            f"numbers several customers claim ({len(report.conflicts)}): {shown}{more}. "
            "They join nobody."
        )
    lines += [
        f"other currency: {count:,} interactions in {code}, kept out of sums"
        for code, count in report.other_currencies.items()
    ]
    lines += [
        f"rejected ({group.code}): {group.rows:,} rows, first {group.first_file} line "
        f"{group.first_line}: {group.reason}"
        for group in report.rejected_groups
    ]
    return "\n".join(lines)


_WHOSE = {
    "several_claims": "stays with who created it",
    "too_many_claims": "links nothing",
    "several_owners": "alone, it leads to nobody",
}


def _conflict(conflict: ReferenceConflict) -> str:
    kind = conflict.kind.removesuffix("_id").replace("_", " ")
    return f"{kind} {conflict.value} ({conflict.customers} customers; {_WHOSE[conflict.reason]})"
