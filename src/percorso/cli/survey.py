"""`percorso survey`: what customers are asked, where they answer, and what their answers say."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from percorso.cli.options import (
    JsonOption,
    OutOption,
    WorkspaceOption,
    open_workspace,
    settings_of,
)
from percorso.cli.output import write_out
from percorso.domain.errors import InputError
from percorso.domain.survey.questions import Kind, Survey, survey_of
from percorso.domain.survey.results import Score, SurveyResults, Weighted
from percorso.domain.survey.sending import Sending
from percorso.domain.survey.templates import BEGINNINGS, beginning
from percorso.workspace import Workspace
from percorso.workspace.surveys.desk import SurveyNow

app = typer.Typer(
    help="What customers are asked, and what they answer.", no_args_is_help=True,
    rich_markup_mode=None,
)  # fmt: skip
KeyArgument = Annotated[str, typer.Argument(metavar="KEY", help="The survey.")]
FileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="YAML or JSON that says what it asks.")
]
PrivacyOption = Annotated[
    str, typer.Option("--privacy-url", metavar="URL", help="Where the whole notice is.")
]


class SurveyFileUnreadable(InputError):
    """A file that holds no survey."""

    def __init__(self, path: Path, why: str) -> None:
        self.path = path
        super().__init__(f"{path} cannot be read as a survey: {why}. See docs/do/ask-customers.md.")


class AskUnknown(InputError):
    """A kind of survey to begin with that does not exist."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(f"--ask is one of {', '.join(BEGINNINGS)}; got {kind!r}.")


@app.command("new")
def new(
    key: KeyArgument,
    ask: Annotated[
        str, typer.Option("--ask", metavar="nps|csat|ces", help="What it asks first.")
    ] = "nps",
    name: Annotated[
        str | None, typer.Option("--name", metavar="TITLE", help="Its title on the page.")
    ] = None,
    about: Annotated[
        str, typer.Option("--about", metavar="TOUCHPOINT", help="What it asks about.")
    ] = "",
    workspace: WorkspaceOption = None,
    privacy_url: PrivacyOption = "",
    json_: JsonOption = False,
) -> None:
    """Make a survey of one rating and its reason; its link takes answers at once.

    Example: percorso survey new dopo-la-consegna --ask csat --about home_delivery -w casa-lume
    """
    opened = _opened(workspace)
    kind = _kind(ask)
    made = beginning(kind, key, name or key, opened.name, about)
    _tell(opened.surveys.make(made, privacy_url=privacy_url, by="command"), is_json=json_)


@app.command("add")
def add(
    file: FileArgument,
    workspace: WorkspaceOption = None,
    privacy_url: PrivacyOption = "",
    json_: JsonOption = False,
) -> None:
    """Make a survey a file describes.

    Example: percorso survey add consegna.yaml --workspace casa-lume
    """
    made = _opened(workspace).surveys.make(
        _survey_in(file), privacy_url=privacy_url, by="command"
    )  # fmt: skip
    _tell(made, is_json=json_)


@app.command("change")
def change(
    file: FileArgument, workspace: WorkspaceOption = None, json_: JsonOption = False
) -> None:
    """Ask something else from now on, as a new version.

    Example: percorso survey change consegna.yaml --workspace casa-lume
    """
    _tell(_opened(workspace).surveys.change(_survey_in(file), by="command"), is_json=json_)


@app.command("list")
def list_(workspace: WorkspaceOption = None, json_: JsonOption = False) -> None:
    """List the surveys.

    Example: percorso survey list --workspace casa-lume
    """
    found = _opened(workspace).surveys.all()
    if json_:
        typer.echo(json.dumps([_as_json(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        state = "open" if one.is_open else "closed"
        typer.echo(f"{one.asked.key:30} {state:7} version {one.kept.version}  {one.address}")
    if not found:
        typer.echo("No survey yet: percorso survey new KEY --ask nps")


@app.command("show")
def show(key: KeyArgument, workspace: WorkspaceOption = None, out: OutOption = None) -> None:
    """What a survey asks, as a file that add and change read.

    Example: percorso survey show consegna --out consegna.json
    """
    asked = _opened(workspace).surveys.of(key).asked.as_json()
    write_out(json.dumps(asked, ensure_ascii=False, indent=2) + "\n", out)


@app.command("close")
def close(key: KeyArgument, workspace: WorkspaceOption = None) -> None:
    """Take no more answers; those there are stay.

    Example: percorso survey close consegna
    """
    _opened(workspace).surveys.close(key)
    typer.echo(f"closed: {key}")


@app.command("open")
def open_(key: KeyArgument, workspace: WorkspaceOption = None) -> None:
    """Take answers again.

    Example: percorso survey open consegna
    """
    _opened(workspace).surveys.open(key)
    typer.echo(f"open: {key}")


@app.command("link")
def link(
    key: KeyArgument,
    customer: Annotated[
        str, typer.Argument(metavar="CUSTOMER", help="An id, or any identifier of theirs.")
    ],
    workspace: WorkspaceOption = None,
    order: Annotated[
        str | None, typer.Option("--order", metavar="ID", help="The order it is about.")
    ] = None,
) -> None:
    """A link of a customer's own, good for 60 days: what is answered there is theirs.

    Example: percorso survey link consegna ada@shop.example
    """
    typer.echo(_opened(workspace).surveys.link_for(key, customer, order=order))


@app.command("embed")
def embed(
    key: KeyArgument,
    origin: Annotated[
        list[str] | None,
        typer.Option("--origin", metavar="ORIGIN", help="A site that may show it; repeatable."),
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Print the tag that shows a survey on pages of your sites; without --origin, on none.

    Example: percorso survey embed consegna --origin https://shop.example
    """
    typer.echo(_opened(workspace).surveys.embed(key, *(origin or ())))


@app.command("mail")
def mail(
    key: KeyArgument,
    after: Annotated[
        str | None,
        typer.Option("--after", metavar="TOUCHPOINT", help="Send it to who met this."),
    ] = None,
    delay_hours: Annotated[
        float, typer.Option("--delay-hours", metavar="HOURS", help="How long after.")
    ] = 24.0,
    share: Annotated[
        float, typer.Option("--share", metavar="0..1", help="To this share of customers.")
    ] = 1.0,
    quiet_days: Annotated[
        int, typer.Option("--quiet-days", metavar="DAYS", help="Nobody is asked twice within.")
    ] = 30,
    never: Annotated[bool, typer.Option("--never", help="Send it by itself no more.")] = False,
    workspace: WorkspaceOption = None,
    json_: JsonOption = False,
) -> None:
    """Send a survey by mail a set time after a touchpoint; without options, say how that stands.

    Example: percorso survey mail consegna --after home_delivery --delay-hours 24
    """
    desk = _opened(workspace).surveys
    if never:
        desk.send_never(key)
    elif after is not None:
        desk.send_after(key, Sending(after, delay_hours, share, quiet_days))
    rule, counts = desk.sending(key), desk.outbox(key)
    if json_:
        states = [{"state": one, "reason": why, "count": count} for one, why, count in counts]
        typer.echo(json.dumps({"rule": rule and rule.as_json(), "outbox": states}))
        return
    typer.echo(
        "It is sent by nobody but people."
        if rule is None
        else f"{rule.delay_hours:g} h after {rule.after}, to {100 * rule.share:.0f} % of "
        f"customers, nobody twice within {rule.quiet_days} days, between {rule.opens}:00 and "
        f"{rule.closes}:00"
    )
    for state, why, count in counts:
        typer.echo(f"  {state:10} {count:8,}  {why}")


@app.command("again")
def again(key: KeyArgument, workspace: WorkspaceOption = None) -> None:
    """Let letters that are in doubt leave once more; who got theirs gets a second one.

    Example: percorso survey again consegna
    """
    typer.echo(f"due again: {_opened(workspace).surveys.send_again(key):,}")


@app.command("send")
def send(workspace: WorkspaceOption = None, json_: JsonOption = False) -> None:
    """Plan who is asked and send the letters that are due, once; a running server does so itself.

    Example: percorso survey send --workspace casa-lume
    """
    desk = _opened(workspace).surveys
    planned = desk.plan()
    sent = desk.send_due()
    if json_:
        typer.echo(json.dumps({"planned": planned, **sent.as_json()}))
        return
    typer.echo(f"planned: {planned:,}")
    for name, count in (*sent.states.items(), *sent.reasons.items()):
        if count:
            typer.echo(f"{name}: {count:,}")


@app.command("results")
def results(
    key: KeyArgument,
    workspace: WorkspaceOption = None,
    segment: Annotated[
        str | None, typer.Option("--segment", metavar="KEY", help="Customers in it alone.")
    ] = None,
    out: OutOption = None,
    json_: JsonOption = False,
) -> None:
    """What the answers come to, each figure with its n and its interval.

    Example: percorso survey results consegna --workspace casa-lume
    """
    found = _opened(workspace).surveys.results(key, segment)
    if json_:
        write_out(json.dumps(found.as_json(), ensure_ascii=False, indent=2) + "\n", out)
    else:
        write_out(_as_text(found), out)


def _as_text(found: SurveyResults) -> str:
    asked = found.asked
    lines = [
        f"{found.name_en} ({found.key}), version {found.version}: {asked.responses:,} responses, "
        f"{asked.whole:,} whole, {asked.revised:,} changed"
    ]
    if asked.asked:
        rate = asked.rate
        lines.append(
            f"  asked {asked.asked:,}, answered {asked.answered:,}: "
            f"{100 * (rate['value'] or 0):.0f} % ({100 * (rate['low'] or 0):.0f} to "
            f"{100 * (rate['high'] or 0):.0f})"
        )
    if found.weighted is not None and found.headline is not None:
        lines.append(_weighted(found.weighted, found.headline))
    for one in found.questions:
        lines.append(f"  {one.en}")
        if one.score is not None:
            lines.append(f"    {_score(one.score)}")
        for choice in one.choices:
            lines.append(f"    {choice.en}: {100 * (choice.share['value'] or 0):.0f} %")
        if one.score is None and not one.choices:
            lines.append(f"    {one.answered:,} answered")
    lines += [f"  {one.month}  {_score(one.score)}" for one in found.months]
    return "\n".join(lines) + "\n"


def _score(score: Score) -> str:
    found = score.estimate
    if found["value"] is None:
        return f"{score.kind.upper()}: {found['n']:,} answers, too few for a score (10 are needed)"
    told = f"{score.kind.upper()} {_figure(score.kind, found['value'])}"
    if found["low"] is not None and found["high"] is not None:
        low, high = (_figure(score.kind, end) for end in (found["low"], found["high"]))
        told += f" ({low} to {high}, 95 %)"
    return f"{told} of {found['n']:,} answers" + (", few" if score.is_small else "")


def _weighted(told: Weighted, score: Score) -> str:
    value, low, high = (_figure(score.kind, one) for one in (told.value, told.low, told.high))
    return (
        f"  weighted to who was asked: {value} ({low} to {high}, 95 %) of {told.n:,} answers, "
        f"worth {told.effective:,.0f}"
    )


def _figure(kind: str, value: float) -> str:
    """A score as people write it: CSAT is a share, the others are points."""
    if kind == "csat":
        return f"{100 * value:.0f} %"
    return f"{value:.0f}" if kind == "nps" else f"{value:.2f}"


def _kind(ask: str) -> Kind:
    """The rating a survey begins with.

    Raises:
        AskUnknown: there is none like it.
    """
    for kind in BEGINNINGS:
        if kind == ask:
            return kind
    raise AskUnknown(ask)


def _survey_in(path: Path) -> Survey:
    """The survey a file describes.

    Raises:
        SurveyFileUnreadable: it holds none.
    """
    import yaml  # only this command reads it

    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as failure:
        raise SurveyFileUnreadable(path, failure.strerror or str(failure)) from failure
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as failure:
        raise SurveyFileUnreadable(path, "it is neither YAML nor JSON") from failure
    if not isinstance(told, dict):
        raise SurveyFileUnreadable(path, "it says no key and no questions")
    return survey_of(told)


def _tell(now: SurveyNow, *, is_json: bool) -> None:
    if is_json:
        typer.echo(json.dumps(_as_json(now), ensure_ascii=False))
        return
    typer.echo(
        f"survey:  {now.asked.key}, version {now.kept.version}\nlink:    {now.address}\n"
        f"poster:  {now.address}/poster"
    )
    if now.notice:
        typer.echo(now.notice, err=True)


def _as_json(now: SurveyNow) -> dict[str, Any]:
    return {
        "key": now.asked.key, "version": now.kept.version, "is_open": now.is_open,
        "address": now.address, "asks": now.asked.as_json(),
    }  # fmt: skip


def _opened(workspace: Path | None) -> Workspace:
    return open_workspace(settings_of(workspace), create=False)
