"""How the bodies of a file's rows become interactions, in SQL: one mapping, one question."""

import json

from percorso.collect.cells_sql import (
    local_time,
    number,
    offset_of,
    plain_number,
    text_literal,
    tidy_number,
    tidy_rating,
    utc_time,
)
from percorso.collect.column_names import NO_NUMBER
from percorso.domain.mapping import IDENTIFIER_ROLES, RATING_ROLES, REFERENCE_ROLES, Mapping
from percorso.store.query import Query

# The scale of each kind of rating (WIRE-FORMATS 12), lowest and highest value.
RATING_SCALES = {"stars": (1, 5), "nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}

# Blanks of text, tables and web pages: no-break space and byte order mark among them.
_BLANKS = "chr(9) || chr(10) || chr(13) || ' ' || chr(160) || chr(65279)"
_BLANK_AT_AN_END = r"^[\s\x{00A0}\x{FEFF}]|[\s\x{00A0}\x{FEFF}]$"
_TEXT_ROLES = ("touchpoint", "channel", *IDENTIFIER_ROLES, *REFERENCE_ROLES, "text", "currency")
_NUMBER_ROLES = ("amount", "cost", "sequence")


def interactions_from_rows(mapping: Mapping, relation: str) -> Query:
    """Interactions, and why a row cannot be one.

    Args:
        mapping: Which column plays which role.
        relation: SQL naming a relation (line BIGINT, message_id VARCHAR, body VARCHAR).

    Returns:
        A query with the columns line, message_id, occurred_at (naive UTC), name, channel,
        user_id, email, phone, loyalty_card, anonymous_id, case_id, order_id,
        tracking_number, invoice_id, amount, cost, currency, rating_value, rating_kind,
        rating_min, rating_max, text, sequence, event_id, properties, reject_code and
        reject_reason. The caller binds `$load_limit`, the latest instant a row may have
        (naive UTC TIMESTAMP).
    """
    ratings = [role for role in RATING_ROLES if _is_mapped(mapping, role)]
    pointers = (*IDENTIFIER_ROLES, *REFERENCE_ROLES)
    sql = f"""
    WITH row_with_cells AS (
      SELECT line, message_id, body, {_cells(mapping)} AS cells FROM {relation}
    ),
    cell AS (
      SELECT line, message_id, body, {_cell_columns(mapping)} FROM row_with_cells
    ),
    plain AS (
      SELECT *, {offset_of("cell_at", mapping.time_formats)} AS time_offset
             {_plain_columns(mapping, ratings)}
      FROM cell
    ),
    tidy AS (
      SELECT *{_tidy_columns(mapping, ratings)} FROM plain
    ),
    measured AS (
      SELECT *{_number_columns(mapping, ratings)},
             {local_time("cell_at", "time_offset", mapping.time_formats)} AS local_at,
             {_currency_text(mapping)} AS currency_text
      FROM tidy
    ),
    timed AS (
      SELECT *, {utc_time("local_at", "time_offset", mapping.time_zone)} AS occurred_at,
             {_rating_columns(mapping, ratings)}
      FROM measured
    ),
    judged AS (
      SELECT *, {_rejection(mapping, ratings)} AS rejection FROM timed
    )
    SELECT line, message_id, occurred_at, cell_touchpoint AS name, cell_channel AS channel,
           {", ".join(f"cell_{role} AS {role}" for role in pointers)},
           number_amount AS amount, number_cost AS cost, {_currency("currency_text")} AS currency,
           rating_value, rating_kind, rating_min, rating_max,
           cell_text AS text, TRY_CAST(number_sequence AS BIGINT) AS sequence,
           cell_id AS event_id, {_properties(mapping)} AS properties,
           rejection.code AS reject_code, rejection.reason AS reject_reason
    FROM judged
    """
    return Query(sql, _constants(mapping))


def _is_mapped(mapping: Mapping, role: str) -> bool:
    return role in mapping.columns or role in mapping.constants


def json_pointer(column: str) -> str:
    """A member's name as JSON pointer, which takes any sign a header may hold."""
    return "/" + column.replace("~", "~0").replace("/", "~1")


def _cells(mapping: Mapping) -> str:
    """All mapped cells at once: a body is parsed once, not once for every role."""
    pointers = ", ".join(text_literal(json_pointer(name)) for name in mapping.columns.values())
    return f"json_extract_string(body, [{pointers}])" if pointers else "CAST([] AS VARCHAR[])"


def _constants(mapping: Mapping) -> dict[str, object]:
    return {
        f"mapping_{role}": value
        for role, value in mapping.constants.items()
        if role in _ALL_ROLES and role not in mapping.columns
    }


_ALL_ROLES = ("at", *_TEXT_ROLES, *_NUMBER_ROLES, *RATING_ROLES, "id")


def _cell_columns(mapping: Mapping) -> str:
    """One trimmed text for every role, NULL when empty."""
    place = {role: number for number, role in enumerate(mapping.columns, start=1)}
    columns = []
    for role in _ALL_ROLES:
        if role in place:
            cell = _trimmed(f"cells[{place[role]}]")
            if role in _NUMBER_ROLES or role in RATING_ROLES:
                cell = _without_placeholder(cell)
        elif role in mapping.constants:
            cell = f"CAST($mapping_{role} AS VARCHAR)"
        else:
            cell = "CAST(NULL AS VARCHAR)"
        columns.append(f"{cell} AS cell_{role}")
    return ",\n             ".join(columns)


def _without_placeholder(cell: str) -> str:
    """SQL: NULL for a word that stands for no number at all."""
    listed = ", ".join(text_literal(word) for word in NO_NUMBER)
    return f"CASE WHEN lower({cell}) NOT IN ({listed}) THEN {cell} END"


def _trimmed(cell: str) -> str:
    """SQL: a cell without blanks around it, NULL when nothing is left.

    Trimming is dear and seldom needed, so a cheap look decides; empty cells are in no body.
    """
    return (
        f"CASE WHEN regexp_matches({cell}, '{_BLANK_AT_AN_END}') "
        f"THEN nullif(trim({cell}, {_BLANKS}), '') ELSE {cell} END"
    )


def _plain_columns(mapping: Mapping, ratings: list[str]) -> str:
    """Numbers that can be read at once, as most can; only the others are tidied."""
    return "".join(
        f",\n             {plain_number(f'cell_{role}', mapping.decimal)} AS plain_{role}"
        for role in _read_numbers(mapping, ratings)
    )


def _tidy_columns(mapping: Mapping, ratings: list[str]) -> str:
    columns = ""
    for role in _read_numbers(mapping, ratings):
        tidy = tidy_rating if role in ratings else tidy_number
        columns += (
            f",\n             CASE WHEN plain_{role} IS NULL THEN {tidy(f'cell_{role}')} END"
            f" AS tidy_{role}"
        )
    return columns


def _read_numbers(mapping: Mapping, ratings: list[str]) -> list[str]:
    return [role for role in _NUMBER_ROLES if _is_mapped(mapping, role)] + ratings


def _number_columns(mapping: Mapping, ratings: list[str]) -> str:
    read = _read_numbers(mapping, ratings)
    columns = ""
    for role in (*_NUMBER_ROLES, *ratings):
        value = "CAST(NULL AS DECIMAL(18, 4))"
        if role in read:
            value = f"coalesce(plain_{role}, {number(f'tidy_{role}', mapping.decimal)})"
        columns += f",\n             {value} AS number_{role}"
    return columns


def rating_kind(mapping: Mapping, role: str) -> str:
    """The kind of rating a role holds: its own name, or what the mapping says of `rating`."""
    return role if role in RATING_SCALES else mapping.constants.get("rating_kind", "stars")


def _rating_columns(mapping: Mapping, ratings: list[str]) -> str:
    """Value, kind and scale of the first filled rating column of a row."""
    kinds = {role: rating_kind(mapping, role) for role in ratings}
    values: dict[str, list[tuple[str, object]]] = {
        "rating_value": [(role, f"CAST(number_{role} AS DOUBLE)") for role in ratings],
        "rating_kind": [(role, f"'{kind}'") for role, kind in kinds.items()],
        "rating_min": [(role, f"{RATING_SCALES[kind][0]}.0") for role, kind in kinds.items()],
        "rating_max": [(role, f"{RATING_SCALES[kind][1]}.0") for role, kind in kinds.items()],
    }
    return ",\n             ".join(_filled_first(name, cases) for name, cases in values.items())


def _filled_first(name: str, cases: list[tuple[str, object]]) -> str:
    kind = "VARCHAR" if name == "rating_kind" else "DOUBLE"
    whens = " ".join(f"WHEN cell_{role} IS NOT NULL THEN {value}" for role, value in cases)
    return f"CAST({f'CASE {whens} END' if whens else 'NULL'} AS {kind}) AS {name}"


def _rejection(mapping: Mapping, ratings: list[str]) -> str:
    """The first reason why a row is no interaction, as {code, reason}; NULL when it is one."""
    cases = [
        ("cell_at IS NULL", "bad_time", "'the time is missing'"),
        (
            "occurred_at IS NULL",
            "bad_time",
            _quoting("at", "is no time in the form of this column"),
        ),
        ("occurred_at < TIMESTAMP '1970-01-01'", "bad_time", _quoting("at", "lies before 1970")),
        ("occurred_at > $load_limit", "bad_time", _quoting("at", "lies in the future")),
        ("cell_touchpoint IS NULL", "missing_touchpoint", "'the touchpoint is missing'"),
        *[_unreadable(role) for role in _read_numbers(mapping, ratings)],
        *[_out_of_scale(mapping, role) for role in ratings],
    ]
    whens = "\n             ".join(
        f"WHEN {condition} THEN {{'code': '{code}', 'reason': {reason}}}"
        for condition, code, reason in cases
    )
    return f"CASE {whens} END"


def _unreadable(role: str) -> tuple[str, str, str]:
    value = f"number_{role}"
    odd = f"{value} IS NULL"
    if role == "sequence":
        odd = f"({odd} OR {value} <> trunc({value}))"
    condition = f"cell_{role} IS NOT NULL AND {odd}"
    return condition, "bad_number", _quoting(role, f"is no number ({role})")


def _out_of_scale(mapping: Mapping, role: str) -> tuple[str, str, str]:
    low, high = RATING_SCALES[rating_kind(mapping, role)]
    condition = f"number_{role} NOT BETWEEN {low} AND {high}"
    return condition, "bad_number", _quoting(role, f"lies outside {low} to {high} ({role})")


def _quoting(role: str, sentence: str) -> str:
    """A reason that shows the beginning of the cell."""
    return f"""'"' || left(cell_{role}, 40) || {text_literal('" ' + sentence)}"""


def _currency_text(mapping: Mapping) -> str:
    """SQL: the currency as its column says it, else as it stands beside the number."""
    beside = [
        f"CASE WHEN plain_{role} IS NULL THEN "
        f"nullif(regexp_extract(cell_{role}, '(?i)€|[$]|£|euro?|usd|gbp|chf'), '') END"
        for role in ("amount", "cost")
        if _is_mapped(mapping, role)
    ]
    return f"coalesce({', '.join(('cell_currency', *beside))})" if beside else "cell_currency"


def _currency(text: str) -> str:
    """SQL: a currency as three capital letters, NULL when it is none."""
    return (
        f"CASE WHEN regexp_full_match({text}, '[A-Za-z]{{3}}') THEN upper({text}) "
        f"WHEN {text} = '€' THEN 'EUR' WHEN {text} = '$' THEN 'USD' "
        f"WHEN {text} = '£' THEN 'GBP' WHEN lower({text}) = 'euro' THEN 'EUR' END"
    )


def _properties(mapping: Mapping) -> str:
    """SQL: the body without the mapped columns, other names and values untouched."""
    if not mapping.columns:
        return "body"
    removed = json.dumps(dict.fromkeys(mapping.columns.values()), ensure_ascii=False)
    return f"CAST(json_merge_patch(body, {text_literal(removed)}) AS VARCHAR)"
