"""`percorso correct`: what a person is said to be, put right by hand."""

from typing import Annotated

import typer

from percorso.cli.options import WorkspaceOption, open_workspace, settings_of


def correct(
    who: Annotated[
        str, typer.Argument(metavar="WHO", help="The customer's id, e-mail, phone, number …")
    ],
    trait: Annotated[str, typer.Argument(metavar="TRAIT", help="last_name, city, email …")],
    value: Annotated[
        str | None, typer.Argument(metavar="VALUE", help="What is right; none takes it back.")
    ] = None,
    instead: Annotated[
        str | None,
        typer.Option("--instead", metavar="WRONG", help="The e-mail, phone or card it replaces."),
    ] = None,
    workspace: WorkspaceOption = None,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who says so.")] = "",
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")] = "",
) -> None:
    """Put right what a customer is said to be; it wins over what any source says.

    Example: percorso correct ada@shop.example last_name Ferrante --by Paola --reason "her letter"
    """
    cards = open_workspace(settings_of(workspace), create=False).cards
    name = cards.correct(who, trait, value, actor=by, reason=reason, instead=instead)
    typer.echo(f"{name} is {value} now." if value else f"{name} is what its sources say again.")
