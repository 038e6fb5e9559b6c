"""A share of a bare table is put in order: customers apart, each one's rows by instant and line."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from percorso.journeys.bare_order import ordered

# Numbers that begin alike, and instants microseconds and decades apart.
KEYS = st.sampled_from([0, 1, 2, 7 << 40, (7 << 40) + 1, (1 << 63) - 1, (1 << 63) - 2])
INSTANTS = st.one_of(st.integers(0, 3), st.integers(0, 60 * 365 * 86_400 * 10**6))


@given(st.lists(st.tuples(KEYS, INSTANTS), max_size=60))
@example([])
@example([(1, 5), (1, 5), (2, 5), (1, 4)])
def test_rows_are_by_customer_instant_and_line(rows):
    found = ordered(
        {
            "key": np.array([key for key, _ in rows], dtype=np.int64),
            "us": np.array([us for _, us in rows], dtype=np.int64),
            "no": np.arange(len(rows), dtype=np.int32),
        }
    )
    customers = list(dict.fromkeys(found["customer_no"].tolist()))
    wanted = [
        (key, us, line)
        for customer in customers
        for key, us, line in sorted((key, us, line) for line, (key, us) in enumerate(rows)
                                    if key == customer)
    ]  # fmt: skip
    columns = (found[name].tolist() for name in ("customer_no", "occurred_us", "observed_name_no"))
    assert list(zip(*columns, strict=True)) == wanted
    assert found["group_no"].tolist() == [key & 255 for key, _, _ in wanted]
