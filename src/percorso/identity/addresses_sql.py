"""Addresses whose letters are not all ASCII, among the rows at hand."""

from percorso.store.query import Query


def odd_addresses(table: str) -> Query:
    """The addresses that hold more bytes than signs, each once: (email)."""
    return Query(f"select distinct email from {table} where strlen(email) > length(email)")


def write_in_ascii(table: str) -> Query:
    """Put the spellings of `ascii_address` in the place of those they are of."""
    return Query(
        f"update {table} set email = a.in_ascii from ascii_address as a "
        f"where a.email = {table}.email"
    )
