"""`percorso retention`: how long each class of data is kept, and taking away what is older."""

import json
from collections.abc import Sequence
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
from percorso.cli.progress import progress_bar

if TYPE_CHECKING:
    from percorso.domain.retention import Overdue, Rule
    from percorso.workspace.rights.retention_desk import RetentionDesk

app = typer.Typer(
    name="retention",
    help="How long each class of data is kept, and taking away what is older.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

ByOption = Annotated[str, typer.Option("--by", metavar="NAME", help="Who says so.")]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why: it is kept.")]


@app.command("list")
def list_(
    workspace: WorkspaceOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """How long each class of data is kept, whether what is older goes, and who said so.

    Example: percorso retention list
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    rules = _desk(workspace).rules()
    if chosen == "json":
        typer.echo(json.dumps([one.as_json() for one in rules], ensure_ascii=False))
        return
    for rule in rules:
        typer.echo(_line_of(rule))
        typer.echo(f"{'':29}{_ground(rule)}")


@app.command("set")
def set_(
    class_: Annotated[str, typer.Argument(metavar="CLASS", help="As `list` names it.")],
    keep: Annotated[
        str | None, typer.Option("--keep", metavar="TIME", help="30days, 24months, 10years.")
    ] = None,
    on: Annotated[
        bool | None,
        typer.Option("--on/--off", help="Whether what is older goes, or is only told of."),
    ] = None,
    by: ByOption = "",
    reason: ReasonOption = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Keep a class of data for another time, or let go what is older from now on.

    Example: percorso retention set behaviour --keep 12months --on --by Paola --reason "DPIA of May"
    """
    rule = _desk(workspace).set(class_, keep=keep, is_on=on, actor=by, reason=reason)
    typer.echo(_line_of(rule))
    if rule.is_on and not rule.data_class.is_always_on:
        typer.echo("What is older goes with percorso retention apply, and daily beside a server.")


@app.command("report")
def report(
    workspace: WorkspaceOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """What is older than each rule allows, and what of it has to stay; nothing is touched.

    Example: percorso retention report
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    found = _desk(workspace).report()
    if chosen == "json":
        typer.echo(json.dumps(found.as_json(), ensure_ascii=False))
        return
    _say(found.overdue)


@app.command("apply")
def apply(
    workspace: WorkspaceOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    by: ByOption = "",
    reason: ReasonOption = "",
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """Take away, wherever it lies, what is older than the rules that are on allow.

    Example: percorso retention apply --by Paola

    Raises:
        Exit: the question was answered with no.
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    desk = _desk(workspace)
    if not yes:
        plan = desk.report()
        _say([one for one in plan.overdue if one.rule.is_on])
        if plan.going and not typer.confirm("Take this away for good?", err=True):
            raise typer.Exit(1)
    with progress_bar() as bar:
        done = desk.apply(actor=by, reason=reason, on_progress=bar)
    if chosen == "json":
        typer.echo(json.dumps(done.as_json(), ensure_ascii=False))
        return
    for one in done.going:
        typer.echo(f"Gone: {one.count:,} {one.rule.data_class.counted} of the class "
                   f"{one.rule.data_class.key}.")  # fmt: skip
    if not done.going:
        typer.echo("Nothing was too old.")


@app.command("log")
def log(
    workspace: WorkspaceOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """Every time the rules were followed: when, by whom, why, and how much went.

    Example: percorso retention log
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    runs = _desk(workspace).log()
    if chosen == "json":
        told = [
            {
                "number": one.no, "begun_at": f"{one.begun_at.isoformat()}Z",
                "done": one.done_at is not None, "by": one.actor, "reason": one.reason,
                "counts": dict(one.told),
            }
            for one in runs
        ]  # fmt: skip
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    for one in runs:
        went = ", ".join(f"{count:,} {name}" for name, count in one.told.items() if count)
        by = f" by {one.actor}" if one.actor else ""
        typer.echo(f"{one.begun_at:%Y-%m-%d %H:%M} UTC{by}: {went or 'nothing was too old'}")


def _desk(workspace: Path | None) -> "RetentionDesk":
    return open_workspace(settings_of(workspace), create=False).retention


def _line_of(rule: "Rule") -> str:
    state = "on" if rule.is_on else "off"
    return f"{rule.data_class.key:10} {rule.keep!s:>11}  {state:4} {rule.data_class.what}"


def _ground(rule: "Rule") -> str:
    if rule.set_at is None:
        return rule.data_class.why
    return f"{rule.actor}, {rule.set_at:%Y-%m-%d}: {rule.reason}"


def _say(overdue: Sequence["Overdue"]) -> None:
    for one in overdue:
        typer.echo(
            f"{one.rule.data_class.key:10} before {one.before}  {one.count:>9,} "
            f"{one.rule.data_class.counted}{_oldest(one)}"
        )
        for sentence in _stays(one):
            typer.echo(f"{'':11}{sentence}")


def _oldest(one: "Overdue") -> str:
    if one.oldest is None:
        return ""
    told = f", the oldest of {one.oldest}"
    return told if one.rule.is_on else f"{told}; its rule is off: they stay"


def _stays(one: "Overdue") -> list[str]:
    because = (
        "a yes of theirs holds" if one.rule.data_class.key == "people"
        else "something younger needs them, in the same message or by the number they tell"
    )  # fmt: skip
    return [
        f"{count:,} {one.rule.data_class.counted} stay: {why}"
        for count, why in (
            (one.restricted, "their person asked to have the data kept (GDPR 18)"),
            (one.needed, because),
        )
        if count
    ]
