"""`percorso consent`: what customers allow, asked, recorded and taken from files."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, get_args

import typer

from percorso.cli.options import (
    FormatOption,
    JsonOption,
    WorkspaceOption,
    chosen_format,
    open_workspace,
    settings_of,
)
from percorso.domain.consent.choices import STATES, Choice, State
from percorso.domain.consent.plain import choice_as_json, permission_as_json
from percorso.domain.errors import InputError
from percorso.workspace.people.consent_desk import ConsentDesk, Paper

app = typer.Typer(
    name="consent",
    help="What customers allow: by purpose and channel, with proof.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

WhoArgument = Annotated[
    str, typer.Argument(metavar="WHO", help="The customer's id, e-mail, phone, number …")
]
PurposeOption = Annotated[
    str, typer.Option("--purpose", metavar="PURPOSE", help="marketing, profiling, survey …")
]
ChannelOption = Annotated[
    str, typer.Option("--channel", metavar="CHANNEL", help="email, sms, phone, chat, post.")
]
TextVersionOption = Annotated[
    str, typer.Option("--text-version", metavar="VERSION", help="Which text was shown.")
]
TextFileOption = Annotated[
    Path | None, typer.Option("--text-file", metavar="FILE", help="The text; its hash is kept.")
]
DocumentOption = Annotated[
    str, typer.Option("--document", metavar="TEXT", help="Number of the paper, call or order.")
]
ByOption = Annotated[str, typer.Option("--by", metavar="NAME", help="Who took it down.")]
AtOption = Annotated[
    str | None, typer.Option("--at", metavar="TIME", help="When, as 2026-11-23T10:00+01:00.")
]


class StateUnknown(InputError):
    """A choice that is none of those there are."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"--state is one of {', '.join(STATES[1:])}; got {text!r}.")


class InstantUnreadable(InputError):
    """An instant given as an option that is none."""

    def __init__(self, option: str, text: str) -> None:
        self.option = option
        self.text = text
        super().__init__(
            f"{option} wants a time such as 2026-11-23T10:00+01:00 (without a zone it is UTC); "
            f"got {text!r}."
        )


class TextUnreadable(InputError):
    """The file with the text of a consent cannot be read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"--text-file wants a file with text in UTF-8; {path} cannot be read so.")


@app.command("show")
def show(
    who: WhoArgument,
    workspace: WorkspaceOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """What a customer allows now by purpose and channel, and every word behind it.

    Example: percorso consent show ada@shop.example
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    desk = _desk(workspace)
    state, words = desk.state(who), desk.history(who)
    if chosen == "json":
        told = {
            "now": [permission_as_json(one) for one in state],
            "history": [choice_as_json(one) for one in words],
        }
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    if not words:
        typer.echo("Nothing was said: what needs a consent is off.")
    for one in state:
        typer.echo(f"{_scope(one.scope.purpose, one.scope.channel):30} {one.sentence}")
    for word in words:
        typer.echo(f"  {_line(word)}")


@app.command("may")
def may(
    who: WhoArgument,
    purpose: PurposeOption,
    channel: ChannelOption = "",
    workspace: WorkspaceOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """Whether a customer may be contacted for a purpose over a channel; ends with 1 for no.

    Example: percorso consent may ada@shop.example --purpose marketing --channel email

    Raises:
        Exit: with code 1, where the answer is no.
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    found = _desk(workspace).may_contact(who, purpose, channel)
    if chosen == "json":
        typer.echo(json.dumps(permission_as_json(found), ensure_ascii=False))
    else:
        typer.echo(found.sentence)
        if found.choice is not None:
            typer.echo(f"  {_line(found.choice)}")
    if not found.is_allowed:
        raise typer.Exit(1)


@app.command("record")
def record(
    who: WhoArgument,
    purpose: PurposeOption,
    state: Annotated[
        str, typer.Option("--state", metavar="given|withdrawn|objected", help="What was said.")
    ],
    channel: ChannelOption = "",
    basis: Annotated[
        str | None, typer.Option("--basis", metavar="BASIS", help="What a yes rests on.")
    ] = None,
    at: AtOption = None,
    expires: Annotated[
        str | None, typer.Option("--expires", metavar="TIME", help="When a yes ends by itself.")
    ] = None,
    text_version: TextVersionOption = "",
    text_file: TextFileOption = None,
    language: Annotated[
        str, typer.Option("--language", metavar="CODE", help="Of the text: it, en …")
    ] = "",
    document: DocumentOption = "",
    by: ByOption = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Record what a customer said, with what proves it. Nothing is ever overwritten.

    Example: percorso consent record ada@shop.example --purpose marketing --channel email
    --state withdrawn --by Paola --document "call of 23 Nov"
    """
    said = _state(state)
    paper = Paper(
        text=_text(text_file), version=text_version, language=language, document=document, actor=by
    )
    choice = _desk(workspace).record(
        who, purpose, said, channel, basis=basis, at=_instant("--at", at),
        expires_at=_instant("--expires", expires), paper=paper,
    )  # fmt: skip
    typer.echo(f"Recorded: {_line(choice)}")


@app.command("request")
def request(
    who: WhoArgument,
    purpose: PurposeOption,
    channel: ChannelOption = "",
    text_version: TextVersionOption = "",
    text_file: TextFileOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Note a yes that counts once it is confirmed, and print the token that confirms it.

    Example: percorso consent request ada@shop.example --purpose marketing --channel email
    """
    paper = Paper(text=_text(text_file), version=text_version)
    asked = _desk(workspace).request(who, purpose, channel, paper=paper)
    typer.echo(asked.token)


@app.command("confirm")
def confirm(
    token: Annotated[str, typer.Argument(metavar="TOKEN", help="As request printed it.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Confirm a yes that was asked for (double opt-in); confirmed twice it counts once.

    Example: percorso consent confirm TOKEN
    """
    typer.echo(f"Confirmed: {_line(_desk(workspace).confirm(token))}")


@app.command("basis")
def basis_(
    purpose: Annotated[str, typer.Argument(metavar="PURPOSE", help="profiling, survey …")],
    basis: Annotated[str, typer.Argument(metavar="BASIS", help="consent or legitimate_interest.")],
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why: it is kept with the choice.")
    ],
    by: ByOption = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Rest a purpose on a basis for the whole workspace: profiling, surveys, invitations.

    Example: percorso consent basis survey legitimate_interest --reason "assessment of 20 Nov"
    """
    _desk(workspace).choose_basis(purpose, basis, reason=reason, actor=by)
    typer.echo(f"{purpose} rests on {basis} from now on.")


@app.command("restrict")
def restrict(
    who: WhoArgument,
    lift: Annotated[bool, typer.Option("--lift", help="Lift it again.")] = False,
    document: DocumentOption = "",
    by: ByOption = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Keep a customer's data and use them for nothing (GDPR 18): no contact, no map.

    Example: percorso consent restrict ada@shop.example --document "letter of 20 Nov"
    """
    paper = Paper(document=document, actor=by)
    _desk(workspace).restrict(who, paper=paper, lift=lift)
    typer.echo("The restriction is lifted." if lift else "Kept, and used for nothing from now on.")


@app.command("load")
def load(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files of consents.")],
    source: Annotated[str, typer.Option("--source", metavar="NAME", help="Where they came from.")],
    purpose: Annotated[
        str, typer.Option("--purpose", metavar="PURPOSE", help="Where rows name none.")
    ] = "",
    channel: ChannelOption = "",
    state: Annotated[
        str, typer.Option("--state", metavar="STATE", help="Where rows say none: given.")
    ] = "",
    text_version: TextVersionOption = "",
    document: DocumentOption = "",
    workspace: WorkspaceOption = None,
    json_: JsonOption = False,
) -> None:
    """Record the choices of files: an export of a newsletter tool, a list from paper.

    Example: percorso consent load newsletter.csv --source mailchimp --purpose marketing
    --channel email
    """
    told = {
        "purpose": purpose, "channel": channel, "state": state, "version": text_version,
        "document": document,
    }  # fmt: skip
    defaults = {role: text for role, text in told.items() if text}
    report = _desk(workspace).load(*files, source=source, defaults=defaults)
    refused = [{"file": one.file, "line": one.line, "reason": one.reason} for one in report.refused]
    if json_:
        counts = {"choices": report.choices, "recorded": report.recorded}
        typer.echo(json.dumps({**counts, "refused": refused}, ensure_ascii=False))
        return
    known = report.choices - report.recorded
    typer.echo(f"{report.choices:,} choices read, {report.recorded:,} recorded, {known:,} known.")
    for one in report.refused[:20]:
        typer.echo(f"  {one.file} line {one.line}: {one.reason}")
    if len(report.refused) > 20:
        typer.echo(f"  … and {len(report.refused) - 20:,} rows more.")


def _desk(workspace: Path | None) -> ConsentDesk:
    return open_workspace(settings_of(workspace), create=False).consent


def _state(text: str) -> State:
    """A choice given as an option.

    Raises:
        StateUnknown: there is no such one.
    """
    for state in get_args(State):
        if text == state and state != "requested":
            found: State = state
            return found
    raise StateUnknown(text)


def _instant(option: str, text: str | None) -> datetime | None:
    """An instant given as an option, aware.

    Raises:
        InstantUnreadable: the text is none.
    """
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise InstantUnreadable(option, text) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _text(path: Path | None) -> str:
    """The text of a file.

    Raises:
        TextUnreadable: it cannot be read.
    """
    if path is None:
        return ""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise TextUnreadable(path) from None


def _scope(purpose: str, channel: str) -> str:
    return f"{purpose} by {channel}" if channel else purpose


def _line(choice: Choice) -> str:
    proof = choice.proof
    parts = [
        f"{choice.at:%Y-%m-%d %H:%M} UTC",
        _scope(choice.scope.purpose, choice.scope.channel),
        choice.state,
        f"through {proof.source or proof.form}",
        f"text {proof.text_version}" if proof.text_version else "",
        proof.document,
        f"by {proof.actor}" if proof.actor else "",
        f"until {choice.expires_at:%Y-%m-%d}" if choice.expires_at else "",
        "confirmed" if choice.confirmed_at else "",
    ]
    return ", ".join(part for part in parts if part)
