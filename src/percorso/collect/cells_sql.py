"""How the text of one cell becomes an instant or a number, in SQL."""

import re

from percorso.collect.time_shape import (
    EPOCHS,
    MIDNIGHT,
    MONTHS,
    OFFSET,
    OFFSET_TAIL,
    ORDINAL,
    SERIAL_DAYS,
    WEEKDAY,
)

# Formats and patterns are part of the question, and DuckDB wants them constant: they are
# written into the text by this function, not bound.
_BLANKS = r"[\s\x{00A0}\x{202F}€£'’]|(?i:(?:us)?\$|euro?|usd|gbp|chf)"
_RATING_WORDS = r"\s*(?:(?:/|\bsu\b|\bout of\b|\bof\b)\s*[0-9]+)?\s*(?i:stell[ae]|stars?)?$"
_EPOCH_DIGITS = {
    "epoch_s": (r"[0-9]{1,11}(?:[.,][0-9]+)?", 1_000_000),
    "epoch_ms": (r"[0-9]{12,14}", 1_000),
    "epoch_us": (r"[0-9]{15,17}", 1),
}


def text_literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def offset_of(text: str, formats: tuple[str, ...]) -> str:
    """SQL: the offset at the end of a time, empty where there is none.

    Seconds since 1970 carry none, but count from midnight in UTC: theirs is `Z`.
    """
    written = f"regexp_extract({text}, {text_literal(OFFSET)}, 1)"
    digits = "|".join(_EPOCH_DIGITS[form][0] for form in formats if form in EPOCHS)
    if not digits:
        return written
    return f"CASE WHEN regexp_full_match({text}, '{digits}') THEN 'Z' ELSE {written} END"


def local_time(text: str, offset: str, formats: tuple[str, ...]) -> str:
    """SQL: a time as written, without regard to zone or offset; NULL when unreadable."""
    plain = (
        f"CASE WHEN {offset} = '' THEN {text} "
        f"ELSE rtrim(regexp_replace({text}, {text_literal(OFFSET_TAIL)}, '')) END"
    )
    written = [form for form in formats if form not in (*EPOCHS, SERIAL_DAYS)]
    if any("%b" in form for form in written):
        plain = _english_months(plain)
    ways = [_epoch(text, form) for form in formats if form in EPOCHS]
    if SERIAL_DAYS in formats:
        ways.append(_serial_days(text))
    if written:
        listed = ", ".join(text_literal(form) for form in written)
        ways.append(f"CAST(try_strptime({plain}, [{listed}]) AS TIMESTAMP)")
    return f"coalesce({', '.join(ways)})" if len(ways) > 1 else ways[0]


def _english_months(text: str) -> str:
    """SQL: weekday and ordinal gone, month names as the three English letters `%b` reads."""
    text = f"regexp_replace({text}, {text_literal(WEEKDAY)}, '\\1\\2')"
    text = f"regexp_replace({text}, {text_literal(ORDINAL)}, '\\1')"
    for english in dict.fromkeys(MONTHS.values()):
        starts = "|".join(start for start, name in MONTHS.items() if name == english)
        text = f"regexp_replace({text}, '(?i)\\b(?:{starts})[a-z]*\\.?', '{english}')"
    return text


def _epoch(text: str, unit: str) -> str:
    digits, micros = _EPOCH_DIGITS[unit]
    return (
        f"CASE WHEN regexp_full_match({text}, '{digits}') THEN make_timestamp(CAST(trunc("
        f"CAST(replace({text}, ',', '.') AS DECIMAL(24, 6)) * {micros}) AS BIGINT)) END"
    )


def _serial_days(text: str) -> str:
    """SQL: a spreadsheet's count of days as a time; binary fractions are rounded to seconds."""
    return (
        f"CASE WHEN regexp_full_match({text}, '[0-9]{{5}}(?:[.,][0-9]+)?') THEN "
        "TIMESTAMP '1899-12-30' + to_seconds(CAST(round("
        f"CAST(replace({text}, ',', '.') AS DECIMAL(20, 12)) * 86400) AS BIGINT)) END"
    )


def utc_time(local: str, offset: str, zone: str) -> str:
    """SQL: the naive UTC instant of a local time, whatever the session's own zone is.

    A time the clock shows twice (October) is the second one; one it never shows (March) is
    moved on by the hour that is missing. Both are what ICU decides, for every row alike.
    """
    minutes = (
        f"CASE WHEN {offset} IN ('Z', 'z', 'UTC', 'GMT') THEN 0 ELSE "
        f"(CASE {offset}[1] WHEN '-' THEN -1 ELSE 1 END) * "
        f"(60 * CAST({offset}[2:3] AS BIGINT) + "
        f"coalesce(TRY_CAST(replace({offset}, ':', '')[4:5] AS BIGINT), 0)) END"
    )
    zoned = f"timezone('UTC', timezone({text_literal(zone)}, {local}))"
    if zone == "UTC":
        zoned = local
    return f"CASE WHEN {offset} = '' THEN {zoned} ELSE {local} - to_minutes({minutes}) END"


def plain_number(text: str, decimal: str) -> str:
    """SQL: DECIMAL(18,4) of a text that is a number as it stands, NULL for every other."""
    cast = f"TRY_CAST({text} AS DECIMAL(18, 4))"
    return cast if decimal == "." else f"CASE WHEN NOT contains({text}, '.') THEN {cast} END"


def tidy_number(text: str) -> str:
    """SQL: a number without blanks and currency; negatives of accountants with a minus."""
    bare = f"translate(regexp_replace({text}, {text_literal(_BLANKS)}, '', 'g'), '−–', '--')"
    return rf"regexp_replace({bare}, '^(?:\((.*)\)|(.*[0-9])-)$', '-\1\2')"


def tidy_rating(text: str) -> str:
    """SQL: the number of a rating written as `4/5`, `4 su 5`, `4 stelle` or `★★★★☆`."""
    words = f"regexp_replace({text}, {text_literal(_RATING_WORDS)}, '')"
    return (
        f"CASE WHEN regexp_full_match({text}, '★+☆*') "
        f"THEN CAST(length(replace({text}, '☆', '')) AS VARCHAR) "
        f"ELSE {tidy_number(words)} END"
    )


def number(text: str, decimal: str) -> str:
    """SQL: DECIMAL(18,4) of a tidy number, NULL when unreadable.

    The decimal mark of the file decides only what could be read both ways (`1.234`).
    """
    mark, other = (re.escape(","), r"\.") if decimal == "," else (r"\.", ",")
    thousands = f"[+-]?[1-9][0-9]{{0,2}}(?:{other}[0-9]{{3}})+(?:{mark}[0-9]+)?"
    decimals = f"[+-]?[0-9]*{mark}[0-9]+"
    # Written the other way, and plainly so: no one groups one, two or four digits.
    other_decimals = f"[+-]?(?:[0-9]+{other}(?:[0-9]{{1,2}}|[0-9]{{4,}})|0{other}[0-9]+)"
    other_thousands = (
        f"[+-]?[1-9][0-9]{{0,2}}(?:(?:{mark}[0-9]{{3}})+{other}[0-9]+|(?:{mark}[0-9]{{3}}){{2,}})"
    )
    sign, other_sign = (",", ".") if decimal == "," else (".", ",")
    own = f"replace(replace({text}, '{other_sign}', ''), '{sign}', '.')"
    turned = f"replace(replace({text}, '{sign}', ''), '{other_sign}', '.')"
    return (
        f"TRY_CAST(CASE WHEN regexp_full_match({text}, '[+-]?[0-9]+') THEN {text} "
        f"WHEN regexp_full_match({text}, '{thousands}|{decimals}') "
        f"AND NOT regexp_full_match({text}, '{other_thousands}') THEN {own} "
        f"WHEN regexp_full_match({text}, '{other_decimals}|{other_thousands}') THEN {turned} "
        f"WHEN regexp_full_match({text}, '[+-]?[0-9]+(?:\\.[0-9]+)?[eE][+-]?[0-9]{{1,2}}') "
        f"THEN {text} END AS DECIMAL(18, 4))"
    )


def day_and_clock(day: str, clock: str) -> str:
    """SQL: the time two cells write together; the day's own midnight is none."""
    return f"regexp_replace({day}, '{MIDNIGHT}', '') || coalesce(' ' || {clock}, '')"
