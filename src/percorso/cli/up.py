"""`percorso up`: the server that takes messages in."""

from enum import Enum
from typing import Annotated

import typer

from percorso.cli.options import WorkspaceOption, open_workspace, settings_of
from percorso.settings import USUAL_HOST, USUAL_PORT


class Part(Enum):
    """What of the server runs."""

    collect = "collect"


def up(
    workspace: WorkspaceOption = None,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Where to listen.")
    ] = USUAL_HOST,
    port: Annotated[
        int, typer.Option("--port", metavar="PORT", help="On which port; 0 is any that is free.")
    ] = USUAL_PORT,
    only: Annotated[
        Part | None,
        typer.Option("--only", metavar="collect", help="Take messages in, and load none."),
    ] = None,
) -> None:
    """Run the server: take messages in, and load them.

    Example: percorso up --workspace casa-lume
    """
    opened = open_workspace(settings_of(workspace), create=True)
    opened.serve(
        host, port, loads=only is None,
        on_ready=lambda address: typer.echo(f"Percorso takes messages at {address}"),
    )  # fmt: skip
