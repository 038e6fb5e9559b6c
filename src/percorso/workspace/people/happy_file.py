"""The file of how customers stand: their sums, and what is assumed for a month."""

import hashlib
import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from percorso.customers.evidence import DAY_US
from percorso.customers.kinds import DIMENSIONS, KINDS
from percorso.customers.reading import Choices, Question
from percorso.customers.standing import Basis, Standing, State, standing_of
from percorso.store.counts_file import read_counts, write_counts
from percorso.workspace.people.happy_asked import EPOCH
from percorso.workspace.stores import Stores

_LOG = logging.getLogger("percorso")
# Raised when the same figures mean something else than before.
_VERSION = 4
_FILE = "happy.index"
_WIDE = ("mass", "weighted", "mass_then", "weighted_then")
Stamp = tuple[int, int, int]


@dataclass(frozen=True, eq=False)
class HappyNow:
    """How all customers stand, and what it is told from.

    Attributes:
        base: Of everybody when they were last read together, who refused profiling too.
        basis: What is assumed.
        basis_on: Day from which the basis is: it holds for its month.
        question: What was asked.
        left_out: Numbers of customers who have no index, rising.
        then_us: The earlier instant of the state.
        met: Kind of evidence -> how many there were when everybody was last read.
        over: Customers who stand otherwise since; None is one who is gone.
    """

    base: State
    basis: Basis
    basis_on: str
    question: Question
    left_out: npt.NDArray[np.int32]
    then_us: int
    met: dict[str, int]
    over: Mapping[int, State | None] = field(default_factory=dict)

    @property
    def at_us(self) -> int:
        """The instant it is told at."""
        return self.question.until_us

    @cached_property
    def state(self) -> State:
        """Of everybody as they stand now; put together where it is asked for."""
        if not self.over:
            return self.base
        touched = np.array(sorted(self.over), dtype=np.int32)
        return self.base.with_changed(touched, *(one for one in self.over.values() if one))

    def standing(self) -> Standing:
        """How the customers stand who may be profiled; worked out once."""
        return self._standing

    @cached_property
    def _standing(self) -> Standing:
        free = self.state.kept(~np.isin(self.state.customer_no, self.left_out))
        return standing_of(free, self.at_us, self.then_us, self.basis)


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
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
    def read(cls, stores: Stores, question: Question) -> "Kept | None":
        """What was kept; None where nothing was, or where it cannot be read."""
        found = read_counts(stores.counts / _FILE)
        if found is None:
            return None
        with suppress(KeyError, TypeError, ValueError):
            arrays, said = found
            state = _state_from(arrays, said["ref_us"])
            prior, pull, variance = (np.array(said[key]) for key in ("prior", "pull", "variance"))
            settings = replace(question.settings, learned=tuple(said["learned"]))
            basis = Basis(
                prior, pull, variance, said["usual_gap_us"], settings,
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
            self.rests_on == rests_on(question)
            and self.basis_on[:7] == day_of(question.until_us)[:7]
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


def rests_on(question: Question) -> str:
    """A hash of all that decides what evidence counts for."""
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


def day_of(us: int) -> str:
    """The day of an instant, ISO 8601."""
    return (EPOCH + timedelta(microseconds=us)).date().isoformat()


def keep(stores: Stores, now: HappyNow, generation: int) -> None:
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
        "ref_us": now.state.ref_us, "rests_on": rests_on(now.question), "generation": generation,
        "until_us": now.at_us, "then_us": now.then_us, "basis_on": now.basis_on,
        "prior": basis.prior.tolist(), "pull": basis.pull.tolist(),
        "variance": basis.variance.tolist(), "usual_gap_us": basis.usual_gap_us,
        "is_estimated": basis.is_estimated, "met": now.met,
        "learned": list(basis.settings.learned),
    }  # fmt: skip
    try:
        write_counts(stores.counts / _FILE, arrays, said)
    except OSError as cause:
        _LOG.warning("The Happy Index could not be kept: %s. The next call reads anew.", cause)


def stamp_of(stores: Stores) -> Stamp | None:
    """Tells the file that is there from any other; None where there is none."""
    try:
        told = (stores.counts / _FILE).stat()
    except OSError:
        return None
    return told.st_ino, told.st_mtime_ns, told.st_size
