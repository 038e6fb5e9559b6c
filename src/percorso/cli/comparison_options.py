"""The options that say what a map is compared with."""

from typing import TYPE_CHECKING, Annotated

import typer

from percorso.cli.options import read_day

if TYPE_CHECKING:
    from percorso.workspace import ComparedWith

CompareFromOption = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Compare with journeys that began from this day on."),
]
CompareToOption = Annotated[
    str | None, typer.Option(metavar="DATE", help="The day after the last one of these.")
]
CompareWhereOption = Annotated[
    str | None,
    typer.Option(metavar="CONDITION", help="Compare with the customers who meet it."),
]


def compared_with(since: str | None, until: str | None, where: str | None) -> "ComparedWith | None":
    """What the options compare with; None where none is given.

    Raises:
        ComparesTwice: a period and a condition are given.
        PeriodEmpty: the period ends before it begins.
    """
    if since is None and until is None and where is None:
        return None
    from percorso.workspace import ComparedWith

    days = read_day("--compare-from", since), read_day("--compare-to", until)
    return ComparedWith(*days, where)
