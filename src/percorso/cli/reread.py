"""`percorso reread`: a source read anew, with other columns, zone or order of dates."""

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
from percorso.cli.rejected import print_report


def reread(
    source: Annotated[
        str, typer.Option("--source", metavar="NAME", help="The source to read anew.")
    ],
    workspace: WorkspaceOption = None,
    columns: FixedColumnsOption = None,
    time_zone: FixedZoneOption = None,
    date_order: DateOrderOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """Read all rows of a source anew, from the archive; rejected ones are tried too.

    Example: percorso reread --source shop --columns touchpoint=step --time-zone Europe/London
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    order = read_date_order(date_order)
    opened = open_workspace(settings_of(workspace), create=False)
    with progress_bar() as bar:
        report = opened.reread(
            source, columns=columns, time_zone=time_zone, date_order=order, on_progress=bar
        )
    print_report(report, chosen)
