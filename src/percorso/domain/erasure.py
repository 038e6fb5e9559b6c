"""What an erasure is to reach, what it did, and by which words it knows a person."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

# A value this short stands in texts that speak of something else.
_SHORTEST = 8
# How columns are called that hold who somebody is.
_NAMES_ID = re.compile(r"id|user|utente|customer|client|card|tessera|codice|phone|tel|cell")
_BETWEEN_DIGITS = r"[ .\-/()]{0,2}"
_ITALY = "39"
# What stands before and after a value where it is not a part of a longer one.
_BEFORE, _AFTER = r"(^|[^a-z0-9])", r"($|[^a-z0-9])"


@dataclass(frozen=True, slots=True)
class ErasureReport:
    """What goes, or would go, with somebody.

    Attributes:
        persons: How many were found.
        unknown: The names nobody is known by.
        interactions, messages: Of the warehouse; of the archive, rows of files among them.
        rejected: Rejected rows.
        identifiers, traits, choices: Of the records.
        proofs: Choices of which a proof stays, under a keyed hash.
        masked: Messages of others in which an address or number of theirs is blotted out.
        segments: Segments of the archive that are written anew.
        left: What is not touched, in sentences.
        number: Of the erasure in the log; None where nothing was done.
    """

    persons: int
    unknown: tuple[str, ...]
    interactions: int
    messages: int
    rejected: int
    identifiers: int
    traits: int
    choices: int
    proofs: int
    masked: int
    segments: int
    left: tuple[str, ...] = ()
    number: int | None = None

    def as_json(self) -> dict[str, object]:
        """The same as `--json` prints it."""
        return asdict(self) | {"unknown": list(self.unknown), "left": list(self.left)}

    @property
    def counts(self) -> dict[str, int]:
        """What the log keeps: numbers, and no name."""
        return {name: value for name, value in asdict(self).items()
                if isinstance(value, int) and name != "number"}  # fmt: skip


NOTHING_ERASED = ErasureReport(0, (), 0, 0, 0, 0, 0, 0, 0, 0, 0)


def pattern_of(values: Iterable[tuple[str, str]]) -> str:
    r"""A regular expression (RE2 and Python) for values that name one person alone, in lower case.

    E-mail addresses, phone numbers however they are grouped, and ids that cannot be mistaken for
    an amount or a number of something else; its second group is the value.

    Args:
        values: (type of identifier, normalised value).

    Returns:
        The expression; empty where no value is fit to be looked for.

    >>> import re
    >>> wanted = pattern_of([("email", "ada@shop.it"), ("phone", "+393005000123")])
    >>> texts = ("to ada@shop.it.", "bada@shop.it", "300 5000123")
    >>> [bool(re.search(wanted, text)) for text in texts]
    [True, False, True]
    """
    found = sorted({one for kind, value in values if (one := _of_value(kind, value.lower()))})
    return f"{_BEFORE}({'|'.join(found)}){_AFTER}" if found else ""


def _of_value(kind: str, value: str) -> str:
    if kind == "phone":
        return _of_phone(value)
    if "@" in value or (len(value) >= _SHORTEST and re.search("[a-z]", value)):
        # What JSON and addresses write otherwise stays one value.
        return re.escape(value).replace("@", r"(?:@|%40|\\u0040)")
    return ""


def _of_phone(value: str) -> str:
    digits = re.sub("[^0-9]", "", value)
    if len(digits) < _SHORTEST:
        return ""
    if not digits.startswith(_ITALY):
        return r"(?:\+|00)?" + _BETWEEN_DIGITS.join(digits)
    national = _BETWEEN_DIGITS.join(digits[len(_ITALY) :])
    return rf"(?:(?:\+|00)?\(?{_ITALY}\)?{_BETWEEN_DIGITS})?{national}"


class KnownBy:
    """Tells whether a raw row speaks of persons, by the values they are known by.

    Args:
        values: (type of identifier, normalised value).
    """

    def __init__(self, values: Iterable[tuple[str, str]]) -> None:
        listed = tuple(values)
        self.pattern = pattern_of(listed)
        self._said = re.compile(self.pattern) if self.pattern else None
        self._whole = {value.lower() for _, value in listed}
        # Whatever speaks of them matches this; not all that does speaks of them.
        parts = [self.pattern, *(re.escape(value) for value in sorted(self._whole))]
        self.hint = "|".join(part for part in parts if part)

    def stands_in(self, text: str) -> bool:
        """Whether a value stands in a text, or is the whole of a cell that is an id."""
        if self._said is not None and self._said.search(text.lower()):
            return True
        try:
            row = json.loads(text)
        except (ValueError, RecursionError):
            return False
        return any(
            cell.lower() in self._whole and (len(cell) >= _SHORTEST or _NAMES_ID.search(name))
            for name, cell in _cells(row)
        )


def _cells(row: object) -> Iterator[tuple[str, str]]:
    """(name, text) of every cell of a JSON value, in lower case, however deep it lies."""
    waiting: list[tuple[str, object]] = [("", row)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(str(key).lower(), one) for key, one in value.items()]
        elif isinstance(value, list):
            waiting += [(name, one) for one in value]
        elif isinstance(value, str | int) and not isinstance(value, bool):
            yield name, str(value).strip()
