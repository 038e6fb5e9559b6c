"""Options that several commands share, and what they mean."""

import os
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from percorso.domain.errors import InputError
from percorso.settings import Settings, read_settings
from percorso.workspace import Workspace

WorkspaceOption = Annotated[
    Path | None,
    typer.Option(
        "--workspace", "-w", metavar="DIR",
        help="Folder of the workspace [default: $PERCORSO_WORKSPACE or percorso-workspace].",
        show_default=False,
    ),
]  # fmt: skip
JsonOption = Annotated[bool, typer.Option("--json", help="Short for --format json.")]


class DayUnreadable(InputError):
    """A day that is not one."""

    def __init__(self, option: str, text: str) -> None:
        self.option = option
        self.text = text
        super().__init__(f"{option} wants a day such as 2026-11-22, got {text!r}.")


class FormatUnknown(InputError):
    """An output format that does not exist."""

    def __init__(self, text: str, known: tuple[str, ...]) -> None:
        self.text = text
        super().__init__(f"--format is one of {', '.join(known)}; got {text!r}.")


def settings_of(workspace: Path | None, **given: Any) -> Settings:
    """The settings of this run: options, environment, defaults."""
    return read_settings(os.environ, workspace=workspace, **given)


def open_workspace(settings: Settings, *, create: bool) -> Workspace:
    """The workspace the settings name."""
    return Workspace(settings.workspace, settings, create=create)


def read_day(option: str, text: str | None) -> date | None:
    """A day given as an option.

    Raises:
        DayUnreadable: the text is no ISO day.
    """
    if text is None:
        return None
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").date()
    except ValueError:
        raise DayUnreadable(option, text) from None


def chosen_format(text: str | None, *, is_json: bool, known: tuple[str, ...]) -> str:
    """The output format: `--json`, else `--format`, else the first known.

    Raises:
        FormatUnknown: there is no such format.
    """
    chosen = "json" if is_json else (text or known[0])
    if chosen not in known:
        raise FormatUnknown(chosen, known)
    return chosen


def listed(text: str | None) -> list[str] | None:
    """Names given as one option, separated by commas; None when the option is absent."""
    if text is None:
        return None
    return [part.strip() for part in text.split(",") if part.strip()]
