"""Options that several commands share, and what they mean."""

import csv
import os
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from percorso.domain.errors import InputError
from percorso.domain.mapping import DateOrder
from percorso.settings import Settings, read_settings

if TYPE_CHECKING:
    from percorso.workspace import Workspace

_ORDERS: tuple[DateOrder, ...] = ("dmy", "mdy", "ymd")
WorkspaceOption = Annotated[
    Path | None,
    typer.Option(
        "--workspace", "-w", metavar="DIR",
        help="Folder of the workspace [default: $PERCORSO_WORKSPACE or percorso-workspace].",
        show_default=False,
    ),
]  # fmt: skip
FixedColumnsOption = Annotated[
    str | None,
    typer.Option(
        "--columns", metavar="ROLE=COLUMN,…",
        help="What is to be read otherwise; roles that are not named stay as they are.",
    ),
]  # fmt: skip
FixedZoneOption = Annotated[
    str | None, typer.Option("--time-zone", metavar="ZONE", help="Zone of times without one.")
]
DateOrderOption = Annotated[
    str | None,
    typer.Option(metavar="dmy|mdy|ymd", help="Order of day and month in 01/02/2026."),
]
FormatOption = Annotated[
    str | None, typer.Option("--format", metavar="text|json", help="How to answer.")
]
OutOption = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write to a file instead of the screen.")
]
LangOption = Annotated[
    str | None, typer.Option(metavar="it|en", help="Language of names and sentences.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Short for --format json.")]


class DayUnreadable(InputError):
    """A day that is not one."""

    def __init__(self, option: str, text: str) -> None:
        self.option = option
        self.text = text
        super().__init__(f"{option} wants a day such as 2026-11-22, got {text!r}.")


class NamesUnreadable(InputError):
    """A list of names whose quotes do not pair."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(
            f"Names are separated by commas, and one that holds a comma stands in double quotes "
            f"('\"Ordine, pagato\",order'); got {text!r}. Close the quote."
        )


class FormatUnknown(InputError):
    """An output format that does not exist."""

    def __init__(self, text: str, known: tuple[str, ...]) -> None:
        self.text = text
        super().__init__(f"--format is one of {', '.join(known)}; got {text!r}.")


class DateOrderUnknown(InputError):
    """An order of day, month and year that does not exist."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"--date-order is one of {', '.join(_ORDERS)}; got {text!r}.")


def settings_of(workspace: Path | None, **given: Any) -> Settings:
    """The settings of this run: options, environment, defaults."""
    return read_settings(os.environ, workspace=workspace, **given)


def open_workspace(settings: Settings, *, create: bool) -> "Workspace":
    """The workspace the settings name."""
    from percorso.workspace import Workspace

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


def read_date_order(text: str | None) -> DateOrder | None:
    """An order of day and month given as an option.

    Raises:
        DateOrderUnknown: there is no such order.
    """
    if text is None:
        return None
    for order in _ORDERS:
        if text.lower() == order:
            return order
    raise DateOrderUnknown(text)


def chosen_format(text: str | None, *, is_json: bool, known: tuple[str, ...]) -> str:
    """The output format: `--json`, else `--format`, else the first known.

    Raises:
        FormatUnknown: there is no such format.
    """
    chosen = "json" if is_json else (text or known[0])
    if chosen not in known:
        raise FormatUnknown(chosen, known)
    return chosen


def listed(texts: list[str] | None) -> list[str] | None:
    """Names given once or several times, separated by commas; None when the option is absent.

    A name that holds a comma stands in double quotes: `"Ordine, pagato",order`.

    Raises:
        NamesUnreadable: a quote is never closed, or something follows it.
    """
    if not texts:
        return None
    try:
        cells = [cell for text in texts for row in _rows(text) for cell in row]
    except csv.Error:
        raise NamesUnreadable(next(text for text in texts if '"' in text)) from None
    return [cell.strip() for cell in cells if cell.strip()]


def _rows(text: str) -> list[list[str]]:
    return list(csv.reader([text], skipinitialspace=True, strict=True))
