"""Keeps how customers stand between calls, so that an answer costs what is new since the last."""

import hashlib
import json
import logging
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from percorso.customers import reading
from percorso.customers.evidence import DAY_US
from percorso.customers.kinds import DIMENSIONS, KINDS, IndexSettings
from percorso.customers.reading import THEN_US, Choices, Question
from percorso.customers.roles import roles_by_name
from percorso.customers.standing import (
    Basis,
    Standing,
    State,
    basis_of,
    plain_basis,
    standing_of,
)
from percorso.domain.consent.choices import Spoken
from percorso.journeys.contents import contents_of
from percorso.journeys.refresh_sql import STATE
from percorso.store.counts_file import read_counts, write_counts
from percorso.store.query import Query
from percorso.store.records import catalogue as catalogue_records
from percorso.store.records.consents import choices_about
from percorso.store.records.database import RecordsConnection
from percorso.store.warehouse import Columns, Warehouse
from percorso.workspace.left_out import (
    refusing_customers,
    restricted_customers,
    words_by_customer,
)
from percorso.workspace.stores import Stores

_LOG = logging.getLogger("percorso")
# Raised when the same figures mean something else than before.
_VERSION = 3
_FILE = "happy.index"
# Touched customers, of all, above which reading all anew is the shorter way; and below which it
# is not worth to write what was found.
_MOST_TOUCHED, _WORTH_KEEPING = 0.2, 0.01
# Active buyers with a number of their own that the index is to reach.
_GOAL_SHARE = 0.70
_WIDE = ("mass", "weighted", "mass_then", "weighted_then")
_KIND_OF_STATE = {
    "given": "consent_given", "withdrawn": "consent_withdrawn", "objected": "consent_withdrawn",
}  # fmt: skip
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, eq=False)
class HappyNow:
    """How all customers stand, and what it is told from.

    Attributes:
        state: Of everybody, who refused profiling too: `standing` leaves them out.
        basis: What is assumed.
        basis_on: Day from which the basis is: it holds for its month.
        question: What was asked.
        left_out: Numbers of customers who have no index, rising.
        then_us: The earlier instant of the state.
        met: Kind of evidence -> how many there were when everybody was last read.
    """

    state: State
    basis: Basis
    basis_on: str
    question: Question
    left_out: npt.NDArray[np.int32]
    then_us: int
    met: dict[str, int]

    @property
    def at_us(self) -> int:
        """The instant it is told at."""
        return self.question.until_us

    def standing(self) -> Standing:
        """How the customers stand who may be profiled."""
        free = self.state.kept(~np.isin(self.state.customer_no, self.left_out))
        return standing_of(free, self.at_us, self.then_us, self.basis)


def happy_now(stores: Stores, warehouse: Warehouse) -> HappyNow:
    """How all customers stand now, from what was kept where that is possible.

    Touched are the customers with other interactions or other choices than then, and those of whom
    a deadline has fallen since. Each day of data everybody is read anew.
    """
    question, left_out = question_of(stores, warehouse)
    generation, since = warehouse.rows(STATE)[0]
    kept = _Kept.read(stores, question)
    if kept is not None and kept.is_of(question, left_out) and since <= kept.generation:
        found = _brought_up(stores, warehouse, kept, question, generation)
        if found is not None:
            return found
    return _anew(stores, warehouse, question, left_out, generation, kept)


def basis_now(stores: Stores, warehouse: Warehouse) -> tuple[Basis, str, Question, bool]:
    """What is assumed this month, and whether all customers had to be read for it."""
    question, left_out = question_of(stores, warehouse)
    kept = _Kept.read(stores, question)
    if kept is not None and kept.is_basis_of(question, left_out):
        return kept.basis, kept.basis_on, question, False
    now = happy_now(stores, warehouse)
    return now.basis, now.basis_on, question, True


def question_of(stores: Stores, warehouse: Warehouse) -> tuple[Question, npt.NDArray[np.int32]]:
    """What the index is asked for now, and who has none."""
    with stores.records.read() as connection:
        names = catalogue_records.observed_names(connection)
        places = {place.key: place for place in catalogue_records.touchpoints(connection)}
        choices = _choices(words_by_customer(connection, choices_about(connection, "marketing")))
        left_out = _left_out(connection)
    roles = roles_by_name((name.no, places[name.touchpoint_key]) for name in names)
    until_us = contents_of(warehouse).last_us
    return Question(roles, until_us, IndexSettings(), choices), left_out


def _left_out(connection: RecordsConnection) -> npt.NDArray[np.int32]:
    numbers = {*refusing_customers(connection), *restricted_customers(connection)}
    return np.array(sorted(numbers), dtype=np.int32)


def _choices(words: dict[int, list[Spoken]]) -> Choices:
    rows = sorted(
        (no, KINDS[_KIND_OF_STATE[one.choice.state]].number, _us(one.choice.at))
        for no, said in words.items()
        for one in said
        if one.choice.state in _KIND_OF_STATE
    )
    return Choices(
        np.array([row[0] for row in rows], dtype=np.int32),
        np.array([row[1] for row in rows], dtype=np.int64),
        np.array([row[2] for row in rows], dtype=np.int64),
    )


def _us(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """What was kept: the state of a generation of the warehouse, and the basis of a month."""

    state: State
    basis: Basis
    basis_on: str
    rests_on: str
    generation: int
    until_us: int
    then_us: int
    left_out: npt.NDArray[np.int32]
    choices: Choices
    met: dict[str, int]

    @classmethod
    def read(cls, stores: Stores, question: Question) -> "_Kept | None":
        found = read_counts(stores.counts / _FILE)
        if found is None:
            return None
        with suppress(KeyError, TypeError, ValueError):
            arrays, said = found
            state = _state_from(arrays, said["ref_us"])
            prior, pull, variance = (np.array(said[key]) for key in ("prior", "pull", "variance"))
            basis = Basis(
                prior, pull, variance, said["usual_gap_us"], question.settings,
                said["is_estimated"],
            )  # fmt: skip
            choices = Choices(*(arrays[name] for name in ("said_no", "said_kind", "said_us")))
            return cls(
                state, basis, said["basis_on"], said["rests_on"], said["generation"],
                said["until_us"], said["then_us"], arrays["left_out"], choices, said["met"],
            )  # fmt: skip
        return None

    def is_basis_of(self, question: Question, left_out: npt.NDArray[np.int32]) -> bool:
        """Whether what was assumed is what is to be assumed: it holds for its month."""
        return (
            self.rests_on == _rests_on(question)
            and self.basis_on[:7] == _day(question.until_us)[:7]
            and np.array_equal(self.left_out, left_out)
        )

    def is_of(self, question: Question, left_out: npt.NDArray[np.int32]) -> bool:
        """Whether the state can be brought up: of the same day of data, and of the same rules."""
        same_day = question.until_us // DAY_US == self.until_us // DAY_US
        return same_day and question.until_us >= self.until_us and self.is_basis_of(
            question, left_out
        )  # fmt: skip


def _state_from(arrays: dict[str, Any], ref_us: int) -> State:
    size, shape = arrays["customer_no"].size, len(DIMENSIONS)
    given = {
        name: arrays[name].reshape(size, shape) if name in _WIDE else arrays[name]
        for name in State.__slots__
        if name != "ref_us"
    }
    return State(ref_us=ref_us, **given)


def _brought_up(
    stores: Stores, warehouse: Warehouse, kept: _Kept, question: Question, generation: int
) -> HappyNow | None:
    """The kept state with the touched customers as they stand now; None where too many are."""
    changed = warehouse.rows(
        Query(
            "select distinct customer_no from changed_customer where generation > $generation",
            {"generation": kept.generation},
        )
    )
    due = kept.state.customer_no[kept.state.due_us <= question.until_us]
    touched = np.unique(
        np.concatenate([
            np.array([no for (no,) in changed], dtype=np.int32), due,
            _changed_choices(kept.choices, question.choices),
        ])
    )  # fmt: skip
    now = HappyNow(
        kept.state, kept.basis, kept.basis_on, question, kept.left_out, kept.then_us, kept.met
    )
    if not touched.size:
        return now
    if touched.size > max(1.0, _MOST_TOUCHED * kept.state.customer_no.size):
        return None
    reading.lay_out(warehouse, question, touched)
    anew, _ = reading.state_in(warehouse, question.until_us, kept.then_us, kept.state.ref_us)
    now = replace(now, state=kept.state.with_changed(touched, anew))
    if touched.size >= _WORTH_KEEPING * now.state.customer_no.size:
        _keep(stores, now, generation)
    return now


def _changed_choices(before: Choices, now: Choices) -> npt.NDArray[np.int32]:
    def rows(of: Choices) -> set[tuple[int, int, int]]:
        return set(zip(of.customer_no.tolist(), of.kind.tolist(), of.at_us.tolist(), strict=True))

    return np.array(sorted({row[0] for row in rows(before) ^ rows(now)}), dtype=np.int32)


def _anew(
    stores: Stores, warehouse: Warehouse, question: Question, left_out: npt.NDArray[np.int32],
    generation: int, kept: _Kept | None,
) -> HappyNow:  # fmt: skip
    """All customers read anew; what is assumed stays where it is of this month."""
    until_us = question.until_us
    then_us = until_us - THEN_US
    reading.lay_out(warehouse, question)
    state, spread = reading.state_in(warehouse, until_us, then_us, until_us)
    if kept is not None and kept.is_basis_of(question, left_out):
        basis, basis_on = kept.basis, kept.basis_on
    else:
        usual = reading.usual_gap_us(warehouse)
        basis = _basis(state, spread, left_out, until_us, plain_basis(usual, question.settings))
        basis_on = _day(until_us)
    met = {kind: evidence for kind, (evidence, _) in reading.kinds_met(warehouse).items()}
    now = HappyNow(state, basis, basis_on, question, left_out, then_us, met)
    _keep(stores, now, generation)
    return now


def _basis(
    state: State, spread: Columns, left_out: npt.NDArray[np.int32], at_us: int, plain: Basis
) -> Basis:
    """The basis of who may be profiled; estimated pulls only where enough keep a number by them."""
    free = ~np.isin(state.customer_no, left_out)
    state = state.kept(free)
    spread = {name: values[free] for name, values in spread.items()}
    estimated = basis_of(state, at_us, plain, spread)
    if estimated.is_estimated:
        standing = standing_of(state, at_us, at_us - THEN_US, estimated)
        active = (state.orders > 0) & (state.last_us > at_us - 365 * DAY_US)
        if active.any() and (standing.tier[active] > 0).mean() < _GOAL_SHARE:
            return basis_of(state, at_us, plain)
    return estimated


def _rests_on(question: Question) -> str:
    settings = question.settings
    told = {
        "version": _VERSION,
        "roles": sorted((no, *of) for no, of in question.roles.items()),
        "kinds": [
            [kind.number, kind.dimension, kind.weight, kind.value] for kind in KINDS.values()
        ],
        "dimensions": [[one.key, one.weight, one.half_life_days] for one in DIMENSIONS],
        "settings": [list(settings.off), settings.refund_days, settings.cart_hours],
    }
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def _day(us: int) -> str:
    return (_EPOCH + timedelta(microseconds=us)).date().isoformat()


def _keep(stores: Stores, now: HappyNow, generation: int) -> None:
    """Write it; an index that cannot be kept is one all the same."""
    arrays = {
        name: getattr(now.state, name).reshape(-1) for name in State.__slots__ if name != "ref_us"
    }
    choices, basis = now.question.choices, now.basis
    arrays |= {
        "left_out": now.left_out, "said_no": choices.customer_no, "said_kind": choices.kind,
        "said_us": choices.at_us,
    }  # fmt: skip
    said = {
        "ref_us": now.state.ref_us, "rests_on": _rests_on(now.question), "generation": generation,
        "until_us": now.at_us, "then_us": now.then_us, "basis_on": now.basis_on,
        "prior": basis.prior.tolist(), "pull": basis.pull.tolist(),
        "variance": basis.variance.tolist(), "usual_gap_us": basis.usual_gap_us,
        "is_estimated": basis.is_estimated, "met": now.met,
    }  # fmt: skip
    try:
        write_counts(stores.counts / _FILE, arrays, said)
    except OSError as cause:
        _LOG.warning("The Happy Index could not be kept: %s. The next call reads anew.", cause)
