"""What the last resolving went by, asked around a few identifiers."""

from collections.abc import Sequence

from percorso.store.query import Query


def identifiers_of_keys(keys: Sequence[str]) -> Query:
    """Identifiers by key: (number, key, type, first seen in µs, customer)."""
    return Query(
        """
select no, key, type, first_us, customer_no from identifier_seen
where key in (select unnest($keys::varchar[]))""",
        {"keys": list(keys)},
    )


def identifiers_of_numbers(numbers: Sequence[int]) -> Query:
    """The same by number."""
    return Query(
        """
select no, key, type, first_us, customer_no from identifier_seen
where no in (select unnest($numbers::integer[]))""",
        {"numbers": list(numbers)},
    )


def pairs_around(numbers: Sequence[int]) -> Query:
    """Pairs seen together of which one is among these: (strong, other, first together in µs)."""
    return Query(
        """
select strong_no, other_no, first_us from identifier_pair
where strong_no in (select unnest($numbers::integer[]))
  or other_no in (select unnest($numbers::integer[]))""",
        {"numbers": list(numbers)},
    )


def windows_of(keys: Sequence[str]) -> Query:
    """In whose hands shared devices were: (key, customer, visits, first and last instant in µs)."""
    return Query(
        """
select key, customer_no, count(*), min(since_us), max(until_us) from held_window
where key in (select unnest($keys::varchar[])) group by key, customer_no
order by key, customer_no""",
        {"keys": list(keys)},
    )


def windows_held_by(customer_no: int) -> Query:
    """The shared devices a customer held for a while, by key."""
    return Query(
        "select distinct key from held_window where customer_no = $customer_no order by key",
        {"customer_no": customer_no},
    )
