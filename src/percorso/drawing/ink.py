"""Colours and the style sheet of a drawing: tokens by name, in a page or spelled out."""

import re
from functools import cache
from importlib.resources import files
from typing import Literal

from percorso.design.tokens import dark_declarations, light_css
from percorso.drawing.font import STACK
from percorso.drawing.text import STYLES

Theme = Literal["light", "dark"]

_DECLARATION = re.compile(r"--([a-z0-9-]+):\s*([^;]+);")
_USE = re.compile(r"var\(--([a-z0-9-]+)\)")


@cache
def page_file(name: str) -> str:
    """The text of a file beside the page: its style sheets and its script."""
    return (files("percorso.drawing.page") / name).read_text(encoding="utf-8")


@cache
def tokens(theme: Theme) -> dict[str, str]:
    """Token -> value of a theme; the dark one overrides the light one."""
    found = dict(_DECLARATION.findall(light_css()))
    dark = dict(_DECLARATION.findall(dark_declarations()))
    return found | dark if theme == "dark" else found


@cache
def drawing_css() -> str:
    """The rules of a drawing, with tokens by name: for use inside a page."""
    return text_css() + page_file("drawing.css")


@cache
def spelled_css(theme: Theme, *, on_paper: bool = False) -> str:
    """The rules of a drawing with every colour spelled out: for a file of its own.

    Args:
        theme: `light` or `dark`.
        on_paper: light paper is white, whatever a screen has behind the map.
    """
    known = tokens(theme)
    if on_paper and theme == "light":
        known = known | {"canvas": known["surface"]}
    return _USE.sub(lambda use: known[use.group(1)], drawing_css())


def spelled(css: str, theme: Theme) -> str:
    """Rules with every colour of a theme spelled out."""
    known = tokens(theme)
    return _USE.sub(lambda use: known[use.group(1)], css)


@cache
def text_css() -> str:
    """The rules of the texts of a drawing alone: for pictures that are no map."""
    texts = "".join(
        f".map-svg .{name}{{font-size:{style.size}px;font-weight:{style.weight};"
        f"fill:var(--{style.ink})}}"
        for name, style in STYLES.items()
    )
    return f".map-svg text{{font-family:{STACK}}}{texts}"
