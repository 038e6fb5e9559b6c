"""`percorso token`: what programs show to ask the API."""

import json
from typing import Annotated

import typer

from percorso.cli.options import (
    FormatOption,
    JsonOption,
    WorkspaceOption,
    chosen_format,
    open_workspace,
    settings_of,
)
from percorso.domain.api_token import ApiToken, scope_of
from percorso.workspace.stores import now_utc

app = typer.Typer(
    help="Tokens with which programs ask the API.", no_args_is_help=True, rich_markup_mode=None
)
_USUAL_DAYS = 90


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is for.")],
    scope: Annotated[
        str, typer.Option("--scope", metavar="SCOPE", help="read, or write: it changes, too.")
    ] = "read",
    days: Annotated[
        int, typer.Option("--days", metavar="DAYS", help="How long it holds; 0 is until revoked.")
    ] = _USUAL_DAYS,
    personal: Annotated[
        bool, typer.Option("--personal", help="Tell identifiers and texts of customers in clear.")
    ] = False,
    workspace: WorkspaceOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """Make a token; it is told once, here.

    Example: percorso token add "Sales board" --days 365
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    desk = open_workspace(settings_of(workspace), create=False).tokens
    made = desk.add(name, scope_of(scope), days=days or None, sees_personal=personal)
    if chosen == "json":
        typer.echo(_json(made.token.as_json(now_utc()) | {"token": made.clear}))
        return
    typer.echo(f"token {made.token.no}: {made.clear}")
    typer.echo("It is told this once. Send it as: Authorization: Bearer TOKEN")


@app.command("list")
def list_(
    workspace: WorkspaceOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """List the tokens, those that hold no more among them.

    Example: percorso token list
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    found, now = open_workspace(settings_of(workspace), create=False).tokens.all(), now_utc()
    if chosen == "json":
        typer.echo(_json([one.as_json(now) for one in found]))
        return
    for one in found:
        typer.echo(_line(one))


@app.command("revoke")
def revoke(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="Number of the token.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Let a token hold no more, from now on.

    Example: percorso token revoke 1
    """
    open_workspace(settings_of(workspace), create=False).tokens.revoke(number)
    typer.echo(f"revoked: token {number}")


def _line(token: ApiToken) -> str:
    until = f"until {token.until_at:%Y-%m-%d}" if token.until_at else "until revoked"
    state = until if token.holds(now_utc()) else "revoked" if token.revoked_at else "ended"
    used = f"used on {token.used_at:%Y-%m-%d}" if token.used_at else "never used"
    personal = "  in clear" if token.sees_personal else ""
    return f"{token.no:>4}  {token.scope:5}{personal}  {state}  {used}  {token.name}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
