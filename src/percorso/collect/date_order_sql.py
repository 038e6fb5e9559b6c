"""Day first or month first? Asked of the whole column, never of a sample, never guessed."""

from collections.abc import Sequence

from percorso.collect.cells_sql import text_literal
from percorso.collect.file_errors import AmbiguousDates
from percorso.collect.mapping_sql import json_pointer
from percorso.collect.time_shape import needs_date_order, with_date_order
from percorso.domain.mapping import DateOrder, Mapping
from percorso.store.query import Query

_NUMBERS = r"^\s*([0-9]{1,2})([/.\-])([0-9]{1,2})[/.\-][0-9]{2}"


def date_order_evidence(mapping: Mapping, relation: str) -> Query:
    """How many dates of a column can be read in one way only.

    Args:
        mapping: Names the columns of the times, or the fixed value.
        relation: SQL naming a relation with a column body VARCHAR.

    Returns:
        A query with one row: first_above_12, second_above_12, first_above_31 (counts of rows;
        the last means two-digit years in front, and is part of neither of the others).
    """
    texts = [
        f"json_extract_string(body, {text_literal(json_pointer(column))})"
        for column, _ in mapping.time_columns()
    ] or [text_literal(mapping.constants["at"])]
    return date_evidence(texts, relation)


def date_evidence(texts: Sequence[str], relation: str) -> Query:
    """The same for times that pieces of SQL give as text."""
    cells = " UNION ALL ".join(f"SELECT {text} AS cell FROM {relation}" for text in texts)
    sql = f"""
    WITH numbers AS (
      SELECT TRY_CAST(regexp_extract(cell, '{_NUMBERS}', 1) AS INTEGER) AS first_number,
             TRY_CAST(regexp_extract(cell, '{_NUMBERS}', 3) AS INTEGER) AS second_number
      FROM ({cells})
    )
    SELECT count(*) FILTER (WHERE first_number BETWEEN 13 AND 31 AND second_number BETWEEN 1 AND 12)
             AS first_above_12,
           count(*) FILTER (WHERE second_number BETWEEN 13 AND 31 AND first_number BETWEEN 1 AND 12)
             AS second_above_12,
           count(*) FILTER (WHERE first_number > 31) AS first_above_31
    FROM numbers
    """
    return Query(sql)


def settle_date_order(
    mapping: Mapping, first_above_12: int, second_above_12: int, first_above_31: int = 0,
    *, usual: DateOrder | None = None,
) -> Mapping:  # fmt: skip
    """The mapping with the order of its dates decided by the evidence of the whole column.

    Args:
        mapping: As recognised; returned as it is when its dates leave no choice.
        first_above_12: Dates whose first number can only be a day.
        second_above_12: Dates whose second number can only be a day.
        first_above_31: Dates whose first number can only be a year.
        usual: The order of such files, where theirs does not show.

    Raises:
        AmbiguousDates: nothing decides, or both readings are proven.
    """
    if not needs_date_order(mapping):
        return mapping
    two_digit_years = any("%y" in form for form in mapping.time_formats)
    if first_above_31 and two_digit_years and not second_above_12:
        return with_date_order(mapping, "ymd")
    if first_above_12 and not second_above_12:
        return with_date_order(mapping, "dmy")
    if second_above_12 and not first_above_12:
        return with_date_order(mapping, "mdy")
    if usual is not None:
        return with_date_order(mapping, usual)
    column = next((name for name, _ in mapping.time_columns()), "at")
    raise AmbiguousDates(column, first_above_12, second_above_12)
