"""The options that say which journeys: of a map, and of an export."""

from typing import Annotated

import typer

JourneyOption = Annotated[
    str,
    typer.Option(
        metavar="KEY|FILE.yaml",
        help="Which journeys: lifecycle, purchase, service, or one of your own.",
    ),
]
SuccessOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="T,…",
        help="Touchpoints that end a journey well [default: the catalogue's goal].",
        show_default=False,
    ),
]
FailureOption = Annotated[
    list[str] | None,
    typer.Option(metavar="T,…", help="Touchpoints that end it badly.", show_default=False),
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
