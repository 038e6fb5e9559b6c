"""The interactions of whole customers as arrays, in the order every path is cut in."""

from dataclasses import dataclass
from typing import Any, Final

import numpy.typing as npt

Array = npt.NDArray[Any]
RATING_KINDS: Final = {"nps": 1, "csat": 2, "ces": 3}


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Interactions by customer and total order; one array a column, all of one length.

    Attributes:
        customer_no: Whose it is.
        group_no: The customer's group for intervals.
        occurred_us: Microseconds since 1970.
        code: The touchpoint.
        source_no: The source.
        felt: What it said on -1..1, NaN where nobody spoke.
        amount_minor: Money in the company's currency, NaN where there is none.
        interaction_no: Its number in the warehouse.
        ord: Its place in the order of the whole table.
        case: A number for its case, 0 where it has none; cases may share a number only if they
            are different customers'.
    """

    customer_no: Array
    group_no: Array
    occurred_us: Array
    code: Array
    source_no: Array
    felt: Array
    amount_minor: Array
    interaction_no: Array
    ord: Array
    case: Array


@dataclass(frozen=True, slots=True, eq=False)
class Remarks:
    """Interactions with an asked score or a text to quote; one array a column.

    Attributes:
        row: Place among the rows.
        kind: What was asked, as `RATING_KINDS` numbers it; 0 where no score was.
        value, most: The score and the highest one.
        is_quotable: Whether there is a text of a length to be quoted.
    """

    row: Array
    kind: Array
    value: Array
    most: Array
    is_quotable: Array


@dataclass(frozen=True, slots=True, eq=False)
class Topics:
    """What interactions are about: one entry an interaction and number it names.

    Attributes:
        row: Place among the rows.
        topic: Stands for a case, an order, an invoice or a parcel.
    """

    row: Array
    topic: Array


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """What reads as a feeling where no rating was given: one entry a text.

    Attributes:
        row: Place among the rows.
        felt: How it feels, -1..1.
        trust: How far its reader is to be trusted, 0..1.
    """

    row: Array
    felt: Array
    trust: Array


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """All that is read of some whole customers."""

    rows: Rows
    remarks: Remarks
    topics: Topics
    texts: Texts
