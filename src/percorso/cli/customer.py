"""`percorso customer`: the card of one customer."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from percorso.cli.erase import run_erasure
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
from percorso.cli.output import make_folder, write_out

if TYPE_CHECKING:
    from percorso.domain.why import Why

WhyOption = Annotated[bool, typer.Option("--why", help="Why all that points to the customer does.")]
ExportOption = Annotated[
    Path | None,
    typer.Option("--export", metavar="FOLDER", help="All that is held, as JSON and CSV."),
]


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
    why: WhyOption = False,
    export: ExportOption = None,
    erase: Annotated[
        bool, typer.Option("--erase", help="Forget the customer: see `percorso erase`.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --erase: say what would go.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --erase: do not ask.")] = False,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who does it.")] = "",
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="What it rests on; name nobody.")
    ] = "",
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
    opened = open_workspace(settings, create=False)
    if erase:
        how = {"by": by, "reason": reason}
        run_erasure(opened, [who], dry_run=dry_run, yes=yes, is_json=chosen == "json", **how)
        return
    cards = opened.cards
    if export is not None:
        _export(cards.export(who), export)
        return
    if why:
        told = opened.identity.why(who, clear=clear)
        write_out(json.dumps(told, ensure_ascii=False) if chosen == "json" else _said(told), out)
        return
    card = cards.of(who, journey, entries=entries, before=before, stage=stage, clear=clear)
    if chosen == "json":
        write_out(json.dumps(card, ensure_ascii=False, allow_nan=False), out)
        return
    from percorso.drawing.card_text import card_as_text

    write_out(card_as_text(card), out)


def _said(why: "Why") -> str:
    from percorso.drawing.why_text import why_as_text

    return why_as_text(why)


def _export(files: Mapping[str, str], folder: Path) -> None:
    """Write all that is held of a customer into a folder that its owner alone reads."""
    make_folder(folder)
    folder.chmod(0o700)
    for name, text in files.items():
        write_out(text, folder / name)
    typer.echo(f"{len(files)} files in {folder}: read {folder / 'README.txt'} first.")
