"""`percorso users`: who may see the pages, and as what."""

import json
from dataclasses import replace
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
from percorso.domain.access import Actor, User
from percorso.workspace.account import account
from percorso.workspace.users.desk import UsersDesk, role_named

app = typer.Typer(
    help="Who may see the pages, and as what.", no_args_is_help=True, rich_markup_mode=None
)
EmailArgument = Annotated[str, typer.Argument(metavar="EMAIL", help="What they log in with.")]
RoleOption = Annotated[
    str,
    typer.Option(
        "--role", metavar="ROLE", help="owner, admin, marketer, analyst, agent or viewer."
    ),
]
SeesOption = Annotated[
    bool | None,
    typer.Option(
        "--sees-personal/--no-personal",
        help="Whether identifiers and texts of customers are shown in clear.",
    ),
]
ExportsOption = Annotated[
    bool | None,
    typer.Option("--may-export/--no-export", help="Whether files may be taken away."),
]


@app.command("invite")
def invite(
    email: EmailArgument,
    role: RoleOption = "viewer",
    name: Annotated[
        str, typer.Option("--name", metavar="TEXT", help="As colleagues know them.")
    ] = "",
    sees_personal: SeesOption = None,
    may_export: ExportsOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Make a user, and print the link that lets them choose a password, once.

    Example: percorso users invite ada@shop.example --role marketer --workspace casa-lume
    """
    desk = _desk(workspace)
    wanted = User(
        0, email, name, role_named(role), sees_personal=bool(sees_personal),
        may_export=bool(may_export),
    )  # fmt: skip
    made = desk.invite(wanted, _actor())
    typer.echo(f"Send {made.user.email} this link; it works once, within 7 days:")
    _tell_link(desk, made.token)


@app.command("list")
def list_(
    workspace: WorkspaceOption = None, format_: FormatOption = None, json_: JsonOption = False
) -> None:
    """List the users: role, what they see, and whether they can log in.

    Example: percorso users list --workspace casa-lume
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    found = _desk(workspace).all()
    if chosen == "json":
        typer.echo(json.dumps([_as_json(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        flags = [
            word for word, holds in (
                ("sees personal data", one.sees_personal), ("may export", one.may_export),
                ("second factor", one.has_second_factor),
            ) if holds
        ]  # fmt: skip
        told = ", ".join([_state(one), *flags])
        typer.echo(f"{one.email:32} {one.role:9} {one.name}  ({told})")
    if not found:
        typer.echo("No user yet: percorso users invite EMAIL --role owner")


@app.command("role")
def role_(
    email: EmailArgument,
    role: Annotated[
        str, typer.Argument(metavar="ROLE", help="owner, admin, marketer, analyst, agent, viewer.")
    ],
    sees_personal: SeesOption = None,
    may_export: ExportsOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Give a user another role, and what they see; it holds from their next page on.

    Example: percorso users role ada@shop.example analyst --may-export --workspace casa-lume
    """
    desk = _desk(workspace)
    user = desk.of(email)
    wanted = replace(
        user, role=role_named(role),
        sees_personal=user.sees_personal if sees_personal is None else sees_personal,
        may_export=user.may_export if may_export is None else may_export,
    )  # fmt: skip
    typer.echo(f"{desk.change(wanted, _actor()).email}: {wanted.role}")


@app.command("disable")
def disable(email: EmailArgument, workspace: WorkspaceOption = None) -> None:
    """Let a user in no more; every log-in of theirs ends at once.

    Example: percorso users disable ada@shop.example --workspace casa-lume
    """
    desk = _desk(workspace)
    typer.echo(f"disabled: {desk.disable(desk.of(email), _actor()).email}")


@app.command("enable")
def enable(email: EmailArgument, workspace: WorkspaceOption = None) -> None:
    """Let a user in again.

    Example: percorso users enable ada@shop.example --workspace casa-lume
    """
    desk = _desk(workspace)
    typer.echo(f"enabled: {desk.enable(desk.of(email), _actor()).email}")


@app.command("reset")
def reset(
    email: EmailArgument,
    second_factor: Annotated[
        bool,
        typer.Option("--second-factor", help="The device is lost: ask for its code no more."),
    ] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Print a link that lets a user choose a new password, once; the old one holds until then.

    Example: percorso users reset ada@shop.example --workspace casa-lume
    """
    desk = _desk(workspace)
    user = desk.of(email)
    token = desk.reset(user, _actor(), second_factor=second_factor)
    typer.echo(f"Send {user.email} this link; it works once, within a day:")
    _tell_link(desk, token)


@app.command("second-factor")
def second_factor(
    wanted: Annotated[
        bool, typer.Option("--require/--do-not-require", help="Whether everybody needs one.")
    ],
    workspace: WorkspaceOption = None,
) -> None:
    """Want a second factor of everybody from the next page on, or no more.

    Example: percorso users second-factor --require --workspace casa-lume
    """
    opened = open_workspace(settings_of(workspace), create=False)
    by = _actor()
    opened.preferences.want_second_factor(by.name, wanted=wanted)
    opened.audit.note(by, "factor_wanted", told={"second_factor": "yes" if wanted else "no"})
    typer.echo(f"second factor: {'required of everybody' if wanted else 'as each chooses'}")


def _desk(workspace: WorkspaceOption) -> UsersDesk:
    return open_workspace(settings_of(workspace), create=False).users


def _tell_link(desk: UsersDesk, token: str) -> None:
    typer.echo(desk.address(token))
    if notice := desk.reached().notice:
        typer.echo(notice, err=True)


def _actor() -> Actor:
    return Actor(account())


def _state(user: User) -> str:
    if user.disabled_at is not None:
        return "disabled"
    return "active" if user.has_password else "invited"


def _as_json(user: User) -> dict[str, object]:
    return {
        "email": user.email, "name": user.name, "role": user.role,
        "sees_personal": user.sees_personal, "may_export": user.may_export,
        "second_factor": user.has_second_factor, "state": _state(user),
    }  # fmt: skip
