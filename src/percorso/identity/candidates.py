"""Who may be one person though nothing joins them: pairs of customers, for a person to judge."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from percorso.domain.birth_dates import birth_date
from percorso.domain.identifiers import IDENTIFIER_TYPES, STRENGTH
from percorso.domain.likeness import Compared, Likeness
from percorso.identity import candidates_sql as ask
from percorso.store.engines.fellegi_sunter import scored_pairs
from percorso.store.warehouse import Warehouse

# What is compared. Town and postcode say the same: the postcode counts where there is one.
PERSON = Likeness(
    compared=(
        Compared("first_name", "name", counts_rarity=True),
        Compared("last_name", "name", counts_rarity=True),
        Compared("birth_date", "day"),
        Compared("street", "code"),
        Compared("place", "code", counts_rarity=True),
        Compared("phone", "code"),
        Compared("mailbox", "code"),
    ),
    beside=(
        ("first_name", "last_name"), ("birth_date",), ("last_name", "place"),
        ("first_name", "place"), ("street", "place"), ("mailbox",), ("phone",),
    ),
    surely=(("first_name", "last_name", "birth_date"), ("first_name", "last_name", "street")),
    surely_found=0.7,
    trained_on=(("birth_date",), ("last_name", "place"), ("mailbox",)),
)  # fmt: skip
_TRAITS = ("name", "first_name", "last_name", "birth_date", "street", "postcode", "city")
_FEWEST_FILLED = 2
# Two customers of one of these each are never one person: nobody need look at them.
_ONE_EVER = frozenset(kind.name for kind in IDENTIFIER_TYPES if kind.limit == 1)


@dataclass(frozen=True, slots=True)
class Known:
    """An identifier that is somebody's: its key, kind, first time seen in µs, customer."""

    key: str
    type: str
    first_us: int
    customer_no: int


@dataclass(frozen=True, slots=True)
class Likely:
    """Two customers who may be one person.

    Attributes:
        pair: Keys of their strongest identifiers, in the order of the keys.
        probability: That they are one, 0..1, as the model has it.
        agreement: Column -> how alike it is: 0 is unlike; what is unknown is left out.
    """

    pair: tuple[str, str]
    probability: float
    agreement: dict[str, int]


def known_identifiers(warehouse: Warehouse) -> list[Known]:
    """The identifiers of people, browsers left out."""
    return [Known(*row) for row in warehouse.rows(ask.KNOWN)]


def traits_compared() -> tuple[str, ...]:
    """The traits that are compared."""
    return _TRAITS


def likely_pairs(
    engine: Warehouse,
    known: Sequence[Known],
    said: Iterable[tuple[str, str, str, datetime]],
    written: Iterable[tuple[str, str]],
    apart: Collection[tuple[str, str]],
    least: float,
) -> list[Likely]:
    """Pairs of customers who may be one person, the likeliest first.

    Left out are pairs that a rail would keep apart, and those of customers of whom somebody said
    anything together.

    Args:
        engine: One of memory.
        known: Identifiers of people.
        said: (identifier, trait, value, said last) of the traits compared.
        written: (identifier, clear value).
        apart: Pairs of identifiers somebody judged before.
        least: Pairs less likely than this are left out, 0..1.

    Raises:
        IdentityExtraMissing: Splink is not installed.
    """
    _fill(engine, known, said, written)
    for statement in ask.PERSONS:
        engine.do(statement)
    filled = dict(zip(ask.COLUMNS, engine.rows(ask.FILLED)[0], strict=True))
    columns = frozenset(name for name, count in filled.items() if count >= _FEWEST_FILLED)
    likeness = PERSON.among(columns)
    if not likeness.beside:
        return []
    names = [one.column for one in likeness.compared]
    best = _strongest(known)
    closed = _Closed(known, apart, dict(engine.rows(ask.BORN)))
    found = []
    for one, other, probability, *levels in scored_pairs(engine, ["person"], likeness, least):
        if closed.are(one, other):
            continue
        left, right = sorted((best[one].key, best[other].key))
        agreement = {name: level for name, level in zip(names, levels, strict=True) if level >= 0}
        found.append(Likely((left, right), float(probability), agreement))
    return found


class _Closed:
    """Which customers are no candidates for each other."""

    def __init__(
        self, known: Sequence[Known], apart: Collection[tuple[str, str]], born: Mapping[int, str]
    ) -> None:
        self._born = born
        customer_of = {one.key: one.customer_no for one in known}
        self._judged = {
            frozenset((customer_of[a], customer_of[b]))
            for a, b in apart
            if a in customer_of and b in customer_of
        }
        self._kinds: dict[int, set[str]] = {}
        for one in known:
            if one.type in _ONE_EVER:
                self._kinds.setdefault(one.customer_no, set()).add(one.type)

    def are(self, one: int, other: int) -> bool:
        kinds = self._kinds.get(one, set()) & self._kinds.get(other, set())
        days = {self._born[each] for each in (one, other) if each in self._born}
        return bool(kinds) or len(days) > 1 or frozenset((one, other)) in self._judged


def _strongest(known: Iterable[Known]) -> dict[int, Known]:
    """Of each customer the strongest identifier, the oldest of several."""
    best: dict[int, Known] = {}
    for one in known:
        held = best.get(one.customer_no)
        if held is None or _rank(one) < _rank(held):
            best[one.customer_no] = one
    return best


def _rank(one: Known) -> tuple[int, int, str]:
    return STRENGTH[one.type], one.first_us, one.key


def _fill(
    engine: Warehouse, known: Sequence[Known], said: Iterable[tuple[str, str, str, datetime]],
    written: Iterable[tuple[str, str]],
) -> None:  # fmt: skip
    traits = [
        (key, name, text, int(at.timestamp()))
        for key, name, value, at in said
        if (text := _day(value) if name == "birth_date" else value)
    ]
    _table(engine, "said", ("key", "name", "value", "said_us"), traits)
    _table(engine, "written", ("key", "clear"), list(written))
    _table(engine, "whose", ("key", "type", "customer_no"),
           [(one.key, one.type, one.customer_no) for one in known])  # fmt: skip


def _table(
    engine: Warehouse, table: str, names: Sequence[str], rows: Sequence[Sequence[object]]
) -> None:
    engine.fill(table, {
        name: np.array([row[at] for row in rows], dtype=object) for at, name in enumerate(names)
    })  # fmt: skip


def _day(text: str) -> str | None:
    day = birth_date(text)
    return day.isoformat() if day else None
