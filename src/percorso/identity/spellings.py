"""One spelling of each identifier, before it is hashed: what libraries know, and hashing cannot."""

from percorso.identity.addresses import write_domains_in_ascii
from percorso.identity.phones import write_phones_in_full
from percorso.store.warehouse import Warehouse


def write_in_one_spelling(warehouse: Warehouse, table: str) -> None:
    """Write mail addresses and phone numbers as all who mean the same would.

    Args:
        warehouse: Holds the table, a temporary one.
        table: Has `email` and `phone`, clear.
    """
    write_domains_in_ascii(warehouse, table)
    write_phones_in_full(warehouse, table)
