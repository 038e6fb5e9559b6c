"""`percorso map`: the journey map, in numbers or drawn."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from percorso.cli.comparison_options import (
    CompareFromOption,
    CompareToOption,
    CompareWhereOption,
    compared_with,
)
from percorso.cli.options import (
    JsonOption,
    WorkspaceOption,
    chosen_format,
    listed,
    open_workspace,
    read_day,
    settings_of,
)
from percorso.cli.output import write_out
from percorso.cli.progress import progress_bar
from percorso.domain.errors import InputError
from percorso.workspace import MapResult

_FORMATS = ("text", "json", "csv", "html", "svg")


class FileNameNeeded(InputError):
    """A drawing would be poured over the terminal."""

    def __init__(self, format_: str) -> None:
        self.format = format_
        super().__init__(f"Say where the drawing goes: --format {format_} --out map.{format_}")


def map_(
    workspace: WorkspaceOption = None,
    journey: Annotated[
        str, typer.Option(metavar="lifecycle|purchase", help="Which journeys to draw.")
    ] = "lifecycle",
    success: Annotated[
        str | None,
        typer.Option(
            metavar="T,…",
            help="Touchpoints that end a journey well [default: the catalogue's goal].",
        ),
    ] = None,
    failure: Annotated[
        str | None, typer.Option(metavar="T,…", help="Touchpoints that end it badly.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="First day journeys may begin on."),
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="The day after the last one.")
    ] = None,
    where: Annotated[
        str | None,
        typer.Option(
            metavar="CONDITION",
            help="Only customers of whom one interaction meets it: 'city = \"Milano\"'.",
        ),
    ] = None,
    compare_from: CompareFromOption = None,
    compare_to: CompareToOption = None,
    compare_where: CompareWhereOption = None,
    format_: Annotated[
        str | None,
        typer.Option("--format", metavar="text|json|csv|html|svg", help="How to give the map."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write to a file instead of the screen.")
    ] = None,
    lang: Annotated[
        str | None, typer.Option(metavar="it|en", help="Language of names and sentences.")
    ] = None,
    json_: JsonOption = False,
) -> None:
    """The journey map of a workspace.

    Example: percorso map --workspace casa-lume --format html --out map.html
    """
    chosen = chosen_format(format_, is_json=json_, known=_FORMATS)
    _require_file_name(chosen, out)
    settings = settings_of(workspace, language=lang)
    opened = open_workspace(settings, create=False)
    with progress_bar() as show:
        show(opened.name, 0.0)
        result = opened.map(
            journey,
            success=listed(success),
            failure=listed(failure) or [],
            since=read_day("--from", since),
            until=read_day("--to", until),
            where=where,
            compared_with=compared_with(compare_from, compare_to, compare_where),
        )
    write_out(in_format(result, chosen), out)


def _require_file_name(chosen: str, out: Path | None) -> None:
    """A drawing is not poured over a terminal.

    Raises:
        FileNameNeeded: nobody said which file it goes to.
    """
    if chosen in ("html", "svg") and out is None and sys.stdout.isatty():
        raise FileNameNeeded(chosen)


def in_format(result: MapResult, chosen: str) -> str:
    """The map as text of the chosen format."""
    forms = {
        "text": result.to_text,
        "json": result.to_json,
        "csv": result.to_csv,
        "html": result.to_html,
        "svg": result.to_svg,
    }
    return forms[chosen]()
