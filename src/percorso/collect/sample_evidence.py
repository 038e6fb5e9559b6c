"""What do the first rows say a column holds: times, numbers, ids, which decimal mark?"""

import re
from collections.abc import Collection, Sequence
from collections.abc import Mapping as Row
from typing import Literal

from percorso.collect.column_names import plain_name, stands_for_nothing
from percorso.collect.time_shape import MIDNIGHT, formats_of

Sample = Sequence[Row[str, str]]

NUMBER_ROLES = ("amount", "cost", "rating", "stars", "nps", "csat", "ces")

# A number with a currency before or behind it, `4/5`, `4 su 5`, `4 stelle`, `★★★★☆`.
_NUMERIC = re.compile(
    r"\W*(?:[A-Za-z]{2,4})?\W*\d[\d\s.,'’/]*"
    r"(?:[eE][+-]?\d+|su|of|out of|stell[ae]|stars?|[A-Za-z]{3,4})?[\s\d]*\W*|★+☆*"
)
_CLOCK = re.compile(r"\s*\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s*[AaPp][Mm])?\s*")
_COLONS = re.compile(_CLOCK.pattern.replace("[:.]", ":"))
_WORDS_OF_CLOCKS = frozenset({"ora", "ore", "orario", "time", "hour", "hours", "clock"})
_COMMA_DECIMAL = re.compile(r"[^,]*\d,(?:\d{1,2}|\d{4,})\D*|[^,]*\.\d{3},\d+\D*|\D*0,\d+\D*")
_POINT_DECIMAL = re.compile(r"[^.]*\d\.(?:\d{1,2}|\d{4,})\D*|[^.]*,\d{3}\.\d+\D*|\D*0\.\d+\D*")


def is_unique(column: str, sample: Sample) -> bool:
    """Whether every row has a value of its own: what repeats is no id of an event."""
    values = values_of(column, sample)
    return len(values) == len(sample) == len(set(values))


def values_of(column: str, sample: Sample) -> list[str]:
    """The texts of a column, trimmed, empty ones left out."""
    return [text for row in sample if (text := row.get(column, "").strip())]


def joined(day: str, clock: str, sample: Sample) -> list[str]:
    """The times of two columns, as texts; a row without a day has none."""
    return [
        f"{re.sub(MIDNIGHT, '', text)} {row.get(clock, '').strip()}".strip()
        for row in sample if (text := row.get(day, "").strip())
    ]  # fmt: skip


def holds_times(column: str, sample: Sample) -> bool:
    """Whether at least half of a column's texts are times."""
    values = values_of(column, sample)
    _, unreadable = formats_of(values)
    return bool(values) and 2 * unreadable <= len(values)


def holds_numbers(column: str, sample: Sample) -> bool:
    """Whether at least half of a column's texts are numbers or ratings; empty is fine."""
    values = [value for value in values_of(column, sample) if not stands_for_nothing(value)]
    return 2 * sum(bool(_NUMERIC.fullmatch(value)) for value in values) >= len(values)


def column_of_clocks(header: tuple[str, ...], used: Collection[str], sample: Sample) -> str | None:
    """A free column that holds times of day and nothing else.

    `12.50` is a price as well: with points they are times where the column's name says so.
    """
    for name in header:
        values = values_of(name, sample)
        form = _CLOCK if _WORDS_OF_CLOCKS & set(re.findall(r"\w+", name.casefold())) else _COLONS
        if name not in used and values and all(form.fullmatch(value) for value in values):
            return name
    return None


def only_column_of_times(
    header: tuple[str, ...], taken: dict[str, str], sample: Sample
) -> str | None:
    """The single free column that is written as dates, when no name gave the time away."""
    dated = []
    for name in header:
        formats, unreadable = formats_of(values_of(name, sample))
        written = [
            form for form in formats if not form.startswith("epoch") and "%Y%m%d" not in form
        ]
        if written and not unreadable and name not in taken.values():
            dated.append(name)
    return dated[0] if len(dated) == 1 else None


def decimal_mark(
    named: Sequence[Row[str, str]], sample: Sample, delimiter: str | None
) -> Literal[".", ","]:
    """The decimal mark most numbers with one plainly use.

    Where none tells (`1.000` alone may be one or a thousand) the file's own form does: who
    writes semicolons between cells does so because the comma stands inside numbers.

    Args:
        named: Columns by role, once for each kind of interaction the rows tell of.
        sample: The first rows.
        delimiter: The sign between the file's cells, if it has one.
    """
    columns = {one[role] for one in named for role in NUMBER_ROLES if role in one}
    values = [value for column in columns for value in values_of(column, sample)]
    commas = sum(bool(_COMMA_DECIMAL.fullmatch(value)) for value in values)
    points = sum(bool(_POINT_DECIMAL.fullmatch(value)) for value in values)
    if commas == points:
        return "," if delimiter == ";" else "."
    return "," if commas > points else "."


def rating_kind(columns: dict[str, str], sample: Sample) -> dict[str, str]:
    """What kind of rating a column called just `rating` holds, told by name and values."""
    if "rating" not in columns:
        return {}
    name = plain_name(columns["rating"])
    values = [float(found[0]) for text in values_of(columns["rating"], sample)
              if (found := re.match(r"\d+(?:\.\d+)?", text.replace(",", ".")))]  # fmt: skip
    named = next((kind for kind in ("nps", "csat", "ces") if kind in name), None)
    high = max(values, default=5.0) > 5 or min(values, default=1.0) < 1
    return {"rating_kind": named or ("nps" if high else "stars")}
