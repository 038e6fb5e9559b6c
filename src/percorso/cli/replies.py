"""`percorso replies`: replies to reviews, drafted, approved, sent, and their templates."""

import json
from typing import Annotated, Any

import typer

from percorso.cli.options import (
    FormatOption,
    JsonOption,
    WorkspaceOption,
    chosen_format,
    open_workspace,
    settings_of,
)
from percorso.domain.replies import Reply
from percorso.domain.reviews import Review
from percorso.workspace import Workspace
from percorso.workspace.reviews.desk import WHICH

app = typer.Typer(
    help="Replies to reviews: drafted, approved, sent, and their templates.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="Of the review.")]
_MOST_WORDS = 70


@app.command("list")
def list_(
    which: Annotated[
        str, typer.Option("--which", metavar="WHICH", help=f"{', '.join(WHICH)}.")
    ] = "unanswered",
    platform: Annotated[
        str | None, typer.Option("--platform", metavar="KEY", help="Of one platform alone.")
    ] = None,
    most: Annotated[int, typer.Option("--most", min=1, max=1_000, help="Reviews at most.")] = 50,
    workspace: WorkspaceOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """List reviews, the newest first, with the id that the other commands take.

    Example: percorso replies list --which drafted
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    opened = _opened(workspace)
    found = opened.reviews.page(platform, which, 0, most)
    if chosen == "json":
        typer.echo(_json([one.as_json() for one in found]))
        return
    steps = opened.reviews.steps()
    for one in found:
        typer.echo(_line(one, steps[one.id].step if one.id in steps else "–"))


@app.command("show")
def show(
    id_: IdArgument,
    workspace: WorkspaceOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """Show a review, whose it is, our reply with its steps, and what a reply may begin with.

    Example: percorso replies show 4b43b0aee35624cd95b910189b3dc231
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    opened = _opened(workspace)
    whole, customer_no = opened.reviews.with_customer(id_)
    reply = opened.replies.of(id_)
    suggested = opened.replies.suggested(whole, customer_no, clear=True)
    if chosen == "json":
        told = whole.as_json() | {"reply": reply.as_json(), "suggested": suggested}
        typer.echo(_json(told))
        return
    by = ", ".join(whole.match.by) or "–"
    link = [f"link: {whole.link}"] if whole.link else []
    typer.echo(
        "\n".join([
            _line(whole.review, reply.state or "–"), whole.review.text or "(no words)", "",
            f"customer: {whole.review.customer or '–'} ({whole.match.sureness}, by {by})",
            f"written: {len(whole.written)} times", *link, *_reply_lines(reply),
            *(["", "may begin with:", suggested] if reply.state is None else []),
        ])
    )  # fmt: skip


@app.command("draft")
def draft(
    id_: IdArgument,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Of the reply.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Write a reply down, or anew; then it has to be approved.

    Example: percorso replies draft 4b43b0aee35624cd95b910189b3dc231 "Grazie per averci scritto."
    """
    _say(_opened(workspace).replies.draft(id_, text))


@app.command("approve")
def approve(id_: IdArgument, workspace: WorkspaceOption = None) -> None:
    """Say that the draft may be sent as it stands.

    Example: percorso replies approve 4b43b0aee35624cd95b910189b3dc231
    """
    _say(_opened(workspace).replies.approve(id_))


@app.command("sent")
def sent(id_: IdArgument, workspace: WorkspaceOption = None) -> None:
    """Say that the reply stands on its platform since now.

    Example: percorso replies sent 4b43b0aee35624cd95b910189b3dc231
    """
    _say(_opened(workspace).replies.mark_sent(id_))


@app.command("withdraw")
def withdraw(id_: IdArgument, workspace: WorkspaceOption = None) -> None:
    """Let a draft go, or take back that it was approved or sent.

    Example: percorso replies withdraw 4b43b0aee35624cd95b910189b3dc231
    """
    _say(_opened(workspace).replies.withdraw(id_))


@app.command("templates")
def templates(
    set_: Annotated[
        tuple[str, str, str] | None,
        typer.Option("--set", metavar="LANGUAGE BAND TEXT", help="Change one; '' is the usual."),
    ] = None,
    workspace: WorkspaceOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """Show what replies begin with, by language and stars, or change one of them.

    Example: percorso replies templates --set it high "{hello} grazie! {company}"
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    desk = _opened(workspace).replies
    if set_ is not None:
        language, band, text = set_
        desk.write_templates({language: {band: text}})
    found = desk.templates()
    if chosen == "json":
        typer.echo(_json({language: dict(bands) for language, bands in found.items()}))
        return
    for language, bands in found.items():
        for band, text in bands.items():
            typer.echo(f"{language} {band}\n{text}\n")


def _opened(workspace: Any) -> Workspace:
    return open_workspace(settings_of(workspace), create=False)


def _say(reply: Reply) -> None:
    typer.echo("\n".join(_reply_lines(reply)))


def _line(one: Review, state: str) -> str:
    stars = f"{one.stars:g}" if one.stars is not None else {None: "–", True: "yes", False: "no"}[
        one.recommends
    ]  # fmt: skip
    words = " ".join((one.text or "").split())[:_MOST_WORDS]
    late = " LATE" if one.is_late else ""
    return f"{one.id}  {one.written_at:%Y-%m-%d}  {one.platform}  {stars}  {state}{late}  {words}"


def _reply_lines(reply: Reply) -> list[str]:
    lines = [f"reply: {reply.state or 'none'}"]
    if reply.text:
        lines.append(reply.text)
    lines += [f"{one.at:%Y-%m-%dT%H:%M:%S}Z  {one.step}  {one.by or '–'}" for one in reply.steps]
    return lines


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
