"""`percorso happy`: the Happy Index of the company or of a segment, and how well it foresees."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from percorso.cli.options import (
    FormatOption,
    JsonOption,
    LangOption,
    OutOption,
    WorkspaceOption,
    chosen_format,
    open_workspace,
    settings_of,
)
from percorso.cli.output import write_out

if TYPE_CHECKING:
    from percorso.workspace.people.happy_validation import Judged


def happy(
    workspace: WorkspaceOption = None,
    segment: Annotated[
        str, typer.Option("--segment", metavar="KEY", help="Of a kept segment alone.")
    ] = "",
    validate: Annotated[
        bool, typer.Option("--validate", help="How well it foresees the next rating.")
    ] = False,
    night: Annotated[
        bool, typer.Option("--night", help="First write today's index and falls into the history.")
    ] = False,
    format_: FormatOption = None,
    json_: JsonOption = False,
    out: OutOption = None,
    lang: LangOption = None,
) -> None:
    """The Happy Index: how well it goes for the customers, who fell, and what it rests on.

    Example: percorso happy --segment loyal
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    settings = settings_of(workspace, language=lang)
    desk = open_workspace(settings, create=False).happy
    from percorso.drawing.happy_report import report_as_text, validation_as_text

    if night:
        desk.tell_night()
    if validate:
        judged = desk.validation()
        told = _judged(judged)
        text = validation_as_text(told, settings.language)
    else:
        told = asdict(desk.of(segment or None))
        text = report_as_text(told, settings.language)
    as_json = json.dumps(told, ensure_ascii=False, allow_nan=False)
    write_out(as_json if chosen == "json" else text, out)


def _judged(judged: "Judged") -> dict[str, object]:
    from percorso.workspace.people.timeline import text_of

    return {"cut_at": text_of(judged.cut_us), **asdict(judged.validation)}
