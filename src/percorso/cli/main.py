"""The `percorso` command: its subcommands, and the exit code each kind of error gets."""

import sys

import typer

from percorso import __version__
from percorso.cli import catalogue, demo, load, map_command
from percorso.domain.errors import (
    ConflictError,
    EngineError,
    InputError,
    NotFoundError,
    PercorsoError,
)

EXIT_CODES: dict[type[PercorsoError], int] = {
    InputError: 2,
    NotFoundError: 3,
    ConflictError: 4,
    EngineError: 5,
}

app = typer.Typer(
    name="percorso",
    help="One living customer-journey map, drawn from the data of every contact.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("demo")(demo.demo)
app.command("load")(load.load)
app.command("map")(map_command.map_)
app.add_typer(catalogue.app, name="catalogue")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"percorso {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Say the version and stop."
    ),
) -> None:
    """One living customer-journey map, drawn from the data of every contact."""


def main() -> None:
    """Run the command line; an error of ours becomes one sentence and its exit code."""
    try:
        app()
    except PercorsoError as error:
        typer.echo(f"percorso: {error}", err=True)
        sys.exit(exit_code(error))
    except BrokenPipeError:
        # The reader of our output went away (`percorso map | head`): nothing to say.
        sys.stderr.close()
        sys.exit(0)


def exit_code(error: PercorsoError) -> int:
    """The exit code of an error's branch."""
    return next(code for kind, code in EXIT_CODES.items() if isinstance(error, kind))
