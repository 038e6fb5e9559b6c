"""`percorso load`: files of one source into the workspace."""

import json
from pathlib import Path
from typing import Annotated

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
from percorso.cli.preview import preview_text
from percorso.cli.progress import progress_bar
from percorso.collect.source_file import require_file
from percorso.domain.errors import InputError
from percorso.domain.load_report import LoadReport, ReferenceConflict
from percorso.settings import Settings
from percorso.workspace import FileOf, preview_without_workspace
from percorso.workspace.stores import WorkspaceMissing


class EveryRowRejected(InputError):
    """A load of which not one row could be used."""

    def __init__(self, report: LoadReport) -> None:
        self.report = report
        first = report.rejected_groups[0]
        super().__init__(
            f"Every row was rejected ({report.rejected:,}), most often ({first.rows:,}) for "
            f"{first.code}; the first is {first.first_file} {first.first_place}: "
            f"{first.reason}. They are kept. Look at the file with --preview, say its columns or "
            "times, and load it again."
        )


FilesArgument = Annotated[
    list[Path],
    typer.Argument(metavar="FILE...", help="CSV, JSON, Parquet or XES, also gzipped; XLSX."),
]
SourceOption = Annotated[
    str, typer.Option("--source", metavar="NAME", help="What the files come from: shop, site…")
]
ColumnsOption = Annotated[
    str | None,
    typer.Option(
        metavar="ROLE=COLUMN,…",
        help="Which column is what, where the names do not tell: "
        'customer="Case ID",at="Complete Timestamp",touchpoint=Activity. '
        'A fixed value: touchpoint=="till".',
    ),
]
TimeZoneOption = Annotated[
    str | None,
    typer.Option(metavar="ZONE", help="Zone of times without one [default: Europe/Rome]."),
]
ProfileOption = Annotated[
    str | None,
    typer.Option(
        metavar="KEY|FILE",
        help="How files of this kind are read: a built-in profile or a YAML file; "
        "none reads without one.",
    ),
]
OnePerOption = Annotated[
    str | None,
    typer.Option(metavar="COLUMN", help="Rows with the same value here are one interaction."),
]
SheetOption = Annotated[
    str | None,
    typer.Option(
        "--sheet", metavar="NAME", help="Sheet of a workbook [default: first with a table]."
    ),
]
PreviewOption = Annotated[
    bool, typer.Option("--preview", help="Show how the files would be read; load nothing.")
]


def load(
    files: FilesArgument,
    source: SourceOption,
    workspace: WorkspaceOption = None,
    columns: ColumnsOption = None,
    time_zone: TimeZoneOption = None,
    date_order: DateOrderOption = None,
    profile: ProfileOption = None,
    one_per: OnePerOption = None,
    sheet: SheetOption = None,
    preview: PreviewOption = False,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """Load files of one source into a workspace (made when new).

    Example: percorso load ordini.csv --workspace casa-lume --source shop
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    said = FileOf(
        source, columns=columns, time_zone=time_zone, date_order=read_date_order(date_order),
        profile=profile, one_per=one_per, sheet=sheet,
    )  # fmt: skip
    for file in files:
        require_file(file)
    settings = settings_of(workspace)
    if preview:
        _show(files, said, settings, is_json=chosen == "json")
        return
    opened = open_workspace(settings, create=True)
    with progress_bar() as show:
        report = opened.load_together(dict.fromkeys(files, said), on_progress=show)
    if chosen == "json":
        typer.echo(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        typer.echo(report_text(report))
    _require_a_row(report)


def _require_a_row(report: LoadReport) -> None:
    """Says so when not one row could be used; they are kept, and the report is printed.

    Raises:
        EveryRowRejected: there were rows, and all of them were rejected.
    """
    if report.rejected and not report.loaded + report.duplicate:
        raise EveryRowRejected(report)


def _show(files: list[Path], said: FileOf, settings: Settings, *, is_json: bool) -> None:
    """Print how each file would be read."""
    try:
        opened = open_workspace(settings, create=False)
    except WorkspaceMissing:
        seen = [preview_without_workspace(file, said, settings) for file in files]
    else:
        seen = [opened.preview(file, said) for file in files]
    if is_json:
        listed = [one.as_json() for one in seen]
        typer.echo(json.dumps(listed[0] if len(listed) == 1 else listed, ensure_ascii=False))
        return
    typer.echo("\n\n".join(preview_text(one) for one in seen))


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
            "Their rows go to the customer of the source that created the number."
        )
    lines += [
        f"other currency: {count:,} interactions in {code}, kept out of sums"
        for code, count in report.other_currencies.items()
    ]
    lines += [
        f"rejected ({group.code}): {group.rows:,} rows, first {group.first_file} "
        f"{group.first_place}: {group.reason}"
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
    decides = f"; decides {conflict.rows:,} rows of this load" if conflict.rows else ""
    return (
        f"{kind} {conflict.value} ({conflict.customers} customers; {_WHOSE[conflict.reason]}"
        f"{decides})"
    )
