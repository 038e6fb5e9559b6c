"""How a map leaves the command line: the options of its form, and the map in that form."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

import typer

from percorso.domain.errors import InputError

if TYPE_CHECKING:
    from percorso.workspace import MapResult

Paper = Literal["a3", "a4"]
Theme = Literal["light", "dark"]
Word = TypeVar("Word", bound=str)

FORMATS = ("text", "json", "csv", "html", "svg", "png", "pdf")
_DRAWN = ("html", "svg", "png", "pdf")
_THEMES: tuple[Theme, ...] = ("light", "dark")
_PAPERS: tuple[Paper, ...] = ("a3", "a4")
# The formats that each option of the drawing is about.
_TAKES = {"--paper": ("png", "pdf"), "--theme": ("svg", "png", "pdf")}

FormatOption = Annotated[
    str | None,
    typer.Option("--format", metavar="|".join(FORMATS), help="How to give the map."),
]
PaperOption = Annotated[
    str | None,
    typer.Option(metavar="a3|a4", help="Sheet of a PDF or PNG, landscape [default: a4 for PDF]."),
]
ThemeOption = Annotated[
    str | None, typer.Option(metavar="light|dark", help="Colours of SVG, PNG and PDF.")
]


class FileNameNeeded(InputError):
    """A drawing would be poured over the terminal."""

    def __init__(self, format_: str) -> None:
        self.format = format_
        super().__init__(f"Say where the drawing goes: --format {format_} --out map.{format_}")


class OptionNotForFormat(InputError):
    """An option of the drawing, given for a format it means nothing to."""

    def __init__(self, option: str, format_: str) -> None:
        self.option = option
        self.format = format_
        super().__init__(
            f"{option} is for --format {' or '.join(_TAKES[option])}, not for {format_}. Leave it "
            "out or change the format."
        )


class DrawingOptionUnknown(InputError):
    """A paper or a theme that does not exist."""

    def __init__(self, option: str, text: str, known: tuple[str, ...]) -> None:
        self.option = option
        self.text = text
        super().__init__(f"{option} is one of {', '.join(known)}; got {text!r}.")


@dataclass(frozen=True, slots=True)
class Drawn:
    """How a drawing leaves: on which paper, in which colours."""

    paper: Paper | None
    theme: Theme


def require_file_name(chosen: str, out: Path | None) -> None:
    """A drawing is not poured over a terminal.

    Raises:
        FileNameNeeded: nobody said which file it goes to.
    """
    if chosen in _DRAWN and out is None and sys.stdout.isatty():
        raise FileNameNeeded(chosen)


def read_drawn(chosen: str, paper: str | None, theme: str | None) -> Drawn:
    """The paper and colours of a drawing, as options give them.

    Raises:
        OptionNotForFormat: the format has no paper, or no colours to choose.
        DrawingOptionUnknown: there is no such paper or theme.
    """
    for option, given in (("--paper", paper), ("--theme", theme)):
        if given is not None and chosen not in _TAKES[option]:
            raise OptionNotForFormat(option, chosen)
    return Drawn(
        None if paper is None else _one_of("--paper", paper, _PAPERS),
        "light" if theme is None else _one_of("--theme", theme, _THEMES),
    )


def _one_of(option: str, text: str, known: tuple[Word, ...]) -> Word:
    """The known word an option gives, in either case.

    Raises:
        DrawingOptionUnknown: it is none of them.
    """
    for word in known:
        if word == text.lower():
            return word
    raise DrawingOptionUnknown(option, text, known)


def in_format(result: "MapResult", chosen: str, drawn: Drawn) -> str | bytes:
    """The map in the chosen format."""
    forms: dict[str, Callable[[], str | bytes]] = {
        "text": result.to_text,
        "json": result.to_json,
        "csv": result.to_csv,
        "html": result.to_html,
        "svg": lambda: result.to_svg(theme=drawn.theme),
        "png": lambda: result.to_png(paper=drawn.paper, theme=drawn.theme),
        "pdf": lambda: result.to_pdf(paper=drawn.paper or "a4", theme=drawn.theme),
    }
    return forms[chosen]()
