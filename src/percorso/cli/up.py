"""`percorso up`: the server that takes messages in."""

import sys
import webbrowser
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import typer

from percorso.cli.display import has_display
from percorso.cli.options import WorkspaceOption, open_workspace, settings_of
from percorso.domain.errors import EngineError
from percorso.settings import USUAL_HOST, USUAL_PORT, Settings
from percorso.workspace import Workspace

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from percorso.workspace.server.serving import Address


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
    """Run the server: show the map and the customers, take messages in, and load them.

    Example: percorso up --workspace casa-lume
    """
    settings = settings_of(workspace)
    opened = open_workspace(settings, create=True)
    does = "shows the map and takes messages" if only is None else "takes messages"
    opened.serve(
        host, port, loads=only is None,
        pages=pages_of(opened, settings) if only is None else None,
        on_ready=lambda address: _say_ready(opened, address, does, shows=only is None),
    )  # fmt: skip


def _say_ready(opened: Workspace, address: "Address", does: str, *, shows: bool) -> None:
    typer.echo(f"Percorso {does} at {address}")
    try:
        if shows and opened.is_empty:
            _begin(f"{address}/begin")
        token = opened.users.first_link() if shows else None
    except EngineError as failure:
        # The doors are open already: a full disk ends nothing.
        typer.echo(f"percorso: No link makes the first user yet: {failure}", err=True)
        return
    if token is not None:
        typer.echo(
            "There is no user yet: the pages open on this computer alone, without a password. To "
            "make the first user, within a day and once:\n"
            f"{opened.users.address(token)}"
        )


def _begin(page: str) -> None:
    """Lead who sits at the terminal to the first steps of a workspace without data."""
    typer.echo(f"Nothing is loaded yet. Begin in the browser: {page}")
    if sys.stdout.isatty() and has_display():
        webbrowser.open(page)


def pages_of(opened: Workspace, settings: Settings) -> "ASGIApp":
    """The pages of a workspace."""
    from percorso.web.app import web_app  # only who shows pages pays

    return web_app(opened, "en" if settings.language == "en" else "it")
