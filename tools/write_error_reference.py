"""What can Percorso say went wrong? Writes docs/look-up/errors.md from the error classes."""

import argparse
import importlib
import inspect
import pkgutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import percorso
from percorso.domain.errors import (
    ConflictError,
    EngineError,
    InputError,
    NotFoundError,
    PercorsoError,
)

PAGE = Path(__file__).resolve().parent.parent / "docs/look-up/errors.md"

HEAD = """\
# Errors and exit codes

Every command ends with one of these codes. What went wrong stands on standard error, in one or
two sentences: what was wanted, what came, what to do. Percorso never shows a traceback for these;
one that you see is a bug we would like to hear of.

| code | stands for | what to do |
|---|---|---|
| 0 | it worked | |
| 2 | something given cannot be used as it is \
| change the file, the option or the setting it names |
| 3 | something named does not exist | check the name; the message lists what there is |
| 4 | somebody else holds it, or changed it first | wait, then run the command again |
| 5 | the disk, a store or the engine failed \
| mend what the message names, then run it again: nothing acknowledged is lost |
| 130 | somebody interrupted it (Ctrl-C) \
| run it again when you like: nothing is left half-written |

One wrong row never stops a load. It is set aside with its line and a reason, counted as
*rejected*, and loaded when the file is mended and loaded again.

The names below are the classes a Python program can catch. This page is written from them by
`python tools/write_error_reference.py`.
"""

BRANCHES: tuple[tuple[type[PercorsoError], int, str], ...] = (
    (InputError, 2, "The caller can fix it"),
    (NotFoundError, 3, "What was named does not exist"),
    (ConflictError, 4, "Somebody else was there first"),
    (EngineError, 5, "The machine could not do it now"),
)


def load_every_module() -> None:
    """Import all of Percorso, so that every error class exists."""
    for module in pkgutil.walk_packages(percorso.__path__, "percorso."):
        # One would start the program, the other runs only inside Alembic.
        if not module.name.endswith(".__main__") and ".migrations" not in module.name:
            importlib.import_module(module.name)


def errors_below(branch: type[PercorsoError]) -> list[type[PercorsoError]]:
    """Every public class of Percorso's own below a branch, by name."""
    found: set[type[PercorsoError]] = set()
    waiting = [branch]
    while waiting:
        below = set(waiting.pop().__subclasses__()) - found
        found |= below
        waiting.extend(below)
    own = (
        error
        for error in found
        if error.__module__.startswith("percorso.") and not error.__name__.startswith("_")
    )
    return sorted(own, key=lambda error: (error.__name__, error.__module__))


def page() -> str:
    """The whole page, in Markdown."""
    load_every_module()
    return "\n".join([HEAD, *(line for branch in BRANCHES for line in _section(*branch))])


def _section(branch: type[PercorsoError], code: int, title: str) -> Iterator[str]:
    yield f"## {title}: exit code {code}\n\n`{branch.__name__}` and below it:\n"
    yield "| error | when | raised in |\n|---|---|---|"
    for error in errors_below(branch):
        room = error.__module__.removeprefix("percorso.")
        yield f"| `{error.__name__}` | {first_sentence(error)} | `{room}` |"
    yield ""


def first_sentence(error: type[PercorsoError]) -> str:
    """The first line of an error's docstring, fit for a table."""
    return (inspect.getdoc(error) or "").partition("\n")[0].replace("|", "\\|")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page; with --check only say, by the exit status, whether it is up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(arguments)
    written = page()
    if not options.check:
        PAGE.write_text(written, encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == written:
        return 0
    print(f"{PAGE} differs from the classes. Run python tools/write_error_reference.py.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
