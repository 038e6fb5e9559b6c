"""A place in a message's JSON: what stands there, and how it is called when it is wrong."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from percorso.collect.hooks.refusals import UnmappedPayload

DEEPEST = 32
# A double goes no further; beyond it text would grow as long as the exponent says.
_LARGEST_EXPONENT = 308
_LARGEST_AMOUNT = Decimal(10) ** 15
_PLAIN = re.compile(r"[A-Za-z_][\w-]*")

_DECODER = msgspec.json.Decoder(float_hook=Decimal)
Decoded = dict[str, Any] | list[Any] | str | int | Decimal | bool | None


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its JSON path."""

    value: Decoded
    path: str = "$"

    def get(self, *names: str) -> "Node":
        """The member below these names; nothing where one of them is missing.

        Raises:
            UnmappedPayload: something on the way has no members.
        """
        found = self
        for name in names:
            path = f"{found.path}.{name}" if _PLAIN.fullmatch(name) else f'{found.path}["{name}"]'
            if found.value is None:
                found = Node(None, path)
            else:
                found = Node(found.members().get(name), path)
        return found

    def first(self, *names: str) -> "Node":
        """The first of these members that says something, else the last one."""
        found = self
        for name in names:
            found = self.get(name)
            if found.value not in (None, ""):
                return found
        return found

    def members(self) -> dict[str, Any]:
        """What an object holds.

        Raises:
            UnmappedPayload: it is no object.
        """
        if not isinstance(self.value, dict):
            raise self.wrong("an object")
        return self.value

    def items(self) -> "list[Node]":
        """Each element of a list; none where there is no list.

        Raises:
            UnmappedPayload: it is something else.
        """
        if self.value is None:
            return []
        if not isinstance(self.value, list):
            raise self.wrong("a list")
        return [Node(one, f"{self.path}[{place}]") for place, one in enumerate(self.value)]

    def wanted_items(self) -> "list[Node]":
        """As `items`, where the format cannot do without a list.

        Raises:
            UnmappedPayload: there is nothing, or no list.
        """
        if self.value is None:
            raise self.wrong("a list")
        return self.items()

    def text(self) -> str:
        """A text or number as text; empty where there is nothing.

        Raises:
            UnmappedPayload: it is something else.
        """
        if self.value is None:
            return ""
        if isinstance(self.value, str):
            return self.value.strip()
        if isinstance(self.value, bool) or not isinstance(self.value, int | Decimal):
            raise self.wrong("a text or a number")
        return number_text(self.value)

    def wanted(self) -> str:
        """As `text`, where the format cannot do without.

        Raises:
            UnmappedPayload: there is nothing, or no text.
        """
        found = self.text()
        if not found:
            raise self.wrong("a text")
        return found

    def is_true(self) -> bool:
        """Whether it says yes: `true`, or the word for it."""
        return self.value is True or (isinstance(self.value, str) and self.value.lower() == "true")

    def amount(self) -> str:
        """An amount of money as a plain decimal; empty where there is nothing.

        Raises:
            UnmappedPayload: it is no amount.
        """
        found = self.text()
        if not found:
            return ""
        try:
            number = Decimal(found)
        except InvalidOperation:
            raise self.wrong("an amount") from None
        if not number.is_finite() or abs(number) >= _LARGEST_AMOUNT or number.adjusted() < -20:
            raise self.wrong("an amount")
        return number_text(number)

    def kept(self, *names: str) -> dict[str, Any]:
        """These members, untouched, where they say something."""
        members = self.members()
        return {name: members[name] for name in names if members.get(name) not in (None, "", [])}

    def wrong(self, wanted: str) -> UnmappedPayload:
        """The error of something else standing here."""
        return UnmappedPayload(self.path, wanted, kind_of(self.value))


def number_text(number: int | Decimal) -> str:
    """A number in plain digits.

    >>> number_text(Decimal("1E+2")), number_text(10**30)[-3:]
    ('100', '000')
    """
    return format(number, "f") if isinstance(number, Decimal) else str(number)


def kind_of(value: Decoded) -> str:
    """What a value is, for a sentence; never the value itself, which may be personal."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | Decimal):
        return "a number"
    kinds: Sequence[tuple[type, str]] = ((dict, "an object"), (list, "a list"))
    word = next((name for kind, name in kinds if isinstance(value, kind)), None)
    return word or ("an empty text" if value == "" else "another text")


def decoded(raw: bytes) -> tuple[Node, tuple[str, ...]]:
    """The JSON of a message and what was mended in it; numbers are exact.

    Raises:
        UnmappedPayload: it is no JSON, nested deeper than 32 levels, or holds a number that no
            program can compute with.
    """
    try:
        value = _DECODER.decode(raw)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise UnmappedPayload("$", "JSON", "something else") from error
    _check(value)
    if b"\\u0000" in raw:
        return Node(_without_nul(value)), ("nul_removed",)
    return Node(value), ()


def _check(value: Decoded) -> None:
    waiting: list[tuple[Decoded, int]] = [(value, 1)]
    while waiting:
        one, depth = waiting.pop()
        if isinstance(one, Decimal) and abs(one.adjusted()) > _LARGEST_EXPONENT:
            raise UnmappedPayload("$", "numbers within the range of a double", "a larger one")
        if isinstance(one, dict | list):
            if depth > DEEPEST:
                raise UnmappedPayload("$", f"at most {DEEPEST} levels", "a deeper object")
            inside = one.values() if isinstance(one, dict) else one
            waiting.extend((part, depth + 1) for part in inside)


def _without_nul(value: Decoded) -> Decoded:
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, list):
        return [_without_nul(one) for one in value]
    if isinstance(value, dict):
        return {name.replace("\0", ""): _without_nul(one) for name, one in value.items()}
    return value
