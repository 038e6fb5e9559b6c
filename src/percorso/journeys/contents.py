"""What stands in the warehouse in all: which names from which sources, and from when until when."""

from dataclasses import dataclass

from percorso.store.query import Query
from percorso.store.warehouse import Warehouse

_CONTENTS = Query("""
select source_no, observed_name_no, count(*) as interactions, min(occurred_us) as first_us,
  max(occurred_us) as last_us
from resolved group by source_no, observed_name_no order by source_no, observed_name_no""")


@dataclass(frozen=True, slots=True)
class Span:
    """Some interactions, and from which instant until which they are, in microseconds."""

    interactions: int
    first_us: int
    last_us: int

    def joined(self, other: "Span") -> "Span":
        """The same with others."""
        return Span(
            self.interactions + other.interactions,
            min(self.first_us, other.first_us),
            max(self.last_us, other.last_us),
        )


@dataclass(frozen=True, slots=True)
class Contents:
    """All interactions, of whomever.

    Attributes:
        of_source: Those of each source, by its number.
        names: Numbers of the observed names they carry.
        last_us: The last instant of all; 0 where there are none.
    """

    of_source: dict[int, Span]
    names: frozenset[int]
    last_us: int


def contents_of(warehouse: Warehouse) -> Contents:
    """What is in a warehouse; one look at all rows, however many of these are asked for."""
    rows = warehouse.rows_once(_CONTENTS)
    of_source: dict[int, Span] = {}
    for source_no, _, *told in rows:
        span = Span(*told)
        known = of_source.get(source_no)
        of_source[source_no] = span if known is None else known.joined(span)
    return Contents(
        of_source,
        frozenset(int(name_no) for _, name_no, *_ in rows),
        max((span.last_us for span in of_source.values()), default=0),
    )


def keep_contents(warehouse: Warehouse, question: Query) -> None:
    """Take what is in a warehouse from another question, which costs no look at all rows.

    Args:
        warehouse: Nothing in it changes any more.
        question: Gives source_no, observed_name_no, interactions, first_us, last_us.
    """
    warehouse.keep_answer(_CONTENTS, warehouse.rows(question))
