"""`percorso identity`: who is who, joined, parted and split by hand."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from percorso.cli.identity_candidates import accept, candidates, reject
from percorso.cli.options import (
    FormatOption,
    JsonOption,
    LangOption,
    WorkspaceOption,
    chosen_format,
    open_workspace,
    settings_of,
)

if TYPE_CHECKING:
    from percorso.workspace.people.identity_desk import IdentityDesk
    from percorso.workspace.people.ruling import Ruled
    from percorso.workspace.people.trying import CustomerTried, Tried

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


@app.command("why")
def why(
    one: OneArgument,
    other: Annotated[
        str | None, typer.Argument(metavar="B", help="Another: the way from A to it.")
    ] = None,
    workspace: WorkspaceOption = None,
    clear: Annotated[bool, typer.Option("--clear", help="Identifiers in clear.")] = False,
    format_: FormatOption = None,
    json_: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Why identifiers are one customer or two, with the contacts and words behind it.

    Example: percorso identity why ada@shop.example 118204
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    settings = settings_of(workspace, language=lang)
    told = open_workspace(settings, create=False).identity.why(one, other, clear=clear)
    if chosen == "json":
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    from percorso.drawing.why_text import why_as_text

    typer.echo(why_as_text(told), nl=False)


@app.command("try")
def try_(
    limit: Annotated[
        list[str] | None,
        typer.Option("--limit", metavar="KIND=COUNT", help="Such as email=3, phone=2/365."),
    ] = None,
    block: Annotated[
        list[str] | None, typer.Option("--block", metavar="VALUE", help="A value links nobody.")
    ] = None,
    unblock: Annotated[
        list[str] | None, typer.Option("--unblock", metavar="VALUE", help="A value links again.")
    ] = None,
    without: Annotated[
        list[str] | None, typer.Option("--without", metavar="KIND", help="A kind is not used.")
    ] = None,
    most_seen_with: Annotated[
        int | None,
        typer.Option("--most-seen-with", metavar="COUNT", min=1, help="Others of one kind."),
    ] = None,
    workspace: WorkspaceOption = None,
    json_: JsonOption = False,
) -> None:
    """How many customers another rule would join or part, with examples; changes nothing.

    Example: percorso identity try --limit email=2 --block @shop.example
    """
    from percorso.workspace.people.trying import RuleChange

    change = RuleChange(limit or (), block or (), unblock or (), without or (), most_seen_with)
    tried = _desk(workspace).try_change(change)
    if json_:
        typer.echo(json.dumps(tried.as_json(), ensure_ascii=False))
        return
    _tell_trial(tried)


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


@app.command("machines")
def machines(
    workspace: WorkspaceOption = None,
    clear: Annotated[bool, typer.Option("--clear", help="Identifiers in clear.")] = False,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """Whose contacts are left out because it behaves like a machine, and why; the newest first.

    Example: percorso identity machines --clear
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    found = _desk(workspace).machines(clear=clear)
    if chosen == "json":
        typer.echo(json.dumps([one.as_json() for one in found], ensure_ascii=False))
        return
    if not found:
        typer.echo("None: nobody who sends behaves like a machine.")
    for one in found:
        days = "1 day" if one.days == 1 else f"{one.days:,} days"
        left_out = "a person, as was said" if one.is_person else f"{one.contacts:,} contacts"
        typer.echo(
            f"{one.first_day} to {one.last_day} ({days})  {one.identifier}  {left_out}\n"
            f"    {one.why}"
        )


@app.command("person")
def person(
    one: Annotated[str, typer.Argument(metavar="A", help="An e-mail, customer number, browser …")],
    undo_: Annotated[
        bool, typer.Option("--undo", help="Take it back: what it behaves like counts again.")
    ] = False,
    by: ByOption = "",
    reason: ReasonOption = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Say that what behaves like a machine is a person; the history follows.

    Example: percorso identity person 118204 --by Paola --reason "our tester"
    """
    desk = _desk(workspace)
    if undo_:
        desk.withdraw_person(one, actor=by, reason=reason)
        typer.echo(f"{one} is judged by what it behaves like again.")
        return
    desk.say_person(one, actor=by, reason=reason)
    typer.echo(f"{one} is a person, whatever it behaves like.")


for _name, _command in (("candidates", candidates), ("accept", accept), ("reject", reject)):
    app.command(_name)(_command)


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


def _tell_trial(tried: "Tried") -> None:
    typer.echo(f"{tried.before:,} customers now, {tried.after:,} then. Nothing was changed.")
    typer.echo(f"{tried.joining:,} would join into {tried.joins:,}")
    for several in tried.joined:
        typer.echo(f"  {' + '.join(map(_contacts, several))}")
    typer.echo(f"{tried.parts:,} would part")
    for one in tried.parted:
        typer.echo(f"  {_contacts(one)}")
        for side in one.sides:
            typer.echo(f"    {', '.join(side)}")
    if tried.gone:
        typer.echo(f"{tried.gone:,} would have no identifier left that links")
        for one in tried.vanished:
            typer.echo(f"  {_contacts(one)}")


def _contacts(one: "CustomerTried") -> str:
    return f"{one.id} ({one.contacts:,} contacts)"
