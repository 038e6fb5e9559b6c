"""What the Happy Index is asked for: what touchpoints mean, what was allowed, who has none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

from percorso.customers.kinds import KINDS, IndexSettings
from percorso.customers.reading import Choices, Question
from percorso.customers.roles import roles_by_name
from percorso.domain.consent.choices import Spoken
from percorso.store.query import Query
from percorso.store.records import catalogue as catalogue_records
from percorso.store.records.consents import choices_about, choices_said_by
from percorso.store.records.database import RecordsConnection
from percorso.store.warehouse import Warehouse
from percorso.workspace.left_out import (
    refusing_customers,
    refusing_of,
    restricted_customers,
    restricted_of,
    words_by_customer,
)
from percorso.workspace.stores import Stores

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KIND_OF_STATE = {
    "given": "consent_given", "withdrawn": "consent_withdrawn", "objected": "consent_withdrawn",
}  # fmt: skip
_UNTIL = Query("select coalesce(max(occurred_us), 0) from resolved")
Roles = dict[int, tuple[int, int | None]]


def question_of(stores: Stores, warehouse: Warehouse) -> tuple[Question, npt.NDArray[np.int32]]:
    """What the index is asked for now, and who has none."""
    with stores.records.read() as connection:
        roles = roles_now(connection)
        choices = _choices(words_by_customer(connection, choices_about(connection, "marketing")))
        left_out = _left_out(connection)
    return Question(roles, until_of(warehouse), IndexSettings(), choices), left_out


def until_of(warehouse: Warehouse) -> int:
    """The last instant of all data; 0 where there are none."""
    return int(warehouse.value(_UNTIL))


def roles_now(connection: RecordsConnection) -> Roles:
    """What each observed name is to the index."""
    places = {place.key: place for place in catalogue_records.touchpoints(connection)}
    names = catalogue_records.observed_names(connection)
    return dict(roles_by_name((name.no, places[name.touchpoint_key]) for name in names))


@dataclass(frozen=True, slots=True)
class Words:
    """What some customers said.

    Attributes:
        said: Customer -> kind and instant of what they allowed and took back.
        left_out: Who of them has no index.
    """

    said: dict[int, list[tuple[int, int]]]
    left_out: frozenset[int]


def words_of(connection: RecordsConnection, customers: Sequence[int]) -> Words:
    """What some customers said, at a cost that grows with them alone."""
    spoken = choices_said_by(connection, customers)
    if not spoken:
        return Words({}, frozenset())
    wanted = set(customers)
    marketing = [one for one in spoken if one.choice.scope.purpose == "marketing"]
    said: dict[int, list[tuple[int, int]]] = {}
    for no, kind, us in _rows(words_by_customer(connection, marketing)):
        if no in wanted:
            said.setdefault(no, []).append((kind, us))
    refused = {*refusing_of(connection, spoken), *restricted_of(connection, spoken)}
    return Words(said, frozenset(refused & wanted))


def _left_out(connection: RecordsConnection) -> npt.NDArray[np.int32]:
    numbers = {*refusing_customers(connection), *restricted_customers(connection)}
    return np.array(sorted(numbers), dtype=np.int32)


def _choices(words: dict[int, list[Spoken]]) -> Choices:
    rows = sorted(_rows(words))
    return Choices(
        np.array([row[0] for row in rows], dtype=np.int32),
        np.array([row[1] for row in rows], dtype=np.int64),
        np.array([row[2] for row in rows], dtype=np.int64),
    )


def _rows(words: dict[int, list[Spoken]]) -> Iterable[tuple[int, int, int]]:
    return (
        (no, KINDS[_KIND_OF_STATE[one.choice.state]].number, _us(one.choice.at))
        for no, said in words.items()
        for one in said
        if one.choice.state in _KIND_OF_STATE
    )


def _us(instant: datetime) -> int:
    return (instant - EPOCH) // timedelta(microseconds=1)
