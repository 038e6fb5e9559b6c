"""Makes interactions of customers who walk between touchpoints: seeded, unsorted, any number."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

Integers = npt.NDArray[np.int64]

TOUCHPOINTS = (
    "Home", "Search", "Product List", "Product Viewed", "Cart Viewed", "Checkout Started",
    "Payment", "Order Completed", "Shipped", "Delivered", "Newsletter", "Ad Click",
    "Store Visit", "Call", "Ticket", "Return", "Refund", "Review", "Survey", "Chat",
    "Wishlist", "Coupon", "Login", "Help Page",
)  # fmt: skip
INTERACTIONS_PER_CUSTOMER = 6.94
_CUSTOMERS_AT_ONCE = 150_000
_ROWS_AT_ONCE = 1_000_000
_DAY_US = 86_400 * 1_000_000
_BEGINNING_US = 1_546_300_800 * 1_000_000  # 2019-01-01
_LONGEST_GAP_DAYS = 180
# Customers come in by one of the first twelve touchpoints.
_ENTRANCES = 12


@dataclass(frozen=True, slots=True, eq=False)
class Walks:
    """Interactions in the order customers made them, shape (rows,) each.

    Attributes:
        customer: Number of the customer.
        instant_us: Microseconds since 1970, strictly growing within a customer.
        touchpoint: Place in `TOUCHPOINTS`.
    """

    customer: npt.NDArray[np.int32]
    instant_us: Integers
    touchpoint: npt.NDArray[np.int8]


def write_interactions(path: Path, rows: int, seed: int = 7) -> None:
    """Write a Parquet file of exactly `rows` interactions in no order at all.

    Columns: customer (text), at (microseconds, without a zone), touchpoint (text). The same
    rows and seed give the same file. Memory: about 25 bytes an interaction.
    """
    batches = list(_walks(rows, seed))
    customer = np.concatenate([walks.customer for walks in batches])[:rows]
    instant = np.concatenate([walks.instant_us for walks in batches])[:rows]
    place = np.concatenate([walks.touchpoint for walks in batches])[:rows]
    del batches
    shuffled = np.random.default_rng((seed, rows)).permutation(np.arange(rows, dtype=np.int32))
    unfinished = path.with_suffix(".unfinished")
    with pq.ParquetWriter(unfinished, _SCHEMA, compression="zstd") as writer:
        for begin in range(0, rows, _ROWS_AT_ONCE):
            chosen = shuffled[begin : begin + _ROWS_AT_ONCE]
            writer.write_table(_table(Walks(customer[chosen], instant[chosen], place[chosen])))
    unfinished.rename(path)


_SCHEMA = pa.schema(
    [("customer", pa.string()), ("at", pa.timestamp("us")), ("touchpoint", pa.string())]
)


def _table(walks: Walks) -> pa.Table:
    numbers = pa.array(walks.customer).cast(pa.string())
    names = pa.DictionaryArray.from_arrays(pa.array(walks.touchpoint), pa.array(TOUCHPOINTS))
    return pa.table(
        [
            pc.binary_join_element_wise("c", numbers, ""),
            pa.array(walks.instant_us).cast(pa.timestamp("us")),
            names.cast(pa.string()),
        ],
        schema=_SCHEMA,
    )


def _walks(rows: int, seed: int) -> Iterator[Walks]:
    """Batches of whole customers that hold at least `rows` interactions together."""
    likely = _transition_shares(seed)
    made = first_customer = batch = 0
    while made < rows:
        # Every batch has a source of chance of its own, so none depends on the ones before.
        rng = np.random.default_rng((seed, 1, batch))
        walks = _walks_of(rng, likely, first_customer)
        yield walks
        made += walks.customer.size
        first_customer += _CUSTOMERS_AT_ONCE
        batch += 1


def _transition_shares(seed: int) -> npt.NDArray[np.float64]:
    """Cumulative shares of the next touchpoint: a few ways on are common, most are rare."""
    places = len(TOUCHPOINTS)
    return np.random.default_rng(seed).dirichlet(np.full(places, 0.35), size=places).cumsum(axis=1)


def _walks_of(
    rng: np.random.Generator, likely: npt.NDArray[np.float64], first_customer: int
) -> Walks:
    lengths = rng.geometric(1 / INTERACTIONS_PER_CUSTOMER, size=_CUSTOMERS_AT_ONCE)
    customer = np.repeat(np.arange(_CUSTOMERS_AT_ONCE, dtype=np.int32), lengths)
    first = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    return Walks(
        customer + np.int32(first_customer),
        _instants(rng, lengths, first),
        _places(rng, likely, lengths, first),
    )


def _instants(rng: np.random.Generator, lengths: Integers, first: Integers) -> Integers:
    """Pauses of seconds to months, a few hours in the middle, after a first day of two years."""
    seconds = np.exp(rng.normal(9.0, 2.6, int(lengths.sum())))
    pauses = np.clip(seconds * 1e6, 1, _LONGEST_GAP_DAYS * _DAY_US).astype(np.int64)
    pauses[first] = 0
    passed = np.cumsum(pauses)
    begin = _BEGINNING_US + rng.integers(0, 700 * _DAY_US, lengths.size)
    return passed + np.repeat(begin - passed[first], lengths)


def _places(
    rng: np.random.Generator,
    likely: npt.NDArray[np.float64],
    lengths: Integers,
    first: Integers,
) -> npt.NDArray[np.int8]:
    """Walk all customers step by step: the next touchpoint depends on the present one."""
    chance = rng.random(int(lengths.sum()))
    places = np.empty(chance.size, dtype=np.int8)
    places[first] = rng.integers(0, _ENTRANCES, first.size)
    for step in range(1, int(lengths.max())):
        here = first[lengths > step] + step
        following = (chance[here, None] > likely[places[here - 1]]).sum(axis=1)
        places[here] = np.minimum(following, len(TOUCHPOINTS) - 1)
    return places


if __name__ == "__main__":
    write_interactions(Path(sys.argv[2]), int(sys.argv[1]))
