"""The options that say which journeys: of a map, and of an export."""

from typing import Annotated

import typer

JourneyOption = Annotated[str, typer.Option(metavar="lifecycle|purchase", help="Which journeys.")]
SuccessOption = Annotated[
    str | None,
    typer.Option(
        metavar="T,…",
        help="Touchpoints that end a journey well [default: the catalogue's goal].",
    ),
]
FailureOption = Annotated[
    str | None, typer.Option(metavar="T,…", help="Touchpoints that end it badly.")
]
FromOption = Annotated[
    str | None,
    typer.Option("--from", metavar="DATE", help="First day journeys may begin on."),
]
ToOption = Annotated[
    str | None, typer.Option("--to", metavar="DATE", help="The day after the last one.")
]
WhereOption = Annotated[
    str | None,
    typer.Option(
        metavar="CONDITION",
        help="Only customers of whom one interaction meets it: 'city = \"Milano\"'.",
    ),
]
