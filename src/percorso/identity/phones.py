"""Which phone numbers are one: every spelling in the form of E.164, Italian where none is said."""

import numpy as np

from percorso.identity import phones_sql as ask
from percorso.store.warehouse import Warehouse

# Whose a number is that names no country.
_COUNTRY = "IT"


def write_phones_in_full(warehouse: Warehouse, table: str) -> None:
    """Write phone numbers as `+393331234567`; of nearly all, hashing takes the digits as they are.

    Only what the country's plan of numbers has to be asked about is: a prefix dialled within a
    country (`+44 (0)20 …`), an extension, letters, a country without its plus. Each spelling once.

    Args:
        warehouse: Holds the table, a temporary one.
        table: Has `phone`, clear.
    """
    odd = [phone for (phone,) in warehouse.rows(ask.odd_phones(table))]
    if not odd:
        return
    warehouse.fill(
        "full_phone",
        {
            "phone": np.array(odd, dtype=object),
            "in_full": np.array([in_full(one) for one in odd], dtype=object),
        },
    )
    warehouse.do(ask.write_in_full(table))
    warehouse.do("drop table full_phone")


def in_full(written: str) -> str:
    """A phone number in the form of E.164; as it is where it cannot be one of any country.

    Rules of each country: phonenumbers, the Python port of Google's libphonenumber.

    >>> in_full("+44 (0)20 7946 0000"), in_full("011 5550123 int. 7"), in_full("interno 7")
    ('+442079460000', '+390115550123', 'interno 7')
    """
    # Costs a moment to import, which nearly nobody need spend.
    import phonenumbers

    try:
        number = phonenumbers.parse(written, _COUNTRY)
    except phonenumbers.NumberParseException:
        return written
    digits = phonenumbers.national_significant_number(number)
    # Letters on a keypad stand for digits: here they are a name beside the number.
    is_spelt = len(digits) > sum(map(str.isdigit, written))
    if is_spelt or not phonenumbers.is_possible_number(number):
        return written
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
