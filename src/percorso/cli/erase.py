"""`percorso erase`: persons forgotten, wherever the workspace holds them."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from percorso.cli.options import (
    FormatOption,
    JsonOption,
    WorkspaceOption,
    chosen_format,
    open_workspace,
    settings_of,
)
from percorso.cli.progress import progress_bar
from percorso.domain.erasure import ErasureReport
from percorso.domain.errors import InputError
from percorso.workspace import Workspace

_ROWS = (
    ("persons", "persons"),
    ("interactions", "contacts of the warehouse"),
    ("messages", "messages and rows of the archive"),
    ("segments", "segments of the archive written anew"),
    ("rejected", "rejected rows"),
    ("identifiers", "identifiers"),
    ("traits", "values of traits"),
    ("choices", "choices, of which a proof stays under a keyed hash"),
    ("masked", "messages of others in which an address or number is blotted out"),
)


class NobodyNamed(InputError):
    """An erasure of nobody."""

    def __init__(self) -> None:
        super().__init__(
            "Say who is to be erased: percorso erase WHO …, or --from FILE with a name a line."
        )


class ListUnreadable(InputError):
    """A list of persons that is no text."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"--from wants a text file in UTF-8 with an id, e-mail, phone or number a line; {path} "
            "cannot be read so."
        )


def erase(
    who: Annotated[
        list[str] | None,
        typer.Argument(metavar="WHO", help="Ids, e-mails, phones, numbers …"),
    ] = None,
    from_: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="A file with one a line.")
    ] = None,
    workspace: WorkspaceOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who does it.")] = "",
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="What it rests on; name nobody.")
    ] = "",
    lift: Annotated[
        bool, typer.Option("--lift", help="Let what they do from now on come in again.")
    ] = False,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """Forget persons, wherever the workspace holds them; what comes of them later is dropped.

    Example: percorso erase ada@shop.example --reason "letter of 20 Nov" --by Paola
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    names = _named(who or (), from_)
    opened = open_workspace(settings_of(workspace), create=False)
    if lift:
        count = opened.erasure.lift(*names, actor=by, reason=reason)
        typer.echo(f"{count:,} identifiers count again from now on.")
        return
    run_erasure(
        opened, names, dry_run=dry_run, yes=yes, by=by, reason=reason, is_json=chosen == "json"
    )


def _named(who: Sequence[str], path: Path | None) -> list[str]:
    """Who is meant by arguments and a file.

    Raises:
        NobodyNamed: nobody.
    """
    names = [*who, *listed_names(path)]
    if not names:
        raise NobodyNamed
    return names


def run_erasure(
    opened: Workspace, names: Sequence[str], *, dry_run: bool, yes: bool, by: str, reason: str,
    is_json: bool,
) -> None:  # fmt: skip
    """Say what would go, ask, and erase.

    Args:
        opened: The workspace.
        names: Who.
        dry_run: Whether to end when it is said.
        yes: Whether to ask nothing.
        by: Who does it.
        reason: Why.
        is_json: Whether the report is JSON.

    Raises:
        Exit: the question was answered with no.
    """
    if dry_run or not yes:
        with progress_bar() as bar:
            plan = opened.erasure.plan(*names, on_progress=bar)
        if dry_run:
            _say(plan, "Would go", is_json=is_json)
            return
        _say(plan, "Would go", is_json=False)
        if not typer.confirm("Erase this for good?", err=True):
            raise typer.Exit(1)
    with progress_bar() as bar:
        done = opened.erasure.erase(*names, actor=by, reason=reason, on_progress=bar)
    _say(done, "Gone", is_json=is_json)


def _say(report: ErasureReport, head: str, *, is_json: bool) -> None:
    if is_json:
        typer.echo(json.dumps(report.as_json(), ensure_ascii=False))
        return
    typer.echo(f"{head}:")
    for name, words in _ROWS:
        if count := report.counts[name]:
            typer.echo(f"  {count:>9,} {words}")
    for name in report.unknown:
        typer.echo(f"Nobody is known by {name!r}.")
    for sentence in report.left:
        typer.echo(sentence)


def listed_names(path: Path | None) -> list[str]:
    """The names of a file, one a line; none without one.

    Raises:
        ListUnreadable: it is no text, or not there.
    """
    if path is None:
        return []
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, ValueError):
        raise ListUnreadable(path) from None
    return [line.strip() for line in lines if line.strip()]
