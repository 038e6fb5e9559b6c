"""`percorso actions`: the plan of what is done about the map, by whom, and by when."""

import json
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, cast, get_args

import typer

from percorso.cli.options import (
    FormatOption,
    JsonOption,
    WorkspaceOption,
    chosen_format,
    open_workspace,
    settings_of,
)
from percorso.domain.action import (
    OPEN,
    Action,
    ActionRefused,
    Plan,
    action_as_json,
    change_as_json,
    day_of,
    status_of,
)
from percorso.workspace.plan.actions_desk import ActionFilter, ActionOrder, ActionsDesk

app = typer.Typer(
    help="The action plan: what is done about the map, by whom, by when.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

NumberArgument = Annotated[int, typer.Argument(metavar="NUMBER", help="Number of the action.")]
TitleOption = Annotated[str | None, typer.Option("--title", metavar="TEXT", help="What is done.")]
OwnerOption = Annotated[
    str | None, typer.Option("--owner", metavar="NAME", help="Who does it; '' is nobody.")
]
DueOption = Annotated[
    str | None, typer.Option("--due", metavar="DAY", help="Last day for it; '' is none.")
]
StatusOption = Annotated[
    str | None,
    typer.Option("--status", metavar="STATUS", help="to_do, in_progress, done or dropped."),
]
ExpectedOption = Annotated[
    str | None, typer.Option("--expected", metavar="TEXT", help="What it is hoped to change.")
]
NoteOption = Annotated[str | None, typer.Option("--note", metavar="TEXT", help="Anything else.")]


@app.command("list")
def list_(
    owner: Annotated[
        str | None, typer.Option("--owner", metavar="NAME", help="Theirs alone; - is nobody's.")
    ] = None,
    status: StatusOption = None,
    all_: Annotated[bool, typer.Option("--all", help="Those done and dropped, too.")] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those overdue.")] = False,
    order: Annotated[
        str, typer.Option("--order", metavar="ORDER", help="due, title, owner, status or made.")
    ] = "due",
    workspace: WorkspaceOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """List the actions still to be done, those due first at the head.

    Example: percorso actions list --owner Anna
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    desk = _desk(workspace)
    statuses = (status_of(status),) if status else () if all_ else OPEN
    asked = ActionFilter(statuses=statuses, owner=owner, overdue=overdue, order=_order(order))
    found, today = desk.all(asked), desk.today()
    if chosen == "json":
        typer.echo(_json([action_as_json(one, today) for one in found]))
        return
    for one in found:
        typer.echo(_line(one, today))


@app.command("show")
def show(
    number: NumberArgument,
    workspace: WorkspaceOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """Show an action: its plan, what was measured when it was made, and what was changed since.

    Example: percorso actions show 1
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    desk = _desk(workspace)
    action, today = desk.of(number), desk.today()
    history = [change_as_json(one) for one in desk.history(number)]
    told = action_as_json(action, today) | {"history": history}
    typer.echo(_json(told) if chosen == "json" else "\n".join(_lines(told)))


@app.command("add")
def add(
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What is to be done.")],
    at: Annotated[
        str, typer.Option("--at", metavar="NAME", help="Touchpoint or stage, by key or name.")
    ],
    finding: Annotated[
        str | None,
        typer.Option("--finding", metavar="ID", help="Finding of the map it comes of."),
    ] = None,
    journey: Annotated[
        str, typer.Option("--journey", metavar="KEY", help="Definition of the map looked at.")
    ] = "lifecycle",
    owner: OwnerOption = None,
    due: DueOption = None,
    status: StatusOption = None,
    expected: ExpectedOption = None,
    note: NoteOption = None,
    workspace: WorkspaceOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """Make an action; what the map says of its place now is kept with it.

    Example: percorso actions add "Say the delivery day in the cart" --at cart --owner Anna
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    opened = open_workspace(settings_of(workspace), create=False)
    plan = _changed(Plan(title), None, owner, due, status, expected, note)
    plan.check()
    seen = opened.map(journey).data
    desk = opened.actions
    _say(desk, desk.add(plan, at, seen=seen, finding=finding), chosen)


@app.command("set")
def set_(
    number: NumberArgument,
    title: TitleOption = None,
    owner: OwnerOption = None,
    due: DueOption = None,
    status: StatusOption = None,
    expected: ExpectedOption = None,
    note: NoteOption = None,
    workspace: WorkspaceOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """Change an action: close it, reopen it, give it to somebody else.

    Example: percorso actions set 1 --status done
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    desk = _desk(workspace)
    known = desk.of(number)
    plan = _changed(known.plan, title, owner, due, status, expected, note)
    _say(desk, desk.change(number, plan, read_at=known.changes), chosen)


@app.command("remove")
def remove(number: NumberArgument, workspace: WorkspaceOption = None) -> None:
    """Forget an action and its history; one that is no longer wanted is better dropped.

    Example: percorso actions remove 1
    """
    _desk(workspace).remove(number)
    typer.echo(f"removed: action {number}")


def _desk(workspace: Any) -> ActionsDesk:
    return open_workspace(settings_of(workspace), create=False).actions


def _order(text: str) -> ActionOrder:
    if text not in get_args(ActionOrder):
        raise ActionRefused("order", f"one of {', '.join(get_args(ActionOrder))}", repr(text))
    return cast("ActionOrder", text)


def _changed(
    plan: Plan, title: str | None, owner: str | None, due: str | None, status: str | None,
    expected: str | None, note: str | None,
) -> Plan:  # fmt: skip
    """A plan with what was said; what was not said stays."""
    said: dict[str, Any] = {"title": title, "owner": owner, "expected": expected, "note": note}
    if due is not None:
        plan = replace(plan, due_on=day_of(due))
    if status is not None:
        plan = replace(plan, status=status_of(status))
    return replace(plan, **{name: value for name, value in said.items() if value is not None})


def _say(desk: ActionsDesk, action: Action, chosen: str) -> None:
    today = desk.today()
    told = _json(action_as_json(action, today)) if chosen == "json" else _line(action, today)
    typer.echo(told)


def _line(action: Action, today: date) -> str:
    plan, about = action.plan, action.about
    due = f"{plan.due_on}" if plan.due_on else "no day"
    late = " OVERDUE" if plan.is_overdue(today) else ""
    place = about.touchpoint or about.stage or "–"
    return (
        f"{action.no:>4}  {plan.status:11}  {due}{late}  {plan.owner or 'nobody'}  "
        f"{place}: {plan.title}"
    )


def _lines(told: dict[str, Any]) -> list[str]:
    """An action with all there is, a line a fact."""
    plain = ("no", "title", "touchpoint", "stage", "owner", "due_on", "status", "expected", "note",
             "made_at", "made_by")  # fmt: skip
    lines = [f"{name}: {told[name]}" for name in plain if told[name] is not None]
    if told["is_overdue"]:
        lines.append("overdue")
    if (effect := told["effect"]) is not None:
        lines.append(f"could be won at most: {_measure(effect)} {effect['unit']}")
    lines += _state_lines(told["state"]) if told["state"] else []
    for change in told["history"]:
        fields = "; ".join(
            f"{one['field']} {one['before'] or '–'} → {one['after'] or '–'}"
            for one in change["fields"]
        )
        lines.append(f"{change['made_at']}  {change['made_by'] or '–'}  {fields}")
    return lines


def _state_lines(state: dict[str, Any]) -> list[str]:
    days = " – ".join((state[end] or "…")[:10] for end in ("since", "until"))
    period = "all data" if days == "… – …" else days
    head = f"measured then, {state['journey']}, {period}, data until {state['data_until'] or '–'}:"
    measures = [f"  {one['name']}: {_measure(one)}" for one in state["measures"]]
    close = ["  An association: that it changes later does not say that the action did it."]
    return [head, *([f"  {state['finding']}"] if state["finding"] else []), *measures, *close]


def _measure(one: dict[str, Any]) -> str:
    """A value with its interval and n."""
    low, high = one["low"], one["high"]
    interval = "" if low is None or high is None else f" ({low:.4g} to {high:.4g})"
    return f"{one['value']:.4g}{interval}, n {one['n']:,}" if one["value"] is not None else "–"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
