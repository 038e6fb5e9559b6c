"""`percorso voice`: what customers say in their own words."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from percorso.cli.options import FormatOption, JsonOption, LangOption, chosen_format
from percorso.domain.errors import InputError
from percorso.voice.lexicon import LANGUAGES, Language
from percorso.voice.reading import Reading, read_text

app = typer.Typer(
    help="What customers say: language, mood and the words that made it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class NothingToRead(InputError):
    """No text was given."""

    def __init__(self) -> None:
        super().__init__(
            'Say what to read: percorso voice read "Corriere gentile", or --from FILE with a text '
            "a line (- is what comes in)."
        )


class TextsUnreadable(InputError):
    """A file of texts that cannot be read."""

    def __init__(self, path: Path, cause: str) -> None:
        self.path = path
        super().__init__(f"{path} could not be read: {cause}. Give a file in UTF-8, a text a line.")


class LanguageNotRead(InputError):
    """A language there are no word tables for."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"--lang is one of {', '.join(LANGUAGES)}; got {text!r}.")


@app.callback()
def voice() -> None:
    """Hold the commands, of which there may be one."""


@app.command("read")
def read(
    text: Annotated[
        list[str] | None, typer.Argument(metavar="TEXT", help="What a customer wrote.")
    ] = None,
    from_: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="A file with a text a line.")
    ] = None,
    lang: LangOption = None,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """Read texts: language, mood with its doubt, and the words that made it.

    Example: percorso voice read "Corriere gentile, ma il pacco è arrivato rotto"
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    language = _language(lang)
    for one in _texts(text or (), from_):
        reading = read_text(one, language)
        if chosen == "json":
            # One object a line: a file of any length is read in little memory.
            typer.echo(json.dumps(reading.as_json(), ensure_ascii=False))
        else:
            typer.echo(_sentence(reading))


def _language(text: str | None) -> Language | None:
    for language in LANGUAGES:
        if text == language:
            return language
    if text is not None:
        raise LanguageNotRead(text)
    return None


def _texts(given: Sequence[str], path: Path | None) -> Sequence[str]:
    """The texts of the arguments and of a file; empty lines are none.

    Raises:
        NothingToRead: there are none.
    """
    texts = [*given, *(_lines(path) if path else ())]
    wanted = [text for text in texts if text.strip()]
    if not wanted:
        raise NothingToRead
    return wanted


def _lines(path: Path) -> list[str]:
    try:
        whole = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    except OSError as cause:
        raise TextsUnreadable(path, cause.strerror or str(cause)) from cause
    except UnicodeDecodeError as cause:
        raise TextsUnreadable(path, f"byte {cause.start} is no UTF-8") from cause
    return whole.splitlines()


def _sentence(reading: Reading) -> str:
    """One line: language, mood and its reasons, the strongest first."""
    language: str = reading.language
    if reading.guess is not None:
        doubt = "" if reading.guess.is_sure else ", not sure"
        language = f"{language} {reading.guess.probability:.0%}{doubt}"
    said = reading.sentiment
    if said.positive_share is None:
        return f"{language} · no word that says how it feels"
    strongest = sorted(said.words, key=lambda word: -abs(word.value))
    words = ", ".join(
        f"{word.words} {word.value:+.2f}" + (f" ({', '.join(word.why)})" if word.why else "")
        for word in strongest
    )
    return f"{language} · {said.mood}, {said.positive_share:.0%} content · {words}"
