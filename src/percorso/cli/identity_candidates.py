"""`percorso identity candidates`, `accept`, `reject`: who may be one person, and what it is."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from percorso.cli.options import JsonOption, WorkspaceOption, open_workspace, settings_of

if TYPE_CHECKING:
    from percorso.workspace.people.candidates import Candidate, Judged, Queue

# Shown with three places, no model is sure.
_NEARLY_SURE = 0.9995

NumbersArgument = Annotated[
    list[int], typer.Argument(metavar="NO...", help="Numbers of pairs, as they are listed.")
]
ByOption = Annotated[str, typer.Option("--by", metavar="NAME", help="Who says so.")]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why: it is kept.")]


def candidates(
    find: Annotated[
        bool, typer.Option("--find", help="Look for pairs first; takes the extra identity.")
    ] = False,
    least: Annotated[
        float,
        typer.Option("--least", metavar="SHARE", min=0.01, max=1, help="With --find: so likely."),
    ] = 0.5,
    most: Annotated[int, typer.Option("--most", metavar="COUNT", min=1, help="Shown.")] = 20,
    workspace: WorkspaceOption = None,
    clear: Annotated[bool, typer.Option("--clear", help="Names and identifiers in clear.")] = False,
    json_: JsonOption = False,
) -> None:
    """Customers who may be one person though nothing joins them, for you to judge.

    Example: percorso identity candidates --find --clear
    """
    desk = open_workspace(settings_of(workspace), create=False).identity
    if find:
        desk.find_candidates(least=least)
    queue = desk.candidates(clear=clear)
    if json_:
        typer.echo(json.dumps(asdict(queue), ensure_ascii=False))
        return
    if not queue.waiting:
        typer.echo("No pair waits to be judged. Look for some: percorso identity candidates --find")
    for one in queue.waiting[:most]:
        _tell(one)
    if len(queue.waiting) > most:
        typer.echo(f"… and {len(queue.waiting) - most:,} more: --most")
    typer.echo(_how_well(queue))


def accept(
    numbers: NumbersArgument,
    by: ByOption = "",
    reason: ReasonOption = "",
    workspace: WorkspaceOption = None,
    json_: JsonOption = False,
) -> None:
    """Say that pairs of the list are one person each; ends with 1 where a rail keeps some apart.

    Example: percorso identity accept 3 4 --by Paola

    Raises:
        Exit: with code 1, where some stay apart.
    """
    desk = open_workspace(settings_of(workspace), create=False).identity
    judged = desk.accept(*numbers, actor=by, reason=reason)
    _tell_judged(judged, "one customer now", json_=json_)
    if not all(one.is_followed for one in judged):
        raise typer.Exit(1)


def reject(
    numbers: NumbersArgument,
    by: ByOption = "",
    reason: ReasonOption = "",
    workspace: WorkspaceOption = None,
    json_: JsonOption = False,
) -> None:
    """Say that pairs of the list are two persons each, whatever connects them later.

    Example: percorso identity reject 5 --by Paola
    """
    desk = open_workspace(settings_of(workspace), create=False).identity
    judged = desk.reject(*numbers, actor=by, reason=reason)
    _tell_judged(judged, "two customers for good", json_=json_)


def _tell(one: "Candidate") -> None:
    likely = f"{one.probability:.3f}" if one.probability < _NEARLY_SURE else ">0.999"
    typer.echo(f"{one.no:>5}  {likely}")
    for side in one.sides:
        named = ", ".join(part for part in (side.name, *side.identifiers) if part)
        typer.echo(f"       {side.id}  {named}")
    alike = [name for name, level in one.agreement.items() if level > 0]
    unlike = [name for name, level in one.agreement.items() if level == 0]
    parts = [
        f"alike: {', '.join(alike)}" if alike else "",
        f"unlike: {', '.join(unlike)}" if unlike else "",
    ]
    typer.echo(f"       {'; '.join(part for part in parts if part)}")


def _how_well(queue: "Queue") -> str:
    by_itself = (
        "Nothing is accepted by itself."
        if queue.accepts_above is None
        else f"Pairs from {queue.accepts_above} on are accepted by themselves: "
        f"{queue.automatic:,} were."
    )
    told = queue.precision
    if told.share is None or told.low is None or told.high is None:
        known = f"too few were judged to say how often that is right ({told.judged:,})"
    else:
        known = (
            f"{told.right:,} of {told.judged:,} judged were one person: {told.share:.0%}, "
            f"95 % interval {told.low:.0%} to {told.high:.0%}"
        )
    return f"{by_itself} Of pairs from {told.threshold} on {known}."


def _tell_judged(judged: "list[Judged]", what: str, *, json_: bool) -> None:
    if json_:
        typer.echo(json.dumps([asdict(one) for one in judged]))
        return
    for one in judged:
        typer.echo(f"{one.no}: {what if one.is_followed else 'a rail keeps them apart'}")
