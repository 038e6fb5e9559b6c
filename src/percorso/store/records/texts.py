"""Text that PostgreSQL takes: it has no U+0000, which senders send all the same."""

from typing import overload

_ESCAPE = "\x1a"
_NUL, _SELF = f"{_ESCAPE}0", f"{_ESCAPE}1"


@overload
def text_as_kept(text: str) -> str: ...
@overload
def text_as_kept(text: None) -> None: ...
def text_as_kept(text: str | None) -> str | None:
    r"""A text as it is written to the database; `kept_text` turns it back.

    >>> text_as_kept("a\x00b") == "a\x1a0b", kept_text(text_as_kept("\x1a0\x00")) == "\x1a0\x00"
    (True, True)
    """
    if text is None or ("\0" not in text and _ESCAPE not in text):
        return text
    return text.replace(_ESCAPE, _SELF).replace("\0", _NUL)


@overload
def kept_text(text: str) -> str: ...
@overload
def kept_text(text: None) -> None: ...
def kept_text(text: str | None) -> str | None:
    """A text as it was before it was written."""
    if text is None or _ESCAPE not in text:
        return text
    return text.replace(_NUL, "\0").replace(_SELF, _ESCAPE)
