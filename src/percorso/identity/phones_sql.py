"""Phone numbers whose digits alone do not say which number it is, among the rows at hand."""

from percorso.store.query import Query

# What stands between digits and means nothing.
_BETWEEN = r"[\s.\-/()]"
# Spellings of which the plan of numbers changes no digit; a test asks it about thousands. Italian
# ones, with or without the country, and those of neighbours with it, whose next digit is not the 0
# one dials within the country.
PLAIN = (
    r"(\+39|0039)?(3[0-8][0-9]{8}|0[1-9][0-9]{6,8})"
    r"|(\+|00)(3[0-4]|351|4[13-9])[1-9][0-9]{6,10}"
)
# Of fewer signs hashing makes no number at all.
_FEWEST_SIGNS = 6


def odd_phones(table: str) -> Query:
    """The numbers to ask the plan about, each once: (phone)."""
    return Query(
        f"""
select distinct phone from {table}
where length(phone) >= {_FEWEST_SIGNS} and not contains(phone, '@')
  and regexp_matches(phone, '[0-9]')
  and not regexp_full_match(regexp_replace(phone, $between, '', 'g'), $plain)""",
        {"between": _BETWEEN, "plain": PLAIN},
    )


def write_in_full(table: str) -> Query:
    """Put the spellings of `full_phone` in the place of those they are of."""
    return Query(
        f"update {table} set phone = f.in_full from full_phone as f "
        f"where f.phone = {table}.phone and f.in_full <> f.phone"
    )
