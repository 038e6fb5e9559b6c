"""Writes the public pages of surveys: plain HTML that needs no script and no cookie."""

import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from percorso.collect.entry.pages import styles as entry_styles
from percorso.collect.entry.words import LANGUAGES, Lang
from percorso.collect.survey.words import words_of

if TYPE_CHECKING:
    from jinja2 import Environment

STYLES_PATH = "/survey.css"
WIDGET_PATH = "/survey.js"


@cache
def styles() -> bytes:
    """The style sheet of all pages: that of the pages of entry, and how a rating looks."""
    own = files(__package__).joinpath("survey.css").read_bytes()
    return entry_styles() + b"\n" + own


@cache
def widget() -> bytes:
    """The script of the button that opens a survey on a page of the shop."""
    return files(__package__).joinpath("widget.js").read_bytes()


@cache
def _styles_address() -> str:
    return f"{STYLES_PATH}?v={hashlib.sha256(styles()).hexdigest()[:12]}"


@cache
def _templates() -> "Environment":
    # Only a server needs them: every other command begins sooner without.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader(__package__), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


def page(name: str, language: Lang, **told: Any) -> str:
    """A page as HTML.

    Args:
        name: Of its template.
        language: Of its words.
        told: What the template shows; every value is escaped.
    """
    shared = {
        "lang": language, "say": words_of(language), "languages": LANGUAGES,
        "styles": _styles_address(),
    }  # fmt: skip
    return _templates().get_template(f"{name}.html").render(shared | told)
