"""How many minor units one unit of a currency has."""

# ISO 4217: every currency not listed here has two decimals.
ZERO_DECIMALS = (
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI",
    "VND", "VUV", "XAF", "XOF", "XPF",
)  # fmt: skip
THREE_DECIMALS = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")


def decimals(currency: str) -> int:
    """Decimals of a currency's minor unit.

    >>> [decimals(code) for code in ("EUR", "JPY", "KWD")]
    [2, 0, 3]
    """
    if currency in ZERO_DECIMALS:
        return 0
    return 3 if currency in THREE_DECIMALS else 2
