"""`percorso changed`: what changed since last week, month or quarter."""

from typing import Annotated

import typer

from percorso.cli.drawing_options import require_file_name
from percorso.cli.journey_options import JourneyOption, WhereOption
from percorso.cli.options import (
    JsonOption,
    LangOption,
    OutOption,
    WorkspaceOption,
    chosen_format,
    open_workspace,
    settings_of,
)
from percorso.cli.output import write_out
from percorso.cli.progress import progress_bar

_FORMATS = ("text", "json", "pdf")


def changed(
    workspace: WorkspaceOption = None,
    since: Annotated[
        str,
        typer.Option(
            metavar="week|month|quarter",
            help="The last 7, 28 or 91 days of the data, against as many before.",
        ),
    ] = "week",
    journey: JourneyOption = "lifecycle",
    where: WhereOption = None,
    format_: Annotated[
        str | None, typer.Option("--format", metavar="text|json|pdf", help="How to answer.")
    ] = None,
    out: OutOption = None,
    lang: LangOption = None,
    json_: JsonOption = False,
) -> None:
    """What changed since last week, month or quarter, in words with numbers.

    Example: percorso changed --workspace casa-lume --since month
    """
    chosen = chosen_format(format_, is_json=json_, known=_FORMATS)
    require_file_name(chosen, out)
    opened = open_workspace(settings_of(workspace, language=lang), create=False)
    with progress_bar() as show:
        show(opened.name, 0.0)
        result = opened.changed(since, journey, where=where, on_progress=show)
    if chosen == "pdf":
        write_out(result.to_pdf(), out)
    else:
        write_out(result.to_json() if chosen == "json" else result.to_text(), out)
