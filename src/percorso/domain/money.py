"""Which currencies have no hundredths: amounts are kept in minor units."""

# ISO 4217: every currency not listed here has two decimals.
ZERO_DECIMALS = (
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI",
    "VND", "VUV", "XAF", "XOF", "XPF",
)  # fmt: skip
THREE_DECIMALS = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")


def decimals_of(currency: str) -> int:
    """How many decimals an amount of a currency has (ISO 4217).

    >>> decimals_of("EUR"), decimals_of("JPY"), decimals_of("KWD")
    (2, 0, 3)
    """
    if currency in ZERO_DECIMALS:
        return 0
    return 3 if currency in THREE_DECIMALS else 2


def in_major_units(minor: int, currency: str) -> str:
    """An amount as people write it, with its currency.

    >>> in_major_units(123456, "EUR")
    '1,234.56 EUR'
    """
    decimals = decimals_of(currency)
    return f"{minor / 10**decimals:,.{decimals}f} {currency}"
