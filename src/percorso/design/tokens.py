"""The colours by their names, as the one style sheet has them."""

from functools import cache
from importlib.resources import files

_DARK = "/* dark */"


@cache
def tokens_css() -> str:
    """The style sheet: light, and dark where an element asks for it."""
    return files(__package__).joinpath("tokens.css").read_text(encoding="utf-8")


@cache
def light_css() -> str:
    """Its light theme alone."""
    return tokens_css().partition(_DARK)[0]


@cache
def dark_declarations() -> str:
    """What the dark theme says otherwise, without a selector."""
    dark = tokens_css().partition(_DARK)[2]
    return dark[dark.index("{") + 1 : dark.rindex("}")]


def dark_by_device(selector: str) -> str:
    """The dark theme where the device wants it.

    Args:
        selector: Of what it holds for.
    """
    return f"@media (prefers-color-scheme:dark){{{selector}{{{dark_declarations()}}}}}"
