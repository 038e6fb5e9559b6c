"""Which mail addresses are one: a domain in letters of its own is the same one in ASCII."""

import numpy as np

from percorso.identity import addresses_sql as ask
from percorso.store.warehouse import Warehouse


def write_domains_in_ascii(warehouse: Warehouse, table: str) -> None:
    """Write the domains of addresses in ASCII, as mail servers do; nearly all are already.

    So two spellings of a domain are one identifier, and one that only looks like another is shown
    as what it is.

    Args:
        warehouse: Holds the table, a temporary one.
        table: Has `email`, clear.
    """
    odd = [email for (email,) in warehouse.rows(ask.odd_addresses(table))]
    if not odd:
        return
    warehouse.fill(
        "ascii_address",
        {
            "email": np.array(odd, dtype=object),
            "in_ascii": np.array([in_ascii(one) for one in odd], dtype=object),
        },
    )
    warehouse.do(ask.write_in_ascii(table))
    warehouse.do("drop table ascii_address")


def in_ascii(address: str) -> str:
    """A mail address with its domain in ASCII (UTS 46, IDNA 2008); as it is where it has none.

    >>> in_ascii("ada@München.example"), in_ascii("ada@a..è")
    ('ada@xn--mnchen-3ya.example', 'ada@a..è')
    """
    # Costs a moment to import, which nearly nobody need spend.
    import idna

    name, at, domain = address.strip().rpartition("@")
    try:
        return f"{name}{at}{idna.encode(domain, uts46=True).decode()}"
    except idna.IDNAError:
        return address
