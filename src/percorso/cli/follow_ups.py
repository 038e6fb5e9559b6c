"""`percorso follow-ups`: customers to be looked after, by whom, by when, and how it went on."""

import json
from dataclasses import asdict, replace
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
from percorso.domain.action import OPEN, day_of, status_of
from percorso.domain.follow_up import Opening, Recovery, follow_up_as_json, outcome_of
from percorso.domain.journey_map import Estimate
from percorso.workspace.follow_ups.desk import Followed, FollowUpFilter, FollowUpsDesk

app = typer.Typer(
    help="Follow-ups: customers to be looked after, by whom, by when, and how it went on.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

NumberArgument = Annotated[int, typer.Argument(metavar="NUMBER", help="Of the follow-up.")]


@app.command("list")
def list_(
    owner: Annotated[
        str | None, typer.Option("--owner", metavar="NAME", help="Theirs alone; - is nobody's.")
    ] = None,
    customer: Annotated[
        str | None, typer.Option("--customer", metavar="ID", help="Of one customer alone.")
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Those done and dropped, too.")] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those overdue.")] = False,
    workspace: WorkspaceOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """List the follow-ups still to be done, those due first at the head.

    Example: percorso follow-ups list --owner Anna
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    desk = _desk(workspace)
    asked = FollowUpFilter(() if all_ else OPEN, owner, overdue, customer=customer)
    found = desk.all(asked)
    if chosen == "json":
        typer.echo(_json([_told(desk, one) for one in found]))
        return
    for one in found:
        typer.echo(_line(desk, one))


@app.command("set")
def set_(
    number: NumberArgument,
    owner: Annotated[
        str | None, typer.Option("--owner", metavar="NAME", help="Who does it; '' is nobody.")
    ] = None,
    due: Annotated[
        str | None, typer.Option("--due", metavar="DAY", help="Last day for it; '' is none.")
    ] = None,
    status: Annotated[
        str | None,
        typer.Option("--status", metavar="STATUS", help="to_do, in_progress, done or dropped."),
    ] = None,
    outcome: Annotated[
        str | None,
        typer.Option(
            "--outcome", metavar="OUTCOME",
            help="solved, explained, not_reached or nothing_to_do; '' is not known yet.",
        ),
    ] = None,
    note: Annotated[
        str | None, typer.Option("--note", metavar="TEXT", help="Anything else.")
    ] = None,
    workspace: WorkspaceOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:  # fmt: skip
    """Change a follow-up: give it to somebody else, say how far it is and what it came to.

    Example: percorso follow-ups set 1 --status done --outcome solved
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    desk = _desk(workspace)
    known = desk.of(number).follow_up
    said: dict[str, Any] = {"owner": owner, "note": note}
    if due is not None:
        said["due_on"] = day_of(due)
    if status is not None:
        said["status"] = status_of(status)
    if outcome is not None:
        said["outcome"] = outcome_of(outcome)
    told = {name: value for name, value in said.items() if value is not None or name == "due_on"}
    found = desk.change(number, replace(known.handling, **told), read_at=len(known.history))
    typer.echo(_json(_told(desk, found)) if chosen == "json" else _line(desk, found))


@app.command("recovery")
def recovery(
    workspace: WorkspaceOption = None, format_: FormatOption = None, json_: JsonOption = False
) -> None:
    """Say what came after: the next rating, days to a good one, purchases; no effect of anything.

    Example: percorso follow-ups recovery
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    found = _desk(workspace).recovery()
    typer.echo(_json(found.as_json()) if chosen == "json" else "\n".join(_lines(found)))


@app.command("opening")
def opening(
    on: Annotated[bool | None, typer.Option("--on/--off", help="Whether one opens.")] = None,
    days: Annotated[
        int | None, typer.Option("--days", metavar="DAYS", help="To close it, 0 to 365.")
    ] = None,
    window: Annotated[
        int | None,
        typer.Option("--window", metavar="DAYS", help="Older ratings open none, 0 to 365."),
    ] = None,
    workspace: WorkspaceOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """Say, or set, when a bad answer or review opens a follow-up by itself.

    Example: percorso follow-ups opening --days 3
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    desk = _desk(workspace)
    found = desk.opening()
    wanted = Opening(
        found.is_on if on is None else on,
        found.days if days is None else days,
        found.window_days if window is None else window,
    )
    if wanted != found:
        found = desk.set_opening(wanted)
    if chosen == "json":
        typer.echo(_json(asdict(found)))
        return
    state = "on" if found.is_on else "off"
    typer.echo(f"{state}: {found.days} days to close, ratings of the last {found.window_days} days")


@app.command("tell")
def tell(workspace: WorkspaceOption = None) -> None:
    """Send owners a mail on what was opened for them; a server does it by itself every minute.

    Example: percorso follow-ups tell
    """
    count = _desk(workspace).tell_owners()
    typer.echo(f"letters sent: {count}")


def _desk(workspace: Any) -> FollowUpsDesk:
    return open_workspace(settings_of(workspace), create=False).follow_ups


def _told(desk: FollowUpsDesk, found: Followed) -> dict[str, Any]:
    return follow_up_as_json(found.follow_up, found.customer, desk.today())


def _line(desk: FollowUpsDesk, found: Followed) -> str:
    one, handling = found.follow_up, found.follow_up.handling
    late = " OVERDUE" if handling.is_overdue(desk.today()) else ""
    rated = "no" if one.rating is None else f"{one.rating:g} of {one.most or 0:g}"
    return (
        f"{one.no:>4}  {handling.status:11}  {handling.due_on or 'no day'}{late}  "
        f"{handling.owner or 'nobody'}  {one.touchpoint}: {rated}  {found.customer or '–'}  "
        f"{handling.outcome or '–'}"
    )


def _lines(found: Recovery) -> list[str]:
    days = "fewer than half so far" if found.median_days is None else f"{found.median_days:.1f}"
    return [
        f"followed: {found.followed:,}",
        f"next rating good: {_share(found.rate)}; none given yet: {found.waiting:,}",
        f"days until half are back to a good rating: {days}",
        f"bought again within 90 days: {_share(found.bought)}; too recent: {found.too_young:,}",
        "An association: it does not say that following up brought them back.",
    ]


def _share(one: Estimate) -> str:
    if one["value"] is None:
        return "–, n 0"
    return (
        f"{100 * one['value']:.0f} % ({100 * (one['low'] or 0):.0f} to "
        f"{100 * (one['high'] or 0):.0f}), n {one['n']:,}"
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
