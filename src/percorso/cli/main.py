"""The `percorso` command, and the exit code each kind of error gets."""

import contextlib
import logging
import os
import sys
from typing import NoReturn

import typer

from percorso import __version__
from percorso.cli.commands import OnDemand
from percorso.cli.crash import EXIT_CODE as CRASH_EXIT_CODE
from percorso.cli.crash import crash_sentence
from percorso.cli.output import AnswerNotPrinted
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

# As a shell tells that a program ended by Ctrl-C.
INTERRUPTED_EXIT_CODE = 130
_INTERRUPTED = (
    "Interrupted. Nothing is left half-written, and nothing that was loaded is lost: run the "
    "command again when you like."
)

app = typer.Typer(
    name="percorso",
    cls=OnDemand,
    help="One living customer-journey map, drawn from the data of every contact.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


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
    """Run the command line; an error of ours becomes one sentence and its exit code.

    Raises:
        SystemExit: the command ended, with its exit code.
    """
    _say_warnings()
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except PercorsoError as error:
        _fail(error)
    except KeyboardInterrupt:
        _interrupted()
    except SystemExit as end:
        # What the command line's library makes of an interrupt, without a word.
        if end.code == INTERRUPTED_EXIT_CODE:
            _interrupted()
        raise
    except BrokenPipeError:
        # The reader of our output went away (`percorso map | head`): nothing to say.
        sys.stderr.close()
        sys.exit(0)
    except OSError as cause:
        # Files of ours say their own sentence; what is left is the standard output.
        _silence_output()
        _fail(AnswerNotPrinted(cause))
    except Exception as error:  # noqa: BLE001 - the last door: nobody shall read a traceback
        typer.echo(f"percorso: {crash_sentence(error)}", err=True)
        sys.exit(CRASH_EXIT_CODE)


class _Sentences(logging.Handler):
    """Says what a room has to say while it works on, such as a warehouse set aside."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print the sentence on the error stream; where nobody can read it, the work goes on."""
        with contextlib.suppress(OSError):
            typer.echo(f"percorso: {record.getMessage()}", err=True)


def _say_warnings() -> None:
    logger = logging.getLogger("percorso")
    if not any(isinstance(handler, _Sentences) for handler in logger.handlers):
        logger.addHandler(_Sentences(logging.WARNING))


def _fail(error: PercorsoError) -> NoReturn:
    for line in (f"percorso: {error}", *getattr(error, "__notes__", ())):
        typer.echo(line, err=True)
    sys.exit(exit_code(error))


def _interrupted() -> NoReturn:
    typer.echo(f"percorso: {_INTERRUPTED}", err=True)
    sys.exit(INTERRUPTED_EXIT_CODE)


def _silence_output() -> None:
    """Keep the interpreter from trying to flush, at its end, what could not be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def exit_code(error: PercorsoError) -> int:
    """The exit code of an error's branch."""
    return next(code for kind, code in EXIT_CODES.items() if isinstance(error, kind))
