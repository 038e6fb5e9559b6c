"""`percorso customer`: the card of one customer."""

import json
from typing import Annotated

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


def customer(
    who: Annotated[
        str, typer.Argument(metavar="WHO", help="The customer's id, e-mail, phone, number …")
    ],
    workspace: WorkspaceOption = None,
    journey: Annotated[
        str, typer.Option(metavar="KEY", help="The definition that cuts the journeys.")
    ] = "lifecycle",
    entries: Annotated[
        int, typer.Option("--entries", metavar="COUNT", help="Contacts of the timeline shown.")
    ] = 50,
    before: Annotated[
        str, typer.Option("--before", metavar="PLACE", help="Older ones: `next` of a page.")
    ] = "",
    stage: Annotated[
        str, typer.Option("--stage", metavar="KEY", help="Contacts of this stage alone.")
    ] = "",
    clear: Annotated[
        bool, typer.Option("--clear", help="Traits and identifiers in clear.")
    ] = False,
    format_: FormatOption = None,
    json_: JsonOption = False,
    out: OutOption = None,
    lang: LangOption = None,
) -> None:
    """One customer: who it is, what they allow, bought and did.

    Example: percorso customer ada@shop.example
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    settings = settings_of(workspace, language=lang)
    card = open_workspace(settings, create=False).cards.of(
        who, journey, entries=entries, before=before, stage=stage, clear=clear
    )
    if chosen == "json":
        write_out(json.dumps(card, ensure_ascii=False, allow_nan=False), out)
        return
    from percorso.drawing.card_text import card_as_text

    write_out(card_as_text(card), out)
