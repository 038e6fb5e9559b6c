"""Which words a condition is written in, and what is said of one that cannot be read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from percorso.domain.errors import InputError

LONGEST = 2_000

_OPERATORS = '=, !=, <, <=, >, >=, in ("a", "b"), contains, is empty, is not empty'
_SHOWN_EACH_SIDE = 30

_WORD = re.compile(
    r"""
      (?P<quoted>"(?:[^"]|"")*"|'(?:[^']|'')*')
    | (?P<backticked>`(?:[^`]|``)*`)
    | (?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]+(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?(?!\w))
    | (?P<number>-?[0-9]+(?:\.[0-9]+)?(?![\w.]))
    | (?P<bare>[^\W\d]\w*)
    | (?P<symbol>!=|<=|>=|[=<>(),])
    """,
    re.VERBOSE,
)
_BLANKS = re.compile(r"\s*")


class ConditionNotUnderstood(InputError):
    """A condition has, at one place, something that cannot stand there.

    Attributes:
        condition: The whole text.
        position: The place, counted from 0.
        wanted: What could have stood there.
    """

    def __init__(
        self, condition: str, position: int, wanted: str, came: str, fields: Iterable[str] = ()
    ) -> None:
        self.condition = condition
        self.position = position
        self.wanted = wanted
        known = f"\nFields: {', '.join(fields)}; any other name is a property." if fields else ""
        super().__init__(
            f"The condition cannot be read at character {position + 1}: "
            f"wanted {wanted}, got {came}.\n"
            f"{_pointed_at(condition, position)}{known}\n"
            f"Operators: {_OPERATORS}; join with and, or, not and parentheses; "
            f"quote names and values that hold blanks."
        )


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a condition; `text` is without its quotes, `position` counts from 0."""

    kind: Literal["quoted", "backticked", "date", "number", "bare", "symbol", "end"]
    text: str
    position: int

    @property
    def as_came(self) -> str:
        """How an error names it."""
        shown = self.text if len(self.text) <= _SHOWN_EACH_SIDE else self.text[:29] + "…"
        return "the end" if self.kind == "end" else f"`{_printable(shown)}`"

    def is_symbol(self, symbol: str) -> bool:
        """Whether this is that sign, and not a text that looks like it."""
        return self.kind == "symbol" and self.text == symbol


def words_of(text: str) -> list[Word]:
    """The words of a condition in their order; the last one is of kind `end`.

    Raises:
        ConditionNotUnderstood: it is too long, not Unicode, or holds a sign of no word.
    """
    _check_readable(text)
    words: list[Word] = []
    place = _after_blanks(text, 0)
    while place < len(text):
        match = _WORD.match(text, place)
        if match is None:
            raise ConditionNotUnderstood(text, place, *_stray(text, place))
        words.append(_word(match))
        place = _after_blanks(text, match.end())
    return [*words, Word("end", "", len(text))]


def _check_readable(text: str) -> None:
    if len(text) > LONGEST:
        wanted = f"at most {LONGEST:,} characters"
        raise ConditionNotUnderstood(text, LONGEST, wanted, f"{len(text):,}")
    broken = next((i for i, sign in enumerate(text) if "\ud800" <= sign <= "\udfff"), None)
    broken = text.find("\0") if broken is None and "\0" in text else broken
    if broken is not None:
        raise ConditionNotUnderstood(text, broken, "readable text", "a broken character")


def _after_blanks(text: str, place: int) -> int:
    match = _BLANKS.match(text, place)
    return match.end() if match else place


def _word(match: re.Match[str]) -> Word:
    kind, text = match.lastgroup, match.group()
    if kind == "quoted":
        return Word("quoted", text[1:-1].replace(text[0] * 2, text[0]), match.start())
    if kind == "backticked":
        return Word("backticked", text[1:-1].replace("``", "`"), match.start())
    if kind == "date":
        return Word("date", text, match.start())
    if kind == "number":
        return Word("number", text, match.start())
    return Word("bare" if kind == "bare" else "symbol", text, match.start())


def _stray(text: str, place: int) -> tuple[str, str]:
    sign = text[place]
    came = f"`{_printable(sign)}`"
    if sign in "\"'`":
        return f"a closing {sign}", "the end"
    if sign in "“”„«»‘’":
        return 'straight quotes ("")', came
    return "a name, a value or an operator", came


def _pointed_at(text: str, position: int) -> str:
    """The part of the text around a place, and a caret below that place."""
    start = max(0, position - _SHOWN_EACH_SIDE)
    shown = _printable(text[start : position + _SHOWN_EACH_SIDE])
    return f"  {shown}\n  {' ' * (position - start)}^"


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)
