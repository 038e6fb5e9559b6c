"""Money between major and minor units, in SQL."""

from percorso.domain.money import THREE_DECIMALS, ZERO_DECIMALS


def minor_units(currency: str) -> str:
    """SQL: how many minor units one unit of a currency has.

    Args:
        currency: SQL that gives the code.
    """
    zero = ", ".join(f"'{code}'" for code in ZERO_DECIMALS)
    three = ", ".join(f"'{code}'" for code in THREE_DECIMALS)
    return (
        f"(case when {currency} in ({zero}) then 1 when {currency} in ({three}) then 1000 "
        "else 100 end)"
    )
