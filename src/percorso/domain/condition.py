"""Which interactions a segment is made of: the small language of `--where`, as a value.

    city = "Milano" and (channel in (web, app) or not amount < 50) and note is not empty

A condition is judged on one interaction; a customer is in the segment when at least one of
their interactions meets the whole condition. An interaction that lacks a field meets no
comparison on it but `!=` and `is empty`, so `not city = "Milano"` and `city != "Milano"`
say the same.

Left of an operator stands a field (`FIELDS`) or else a property; names with blanks are
quoted, and a name in backticks is always a property. `touchpoint` is a key, a name in
either language or an observed name. Text compares without case and with accents, numbers
(written without quotes, with a point) as numbers, `amount` in major units
(euro, not cents). A date means that whole day. `e`, `o` and `non` do as `and`, `or` and `not`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite, nan
from typing import Literal, NoReturn

from percorso.domain.catalogue import INITIATORS
from percorso.domain.condition_words import (
    ConditionNotUnderstood,
    Word,
    words_of,
)

Kind = Literal["text", "number", "time", "property"]
Operator = Literal["=", "!=", "<", "<=", ">", ">=", "in", "contains", "is empty"]
Value = str | float | date | datetime

FIELDS: dict[str, Kind] = {
    "touchpoint": "text",
    "stage": "text",
    "channel": "text",
    "source": "text",
    "initiator": "text",
    "amount": "number",
    "currency": "text",
    "rating": "number",
    "text": "text",
    "language": "text",
    "occurred_at": "time",
}

DEEPEST = 32

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_A_DATE = "a date such as 2026-11-22 or 2026-11-22T09:30"
# Far enough from both ends of the calendar for any time zone.
_FIRST_YEAR, _LAST_YEAR = 1900, 2999

_AND = frozenset({"and", "e"})
_OR = frozenset({"or", "o"})
_NOT = frozenset({"not", "non"})
_KEYWORDS = _AND | _OR | _NOT | {"in", "contains", "is", "empty"}
_ORDERING = ("<", "<=", ">", ">=")
_SYMBOLS: dict[str, Operator] = {
    "=": "=",
    "!=": "!=",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
}
# `is empty` begins with `is`; what follows is read on its own, since `not` may stand between.
_OPERATOR_OF_KEYWORD: dict[str, Operator] = {
    "in": "in",
    "contains": "contains",
    "is": "is empty",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field or property held against values; `in` has several, `is empty` none.

    Attributes:
        kind: `property` for whatever is not one of `FIELDS`.
        values: Of one type where the field is text (str), number (float) or time (date
            for a whole day, datetime for an instant); a property takes str and float.
    """

    name: str
    kind: Kind
    operator: Operator
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """True where its part is not."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class AllOf:
    """True where every part is."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True where one part is."""

    parts: tuple["Condition", ...]


Condition = Comparison | Not | AllOf | AnyOf


def parse_condition(text: str) -> Condition:
    """The condition a text says.

    Args:
        text: At most 2,000 characters, at most 32 levels of parentheses and `not`.

    Raises:
        ConditionNotUnderstood: with the place in the text, and what may stand there.

    >>> parse_condition('city = "Milano"')
    Comparison(name='city', kind='property', operator='=', values=('Milano',))
    """
    return _Reader(text).whole()


def properties_of(condition: Condition) -> tuple[str, ...]:
    """The names of properties a condition asks for, each once, in its order."""
    asked = (one.name for one in comparisons_of(condition) if one.kind == "property")
    return tuple(dict.fromkeys(asked))


def comparisons_of(condition: Condition) -> Iterator[Comparison]:
    """Every comparison of a condition, in its order."""
    match condition:
        case Comparison():
            yield condition
        case Not(part):
            yield from comparisons_of(part)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from comparisons_of(part)


class _Reader:
    """Reads the words of one condition from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = words_of(text)
        self.place = 0
        self.depth = 0

    @property
    def word(self) -> Word:
        return self.words[self.place]

    def whole(self) -> Condition:
        condition = self._any_of()
        if self.word.kind != "end":
            self._refuse("`and`, `or` or the end")
        return condition

    def _any_of(self) -> Condition:
        parts = self._joined(_OR, self._all_of)
        return parts[0] if len(parts) == 1 else AnyOf(parts)

    def _all_of(self) -> Condition:
        parts = self._joined(_AND, self._part)
        return parts[0] if len(parts) == 1 else AllOf(parts)

    def _joined(
        self, joints: frozenset[str], read: Callable[[], Condition]
    ) -> tuple[Condition, ...]:
        parts = [read()]
        while self._take_keyword(joints):
            parts.append(read())
        return tuple(parts)

    def _part(self) -> Condition:
        if not (self._is_keyword(_NOT) or self.word.is_symbol("(")):
            return self._comparison()
        self.depth += 1
        if self.depth > DEEPEST:
            self._refuse(f"at most {DEEPEST} levels of parentheses and `not`")
        part = Not(self._part()) if self._take_keyword(_NOT) else self._inside_parentheses()
        self.depth -= 1
        return part

    def _inside_parentheses(self) -> Condition:
        self._take_symbol("(")
        condition = self._any_of()
        if not self._take_symbol(")"):
            self._refuse("`and`, `or` or `)`")
        return condition

    def _comparison(self) -> Condition:
        name, kind = self._field()
        negated = self._take_keyword(_NOT)
        at_operator = self.word
        operator = self._operator(only_words=negated)
        self._check_operator(name, kind, operator, at_operator)
        if operator == "is empty":
            emptiness = Comparison(name, kind, operator)
            return Not(emptiness) if self._take_emptiness() else emptiness
        comparison = Comparison(name, kind, operator, self._values(name, kind, operator))
        return Not(comparison) if negated else comparison

    def _field(self) -> tuple[str, Kind]:
        word = self.word
        if word.kind not in {"bare", "quoted", "backticked"} or self._is_keyword(_KEYWORDS):
            self._refuse('the name of a field or property (city, "Product Name")')
        self.place += 1
        if word.kind != "backticked" and word.text.casefold() in FIELDS:
            return word.text.casefold(), FIELDS[word.text.casefold()]
        return word.text, "property"

    def _operator(self, only_words: bool) -> Operator:
        word = self.word
        if word.kind == "symbol" and word.text in _SYMBOLS and not only_words:
            self.place += 1
            return _SYMBOLS[word.text]
        operator = _OPERATOR_OF_KEYWORD.get(word.text.casefold()) if word.kind == "bare" else None
        if operator is None or (only_words and operator == "is empty"):
            self._refuse("`in` or `contains`" if only_words else "an operator")
        self.place += 1
        return operator

    def _check_operator(self, name: str, kind: Kind, operator: Operator, word: Word) -> None:
        if kind == "text" and operator in _ORDERING:
            self._refuse(f"`=`, `!=`, `in`, `contains` or `is empty`, since {name} is text", word)
        if kind in {"number", "time"} and operator == "contains":
            self._refuse(f"`=`, `<`, `>` or `in`, since {name} is no text", word)

    def _take_emptiness(self) -> bool:
        """Reads what follows `is`; True for `not empty`."""
        denied = self._take_keyword(_NOT)
        if not self._take_keyword(frozenset({"empty"})):
            self._refuse("`empty` or `not empty`")
        return denied

    def _values(self, name: str, kind: Kind, operator: Operator) -> tuple[Value, ...]:
        if operator == "in":
            return self._list_of(name, kind)
        if operator == "contains":
            return (self._raw_value(),)
        return (self._value(name, kind),)

    def _list_of(self, name: str, kind: Kind) -> tuple[Value, ...]:
        if not self._take_symbol("("):
            self._refuse('a list such as ("Milano", "Roma")')
        values = [self._value(name, kind)]
        while self._take_symbol(","):
            values.append(self._value(name, kind))
        if not self._take_symbol(")"):
            self._refuse("`,` or `)`")
        return tuple(values)

    def _value(self, name: str, kind: Kind) -> Value:
        value_word = self.word
        text = self._raw_value()
        if kind == "number" or (kind == "property" and value_word.kind == "number"):
            return self._number(name, value_word)
        if kind == "time":
            return self._time(value_word)
        if kind == "text" and name == "initiator" and text.casefold() not in INITIATORS:
            self._refuse("one of " + ", ".join(INITIATORS), value_word)
        return text

    def _raw_value(self) -> str:
        word = self.word
        if word.kind not in {"bare", "quoted", "number", "date"} or self._is_keyword(_KEYWORDS):
            self._refuse('a value ("Milano", 12.5 or 2026-11-22)')
        self.place += 1
        return word.text

    def _number(self, name: str, word: Word) -> float:
        number = float(word.text) if _NUMBER.fullmatch(word.text) else nan
        if not isfinite(number):
            self._refuse(f"a number such as 12.5, since {name} is one", word)
        return number

    def _time(self, word: Word) -> date | datetime:
        try:
            is_day = len(word.text) == len("2026-11-22")
            read = date.fromisoformat if is_day else datetime.fromisoformat
            moment = read(word.text)
        except ValueError:
            self._refuse(_A_DATE, word)
        if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
            self._refuse(f"{_A_DATE}, from {_FIRST_YEAR} to {_LAST_YEAR}", word)
        return moment

    def _is_keyword(self, keywords: frozenset[str]) -> bool:
        return self.word.kind == "bare" and self.word.text.casefold() in keywords

    def _take_keyword(self, keywords: frozenset[str]) -> bool:
        taken = self._is_keyword(keywords)
        self.place += taken
        return taken

    def _take_symbol(self, symbol: str) -> bool:
        taken = self.word.is_symbol(symbol)
        self.place += taken
        return taken

    def _refuse(self, wanted: str, word: Word | None = None) -> NoReturn:
        word = word or self.word
        raise ConditionNotUnderstood(self.text, word.position, wanted, word.as_came, FIELDS)
