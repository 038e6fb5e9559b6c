"""Reads the evidence of customers from the warehouse: of all at once, of some, or of one."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from percorso.customers import evidence_sql as ask
from percorso.customers.evidence import DAY_US, Integers
from percorso.customers.kinds import HALF_LIVES, KIND_OF_NUMBER, IndexSettings
from percorso.customers.standing import State, state_of
from percorso.store.warehouse import Columns, Warehouse

_AMONG = "happy_among"
# The change that alerts look at.
THEN_US = 14 * DAY_US


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """What customers allowed and took back, as the records know it: arrays of equal length."""

    customer_no: npt.NDArray[np.int32]
    kind: Integers
    at_us: Integers

    def of(self, chosen: npt.NDArray[np.int32]) -> "Choices":
        """Those of some customers."""
        at = np.isin(self.customer_no, chosen)
        return Choices(self.customer_no[at], self.kind[at], self.at_us[at])


NO_CHOICES = Choices(
    np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
)


@dataclass(frozen=True, slots=True)
class Question:
    """What the index is asked for.

    Attributes:
        roles: Observed name -> its roles as bits, and the promise of its touchpoint in us.
        until_us: The instant it is told at: the last of all data.
        settings: Of the index.
        choices: What customers allowed.
    """

    roles: Mapping[int, tuple[int, int | None]]
    until_us: int
    settings: IndexSettings = field(default_factory=IndexSettings)
    choices: Choices = NO_CHOICES


def lay_out(
    warehouse: Warehouse, question: Question, among: npt.NDArray[np.int32] | None = None
) -> None:
    """Lay the evidence out as temporary tables.

    Args:
        warehouse: Open.
        question: What is asked.
        among: The customers it is about; None is everybody.
    """
    _fill_names(warehouse, question)
    if among is not None:
        warehouse.fill(_AMONG, {"customer_no": among})
    said = question.choices if among is None else question.choices.of(among)
    value = np.array([KIND_OF_NUMBER[kind].value for kind in said.kind.tolist()], dtype=float)
    warehouse.fill(
        "happy_said",
        {"customer_no": said.customer_no, "kind": said.kind, "at_us": said.at_us, "e": value},
    )
    warehouse.do(ask.contacts(None if among is None else _AMONG, question.until_us))
    warehouse.do(ask.PURCHASES)
    warehouse.do(ask.critical(any_complaint=bool(warehouse.value(ask.COMPLAINTS))))
    warehouse.do(ask.found(question.settings))
    warehouse.do(ask.evidence(question.until_us))


def _fill_names(warehouse: Warehouse, question: Question) -> None:
    roles = question.roles
    promises = [roles[no][1] for no in roles]
    warehouse.fill(
        "happy_name_given",
        {
            "observed_name_no": np.array(list(roles), dtype=np.int32),
            "roles": np.array([roles[no][0] for no in roles], dtype=np.int64),
            "promise_us": np.array(
                [-1 if promise is None else promise for promise in promises], dtype=np.int64
            ),
        },
    )
    warehouse.do(ask.NAMES)
    kinds = list(KIND_OF_NUMBER.values())
    warehouse.fill(
        "happy_kind",
        {
            "kind": np.array([kind.number for kind in kinds], dtype=np.int32),
            "dimension": np.array([kind.dimension for kind in kinds], dtype=np.int32),
            "weight": np.array([kind.weight for kind in kinds]),
            "half_life_us": HALF_LIVES[[kind.dimension for kind in kinds]] * DAY_US,
        },
    )


def state_in(
    warehouse: Warehouse, until_us: int, then_us: int, ref_us: int
) -> tuple[State, Columns]:
    """The state of the customers whose evidence is laid out, and the spread of their evidence."""
    columns = warehouse.columns(ask.sums(then_us, ref_us, until_us))
    return state_of(columns, ref_us), columns


def usual_gap_us(warehouse: Warehouse) -> float:
    """The usual wait between two purchases of all whose evidence is laid out; 0 is unknown."""
    found = warehouse.value(ask.USUAL_GAP)
    return 0.0 if found is None else float(found)


def kinds_met(warehouse: Warehouse) -> dict[str, tuple[int, int]]:
    """Evidence and customers by kind, of all that is laid out; what has no data is not in it."""
    return {
        KIND_OF_NUMBER[number].key: (evidence, customers)
        for number, evidence, customers in warehouse.rows(ask.KINDS_MET)
    }
