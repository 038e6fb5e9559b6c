"""`percorso export`: the map's tables as CSV, its journeys as XES or OCEL."""

from pathlib import Path
from typing import Annotated, Any

import typer

from percorso.cli.journey_options import (
    FailureOption,
    FromOption,
    JourneyOption,
    SuccessOption,
    ToOption,
    WhereOption,
)
from percorso.cli.options import (
    LangOption,
    OutOption,
    WorkspaceOption,
    chosen_format,
    listed,
    open_workspace,
    read_day,
    settings_of,
)
from percorso.cli.output import make_folder, write_pieces
from percorso.cli.progress import progress_bar

app = typer.Typer(
    help="Hand data on: the map's tables as CSV, its journeys as XES or OCEL.",
    no_args_is_help=True,
)
_FORMATS = ("xes", "ocel")

ClearOption = Annotated[
    str | None,
    typer.Option(
        metavar="REASON",
        help="Customers by their id here, order numbers and texts as they are, and why; "
        "else pseudonyms. Addresses never leave.",
    ),
]


@app.command("tables")
def tables(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder the files go to.")],
    workspace: WorkspaceOption = None,
    journey: JourneyOption = "lifecycle",
    success: SuccessOption = None,
    failure: FailureOption = None,
    since: FromOption = None,
    until: ToOption = None,
    where: WhereOption = None,
    excel: Annotated[bool, typer.Option("--excel", help="Mark the files as UTF-8.")] = False,
    clear: ClearOption = None,
    lang: LangOption = None,
) -> None:
    """Every table of the map and its interactions, a CSV file each.

    Example: percorso export tables --workspace casa-lume --out tables --excel
    """
    opened = open_workspace(settings_of(workspace, language=lang), create=False)
    asked = _asked(journey, success, failure, since, until, where)
    _say_reason(clear)
    make_folder(out)
    with progress_bar() as show:
        show(opened.name, 0.0)
        for name, table in opened.map(**asked).tables().items():
            write_pieces([table.to_csv(excel=excel)], out / f"{name}.csv")
        interactions = opened.log("excel" if excel else "csv", clear=clear, **asked)
        write_pieces(interactions, out / "interactions.csv")


@app.command("log")
def log(
    workspace: WorkspaceOption = None,
    format_: Annotated[
        str | None, typer.Option("--format", metavar="xes|ocel", help="Form of the log.")
    ] = None,
    journey: JourneyOption = "lifecycle",
    success: SuccessOption = None,
    failure: FailureOption = None,
    since: FromOption = None,
    until: ToOption = None,
    where: WhereOption = None,
    clear: ClearOption = None,
    out: OutOption = None,
    lang: LangOption = None,
) -> None:
    """The journeys as an event log: XES, or OCEL 2.0 in JSON.

    Example: percorso export log --workspace casa-lume --format xes --out casa-lume.xes.gz
    """
    chosen = chosen_format(format_, is_json=False, known=_FORMATS)
    opened = open_workspace(settings_of(workspace, language=lang), create=False)
    asked = _asked(journey, success, failure, since, until, where)
    _say_reason(clear)
    pieces = opened.log("xes" if chosen == "xes" else "ocel", clear=clear, **asked)
    with progress_bar() as show:
        show(opened.name, 0.0)
        write_pieces(pieces, out)


def _asked(
    journey: str, success: list[str] | None, failure: list[str] | None, since: str | None,
    until: str | None, where: str | None,
) -> dict[str, Any]:  # fmt: skip
    """Which journeys, as the library takes it."""
    return {
        "journey": journey,
        "success": listed(success),
        "failure": listed(failure) or [],
        "since": read_day("--from", since),
        "until": read_day("--to", until),
        "where": where,
    }


def _say_reason(clear: str | None) -> None:
    """An export in clear is never silent."""
    if clear and clear.strip():
        typer.echo(f"Exported in clear, because: {clear.strip()}", err=True)
