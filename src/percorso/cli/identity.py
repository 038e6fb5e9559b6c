"""`percorso identity`: who is who, joined, parted and split by hand."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from percorso.cli.options import (
    FormatOption,
    JsonOption,
    WorkspaceOption,
    chosen_format,
    open_workspace,
    settings_of,
)

if TYPE_CHECKING:
    from percorso.workspace.identity_desk import IdentityDesk
    from percorso.workspace.ruling import Ruled

app = typer.Typer(
    name="identity",
    help="Who is who: join, part and split customers by hand, and take it back.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

OneArgument = Annotated[
    str, typer.Argument(metavar="A", help="An e-mail, phone, customer number, card …")
]
OtherArgument = Annotated[str, typer.Argument(metavar="B", help="Another.")]
ByOption = Annotated[str, typer.Option("--by", metavar="NAME", help="Who says so.")]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why: it is kept.")]


@app.command("join")
def join(
    one: OneArgument,
    other: OtherArgument,
    by: ByOption = "",
    reason: ReasonOption = "",
    workspace: WorkspaceOption = None,
    json_: JsonOption = False,
) -> None:
    """Say that two identifiers are one person; ends with 1 where a rail keeps them apart.

    Example: percorso identity join ada@shop.example +393331234567 --by Paola

    Raises:
        Exit: with code 1, where they stay apart.
    """
    ruled = _desk(workspace).join(one, other, actor=by, reason=reason)
    _tell(ruled, json_=json_)
    if not ruled.is_followed:
        typer.echo("A rail keeps them apart: see percorso customer WHO --clear", err=True)
        raise typer.Exit(1)


@app.command("part")
def part(
    one: OneArgument,
    other: OtherArgument,
    by: ByOption = "",
    reason: ReasonOption = "",
    workspace: WorkspaceOption = None,
    json_: JsonOption = False,
) -> None:
    """Say that two identifiers are two persons, whatever connects them.

    Example: percorso identity part ada@shop.example bob@shop.example --by Paola
    """
    _tell(_desk(workspace).part(one, other, actor=by, reason=reason), json_=json_)


@app.command("split")
def split(
    who: Annotated[str, typer.Argument(metavar="WHO", help="The customer's id, e-mail, phone …")],
    named: Annotated[
        list[str], typer.Argument(metavar="IDENTIFIER...", help="What is somebody else's.")
    ],
    by: ByOption = "",
    reason: ReasonOption = "",
    workspace: WorkspaceOption = None,
    json_: JsonOption = False,
) -> None:
    """Take identifiers out of a customer, never to be one with the others again.

    Example: percorso identity split c_3f2a9b1c7d5e bob@shop.example +393331234567
    """
    _tell(_desk(workspace).split(who, *named, actor=by, reason=reason), json_=json_)


@app.command("undo")
def undo(
    one: OneArgument,
    other: OtherArgument,
    by: ByOption = "",
    reason: ReasonOption = "",
    workspace: WorkspaceOption = None,
    json_: JsonOption = False,
) -> None:
    """Take back what was said of two identifiers: what was seen of them counts again, alone.

    Example: percorso identity undo ada@shop.example bob@shop.example
    """
    _tell(_desk(workspace).withdraw(one, other, actor=by, reason=reason), json_=json_)


@app.command("rulings")
def rulings(
    workspace: WorkspaceOption = None,
    clear: Annotated[bool, typer.Option("--clear", help="Identifiers in clear.")] = False,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """What people said of who is who, and holds; the newest first.

    Example: percorso identity rulings --clear
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    found = _desk(workspace).rulings(clear=clear)
    if chosen == "json":
        told = [asdict(one) | {"ruled_at": one.ruled_at.isoformat()} for one in found]
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    if not found:
        typer.echo("Nobody said anything: who is who follows from what was seen.")
    for one in found:
        by = ", ".join(part for part in (one.actor, one.reason) if part)
        tail = f" ({by})" if by else ""
        typer.echo(f"{one.ruled_at:%Y-%m-%d}  {one.verdict:5}  {one.one} | {one.other}{tail}")


@app.command("block")
def block(
    value: Annotated[
        str, typer.Argument(metavar="VALUE", help="An address, a card; @shop.example for all.")
    ],
    by: ByOption = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Let a value link nobody, such as the shop's own addresses; the history follows.

    Example: percorso identity block @shop.example
    """
    for one in _desk(workspace).block(value, actor=by):
        typer.echo(f"{one} links nobody from now on.")


@app.command("unblock")
def unblock(
    value: Annotated[str, typer.Argument(metavar="VALUE", help="As it was blocked.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Let a value link again; the history follows.

    Example: percorso identity unblock @shop.example
    """
    _desk(workspace).unblock(value)
    typer.echo(f"{value} links again.")


@app.command("blocked")
def blocked(workspace: WorkspaceOption = None, json_: JsonOption = False) -> None:
    """The values that link nobody by the company's own word.

    Example: percorso identity blocked
    """
    found = _desk(workspace).blocked()
    if json_:
        told = [asdict(one) | {"blocked_at": one.blocked_at.isoformat()} for one in found]
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    if not found:
        typer.echo("None. Placeholders such as 0000 or test@… link nobody anyway.")
    for one in found:
        by = f" ({one.actor})" if one.actor else ""
        typer.echo(f"{one.blocked_at:%Y-%m-%d}  {one.value}{by}")


def _desk(workspace: Path | None) -> "IdentityDesk":
    return open_workspace(settings_of(workspace), create=False).identity


def _tell(ruled: "Ruled", *, json_: bool) -> None:
    if json_:
        typer.echo(json.dumps(ruled.as_json(), ensure_ascii=False))
        return
    count = len(ruled.customers)
    typer.echo("One customer:" if count == 1 else f"{count:,} customers:")
    for one in ruled.customers:
        typer.echo(f"  {one.id}  {one.contacts:,} contacts  {', '.join(one.identifiers)}")
