"""Follows the Happy Index in memory: a few touched customers cost what they alone cost.

What is held stands beside the file it came from: where that is another one or gone, as after an
erasure, it is let go.
"""

import threading
from dataclasses import dataclass, field, replace
from weakref import WeakKeyDictionary

import numpy as np

from percorso.customers.evidence import DAY_US
from percorso.customers.one import one_in, state_of_one
from percorso.customers.standing import State
from percorso.store.records.catalogue import meaning_of_names
from percorso.store.records.consents import keys_spoken_since, last_choice_no
from percorso.store.records.customers import links_of_keys
from percorso.store.records.database import RecordsConnection
from percorso.store.warehouse import Warehouse
from percorso.workspace.people.happy_asked import Words, words_of
from percorso.workspace.people.happy_file import HappyNow, Stamp, stamp_of
from percorso.workspace.people.happy_sql import news
from percorso.workspace.stores import Stores

# Above, one question about all of them is the shorter way.
_MOST_ALONE = 40


@dataclass(frozen=True, slots=True)
class Known:
    """How far the records were when an index was told.

    Attributes:
        meaning: All that decides what names mean.
        choice_no: The last choice that was noted.
    """

    meaning: tuple[tuple[object, ...], ...]
    choice_no: int


@dataclass(frozen=True, slots=True)
class _Held:
    now: HappyNow
    generation: int
    stamp: Stamp
    known: Known
    due_us: int


@dataclass(slots=True)
class _Place:
    """Where one workspace's index is held, by one thread at a time."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    held: _Held | None = None


_PLACES: "WeakKeyDictionary[Stores, _Place]" = WeakKeyDictionary()
_MAKING = threading.Lock()


def known_of(stores: Stores) -> Known:
    """What the records know now: asked for before the index is told from them."""
    with stores.records.read() as connection:
        return Known(meaning_of_names(connection), last_choice_no(connection))


def hold(stores: Stores, now: HappyNow, generation: int, known: Known) -> None:
    """Hold an index that was written or read, as long as its file stays.

    Args:
        stores: The workspace.
        now: What was told.
        generation: Of the warehouse it was told from.
        known: What the records knew before.
    """
    stamp = stamp_of(stores)
    if stamp is None:
        return
    place = _place(stores)
    with place.lock:
        place.held = _Held(now, generation, stamp, known, _next_due(now))


def followed(stores: Stores, warehouse: Warehouse) -> HappyNow | None:
    """The index as it stands now, from what is held; None where that does not tell it.

    Args:
        stores: The workspace.
        warehouse: Open and up to date.
    """
    place = _place(stores)
    with place.lock:
        held = place.held
        if held is None or held.stamp != stamp_of(stores):
            place.held = None
            return None
        place.held = _followed(stores, warehouse, held)
        return None if place.held is None else place.held.now


def _place(stores: Stores) -> _Place:
    with _MAKING:
        return _PLACES.setdefault(stores, _Place())


def _followed(stores: Stores, warehouse: Warehouse, held: _Held) -> _Held | None:
    before_us = held.now.at_us
    asked = news(held.generation, before_us)
    generation, since, changed, until_us = warehouse.rows(asked)[0]
    is_of_day = before_us // DAY_US == until_us // DAY_US
    if not (since <= held.generation <= generation and is_of_day):
        return None
    touched = {int(no) for no in changed}
    if held.due_us <= until_us:
        touched |= _due(held.now, until_us)
    with stores.records.read() as connection:
        known = Known(meaning_of_names(connection), last_choice_no(connection))
        if known.choice_no != held.known.choice_no:
            touched |= _speakers(connection, held.known.choice_no)
        if len(touched) > _MOST_ALONE or known.meaning != held.known.meaning:
            return None
        words = words_of(connection, sorted(touched)) if touched else Words({}, frozenset())
    if words.left_out != touched & set(held.now.left_out.tolist()):
        return None
    if not touched and until_us == before_us:
        return replace(held, generation=generation, known=known)
    now = _with(warehouse, held.now, until_us, touched, words)
    return replace(
        held, now=now, generation=generation, known=known,
        due_us=min([held.due_us, *(one.due_us.item() for one in _told(now, touched))]),
    )  # fmt: skip


def _with(
    warehouse: Warehouse, before: HappyNow, until_us: int, touched: set[int], words: Words
) -> HappyNow:
    question = replace(before.question, until_us=until_us)
    over = dict(before.over)
    for no in touched:
        one = one_in(warehouse, question, no, words.said.get(no, ()))
        over[no] = state_of_one(one, before.then_us, before.base.ref_us)
    return HappyNow(
        before.base, before.basis, before.basis_on, question, before.left_out, before.then_us,
        before.met, over,
    )  # fmt: skip


def _told(now: HappyNow, touched: set[int]) -> list[State]:
    found = (now.over[no] for no in touched)
    return [one for one in found if one is not None]


def _due(now: HappyNow, until_us: int) -> set[int]:
    """Customers of whom a deadline has fallen, as they were last read."""
    fallen = now.base.customer_no[now.base.due_us <= until_us].tolist()
    found = {no for no in fallen if no not in now.over}
    return found | {
        no for no, one in now.over.items() if one is not None and one.due_us.item() <= until_us
    }


def _next_due(now: HappyNow) -> int:
    return int(np.min(now.state.due_us, initial=2**62))


def _speakers(connection: RecordsConnection, choice_no: int) -> set[int]:
    links = links_of_keys(connection, keys_spoken_since(connection, choice_no))
    return {one.customer_no for one in links if one.since_at is None}
