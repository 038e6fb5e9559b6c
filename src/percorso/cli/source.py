"""`percorso source`: who may send messages, and with which key."""

import json
from datetime import timedelta
from typing import Annotated

import typer

from percorso.cli.new_source import (
    FirmOption,
    OriginOption,
    PlaceOption,
    PrivacyOption,
    ProfileOption,
    SecretOption,
    SenderOption,
    TitleOption,
    tell_new,
)
from percorso.cli.options import (
    FormatOption,
    JsonOption,
    WorkspaceOption,
    chosen_format,
    open_workspace,
    settings_of,
)
from percorso.workspace import Workspace
from percorso.workspace.server.entry_sources import ENTRY_KINDS, EntryNeeds
from percorso.workspace.server.sources_desk import OriginsWanted
from percorso.workspace.server.webhook_sources import NewWebhook, WebhookNeeds, secret_in

app = typer.Typer(
    help="Sources that send by themselves, and their keys.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The source.")]


@app.command("add")
def add(
    name: NameArgument,
    kind: Annotated[
        str,
        typer.Option(
            "--kind",
            metavar="server|browser|webhook|counter|stand",
            help="Who sends: a program of yours, every visitor's browser, a webhook, your staff, "
            "or customers at a stand.",
        ),
    ],
    workspace: WorkspaceOption = None,
    origin: OriginOption = None,
    form: SenderOption = None,
    secret_file: SecretOption = None,
    profile: ProfileOption = None,
    title: TitleOption = None,
    channel: PlaceOption = None,
    firm: FirmOption = None,
    privacy_url: PrivacyOption = None,
    json_: JsonOption = False,
) -> None:
    """Let a source send; its key is shown once.

    Example: percorso source add shop --kind server --workspace casa-lume

    Raises:
        WebhookNeeds: what makes a webhook is missing, or is said of another kind.
        EntryNeeds: the same of a counter or a stand.
        OriginsWanted: a counter or a stand is bound to no site.
    """
    desk = open_workspace(settings_of(workspace), create=True).sources
    if kind == "webhook":
        if form is None or secret_file is None or origin:
            raise WebhookNeeds(
                "A webhook has a sender and its secret, and no origin: "
                "--format shopify --secret-file FILE."
            )
        secret = secret_in(secret_file)
        _tell(desk.add_webhook(name, format_=form, secret=secret, profile=profile), is_json=json_)
        return
    if form is not None or secret_file is not None or profile is not None:
        raise WebhookNeeds(
            "--format, --secret-file and --profile are for --kind webhook; leave them out."
        )
    if kind in ENTRY_KINDS:
        if origin:
            raise OriginsWanted(kind)
        made = desk.add_entry(
            name, kind=kind, title=title, channel=channel, firm=firm, privacy_url=privacy_url
        )
    elif title or channel or firm or privacy_url:
        raise EntryNeeds(
            "--title, --channel, --firm and --privacy-url are for --kind counter and stand; leave "
            "them out."
        )
    else:
        made = desk.add(name, kind=kind, origins=origin or ())
    tell_new(made, kind, is_json=json_)


@app.command("list")
def list_(
    workspace: WorkspaceOption = None, format_: FormatOption = None, json_: JsonOption = False
) -> None:
    """List the sources that send.

    Example: percorso source list --workspace casa-lume
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    found = _opened(workspace).sources.all()
    for notice in {one.notice: None for one in found if one.notice}:
        typer.echo(notice, err=True)
    if chosen == "json":
        typer.echo(json.dumps([one.as_json() for one in found], ensure_ascii=False))
        return
    for one in found:
        state = "on" if one.door.disabled_at is None else "off"
        keys = one.public_key or one.address or f"{one.live_keys} keys"
        sites = " ".join(one.door.origins)
        typer.echo(
            f"{one.door.key:24} {one.door.kind:8} {state:4} {one.door.public_id}  {keys}  {sites}"
        )
        if one.beyond_limit:
            typer.echo(
                f"    {one.beyond_limit:,} requests of the last day came faster than its key may "
                f"be used, and were turned away: if they are not yours, percorso source rotate "
                f"{one.door.key}; else set key_requests_per_second."
            )
    if not found:
        typer.echo("No source sends yet: percorso source add NAME --kind server")


@app.command("rotate")
def rotate(
    name: NameArgument,
    workspace: WorkspaceOption = None,
    overlap_hours: Annotated[
        float,
        typer.Option(
            "--overlap-hours",
            metavar="HOURS",
            min=0,
            help="How long the keys of today hold on; 0 revokes them at once.",
        ),
    ] = 24.0,
    secret_file: SecretOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """Give a source a new key, or a webhook its sender's new secret.

    Example: percorso source rotate shop --workspace casa-lume
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    overlap, desk = timedelta(hours=overlap_hours), _opened(workspace).sources
    if secret_file is not None:
        hook = desk.replace_secret(name, secret_in(secret_file), overlap=overlap)
        _tell(hook, is_json=chosen == "json")
        return
    made = desk.rotate(name, overlap=overlap)
    tell_new(made, "", is_json=chosen == "json")


@app.command("read")
def read(
    name: NameArgument,
    profile: Annotated[
        str, typer.Option("--profile", metavar="FILE", help="The mapping profile to read it by.")
    ],
    workspace: WorkspaceOption = None,
) -> None:
    """Read the messages of a generic webhook by another profile from now on.

    Example: percorso source read bookings --profile bookings.yaml --workspace casa-lume
    """
    _opened(workspace).sources.read_by(name, profile)
    typer.echo(f"read by: {profile}")


@app.command("disable")
def disable(name: NameArgument, workspace: WorkspaceOption = None) -> None:
    """Switch a source off: what it sends is refused from now on.

    Example: percorso source disable shop --workspace casa-lume
    """
    _opened(workspace).sources.disable(name)
    typer.echo(f"off: {name}")


@app.command("enable")
def enable(name: NameArgument, workspace: WorkspaceOption = None) -> None:
    """Switch a source on again.

    Example: percorso source enable shop --workspace casa-lume
    """
    _opened(workspace).sources.enable(name)
    typer.echo(f"on: {name}")


def _tell(made: NewWebhook, *, is_json: bool) -> None:
    if is_json:
        typer.echo(json.dumps(made.as_json(), ensure_ascii=False))
        return
    typer.echo(f"source:    {made.name}\nid:        {made.id}\naddress:   /hooks/{made.id}")
    if made.verify_token:
        typer.echo(f"verify token: {made.verify_token}")


def _opened(workspace: WorkspaceOption) -> Workspace:
    return open_workspace(settings_of(workspace), create=False)
