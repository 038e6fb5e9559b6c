"""Writes the pages people enter contacts on: plain HTML that needs no script and no cookie."""

import hashlib
import io
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from percorso.collect.entry.kinds import KINDS
from percorso.collect.entry.terms import PURPOSES
from percorso.collect.entry.words import LANGUAGES, Lang, words_of
from percorso.design.tokens import dark_by_device, light_css

# Only a server and a new source need them: every other command begins sooner without.
if TYPE_CHECKING:
    from jinja2 import Environment

STYLES_PATH = "/entry.css"


@cache
def styles() -> bytes:
    """The style sheet of all pages: the colours of the map, light or dark as the device is."""
    own = files(__package__).joinpath("entry.css").read_text(encoding="utf-8")
    return f"{light_css()}{dark_by_device(':root')}\n{own}".encode()


@cache
def _styles_address() -> str:
    return f"{STYLES_PATH}?v={hashlib.sha256(styles()).hexdigest()[:12]}"


@cache
def _templates() -> "Environment":
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
        "styles": _styles_address(), "kinds": KINDS, "purposes": PURPOSES,
    }  # fmt: skip
    return _templates().get_template(f"{name}.html").render(shared | told)


def code_of(address: str) -> str:
    """An address as a QR code, in SVG that can stand in a page; error correction of 15 %."""
    import segno

    made = segno.make(address, error="m", micro=False)
    return made.svg_inline(omitsize=True, border=4, lineclass=None, svgclass="code", dark="#000")


def code_as_text(address: str) -> str:
    """The same for a terminal."""
    import segno

    out = io.StringIO()
    segno.make(address, error="l", micro=False).terminal(out, border=2, compact=True)
    return out.getvalue()
