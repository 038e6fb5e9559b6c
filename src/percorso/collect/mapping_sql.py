"""How the bodies of a file's rows become interactions, in SQL: one mapping, one question."""

import json
from collections.abc import Sequence

from percorso.collect.cells_sql import (
    day_and_clock,
    local_time,
    number,
    offset_of,
    plain_number,
    text_literal,
    tidy_number,
    tidy_rating,
    utc_time,
)
from percorso.collect.column_names import NO_DAY, NO_NUMBER
from percorso.collect.rules_sql import value_by_rules
from percorso.domain.mapping import (
    IDENTIFIER_ROLES,
    RATING_ROLES,
    REFERENCE_ROLES,
    SKIP,
    TRAIT_ROLES,
    Mapping,
)
from percorso.store.query import Query

# The scale of each kind of rating (WIRE-FORMATS 12), lowest and highest value.
RATING_SCALES = {
    "stars": (1, 5), "nps": (0, 10), "csat": (1, 5), "ces": (1, 7), "good_bad": (0, 1),
}  # fmt: skip

# Blanks of text, tables and web pages: no-break space and byte order mark among them.
_BLANKS = "chr(9) || chr(10) || chr(13) || ' ' || chr(160) || chr(65279)"
_BLANK_AT_AN_END = r"^[\s\x{00A0}\x{FEFF}]|[\s\x{00A0}\x{FEFF}]$"
_TEXT_ROLES = ("touchpoint", "channel", *IDENTIFIER_ROLES, *REFERENCE_ROLES, "text", "currency")
_NUMBER_ROLES = ("amount", "cost", "sequence")
_HEAD_ROLES = frozenset({"at", "touchpoint", "channel", "currency", *IDENTIFIER_ROLES,
                         *REFERENCE_ROLES, *TRAIT_ROLES})  # fmt: skip

# Not refused, but left out by a rule, and counted so.
SKIPPED = "skipped"

# Between a column's name and its value; no text of a file holds it.
_BETWEEN = "\x1f"

# (condition, code, reason) in SQL
_Reason = tuple[str, str, str]


def interactions_from_rows(mapping: Mapping, relation: str) -> Query:
    """Interactions, and why a row cannot be one.

    Args:
        mapping: Which column plays which role.
        relation: SQL naming a relation (line BIGINT, message_id VARCHAR, body VARCHAR).

    Returns:
        A query with the columns line, message_id, occurred_at (naive UTC), name, channel,
        user_id, email, phone, loyalty_card, anonymous_id, case_id, order_id,
        tracking_number, invoice_id, amount, cost, currency, rating_value, rating_kind,
        rating_min, rating_max, text, sequence, event_id, properties, part, part_no (from 0),
        group_id (rows that are one interaction together share it), reject_code,
        reject_reason and is_incomplete (refused only for what another row of its group may
        hold). A row has one row here for each interaction it tells of, and one at least.
        The caller binds `$load_limit`, the latest instant a row may have (naive UTC
        TIMESTAMP).
    """
    readings = mapping.readings()
    queries = [
        _reading(mapping, reading, relation, part, number)
        for number, (part, reading) in enumerate(readings)
    ]
    if len(queries) == 1:
        return queries[0]
    return Query(
        "\nUNION ALL\n".join(f"SELECT * FROM ({query.sql})" for query in queries),
        {name: value for query in queries for name, value in query.parameters.items()},
    )


def _reading(whole: Mapping, mapping: Mapping, relation: str, part: str, number: int) -> Query:
    """The interactions of one part."""
    read = _Reading(whole, mapping, number)
    pointers = (*IDENTIFIER_ROLES, *REFERENCE_ROLES)
    sql = f"""
    WITH row_with_cells AS (
      SELECT line, message_id, body, {read.cells()} AS cells FROM {relation}
    ),
    cell AS (
      SELECT line, message_id, body, {read.cell_columns()} FROM row_with_cells
      {read.condition()}
    ),
    plain AS (
      SELECT *, {offset_of("cell_at", mapping.time_formats)} AS time_offset
             {read.plain_columns()}
      FROM cell
    ),
    tidy AS (
      SELECT *{read.tidy_columns()} FROM plain
    ),
    measured AS (
      SELECT *{read.number_columns()},
             {local_time("cell_at", "time_offset", mapping.time_formats)} AS local_at,
             {_currency_text(read.numbers)} AS currency_text
      FROM tidy
    ),
    timed AS (
      SELECT *, {utc_time("local_at", "time_offset", mapping.time_zone)} AS occurred_at,
             {_rating_columns(mapping, read.ratings)}
      FROM measured
    ),
    judged AS (
      SELECT *, {read.rejection()} AS rejection FROM timed
    )
    SELECT line, message_id, occurred_at, cell_touchpoint AS name, cell_channel AS channel,
           {", ".join(f"cell_{role} AS {role}" for role in pointers)},
           {read.money("amount")} AS amount, {read.money("cost")} AS cost,
           {_currency("currency_text")} AS currency,
           rating_value, rating_kind, rating_min, rating_max,
           cell_text AS text, TRY_CAST(number_sequence AS BIGINT) AS sequence,
           cell_id AS event_id, {_properties(whole)} AS properties,
           {text_literal(part)} AS part, {number} AS part_no, group_id,
           rejection.code AS reject_code, rejection.reason AS reject_reason,
           {read.is_incomplete()} AS is_incomplete
    FROM judged
    """
    return Query(sql, read.parameters())


def json_pointer(column: str) -> str:
    """A member's name as JSON pointer, which takes any sign a header may hold."""
    return "/" + column.replace("~", "~0").replace("/", "~1")


_ALL_ROLES = ("at", *_TEXT_ROLES, *_NUMBER_ROLES, *RATING_ROLES, "id")


class _Reading:
    """The pieces of SQL of one part of a mapping."""

    def __init__(self, whole: Mapping, mapping: Mapping, number: int) -> None:
        self.mapping = mapping
        self._whole = whole
        self._number = number
        roles = mapping.roles()
        self.ratings = [role for role in RATING_ROLES if role in roles]
        self.factors = {f"{role}_factor": name for role, name in mapping.factors.items()}
        numbers = [role for role in _NUMBER_ROLES if role in roles]
        self.numbers = [*numbers, *self.factors, *self.ratings]
        names = [
            *mapping.columns.values(), mapping.clock, whole.one_per, *mapping.factors.values(),
            *(name for rule in mapping.rules for name in (rule.column, rule.take)),
            *(name for times in whole.time_columns() for name in times if whole.events),
        ]  # fmt: skip
        self._columns = [name for name in dict.fromkeys(names) if name is not None]

    def cells(self) -> str:
        """All mapped cells at once: a body is parsed once, not once for every role."""
        pointers = ", ".join(text_literal(json_pointer(name)) for name in self._columns)
        return f"json_extract_string(body, [{pointers}])" if pointers else "CAST([] AS VARCHAR[])"

    def parameters(self) -> dict[str, object]:
        """The fixed values, as they are bound."""
        text = self.cell_columns()
        bound = {self._bound(role): value for role, value in self.mapping.constants.items()}
        return {name: value for name, value in bound.items() if f"${name} " in text}

    def _bound(self, role: str) -> str:
        return f"mapping_{self._number}_{role}"

    def _cell(self, column: str) -> str:
        return trimmed(f"cells[{self._columns.index(column) + 1}]")

    def cell_columns(self) -> str:
        """One trimmed text for every role, NULL when empty."""
        columns = [
            f"{self._value(role)} AS cell_{role}" for role in (*_ALL_ROLES, SKIP, *self.factors)
        ]
        return ",\n             ".join([*columns, f"{self._group()} AS group_id"])

    def _value(self, role: str) -> str:
        rules = [rule for rule in self.mapping.rules if rule.role == role]
        own = self._own(role)
        return value_by_rules(rules, own, self._cell) if rules else own

    def _own(self, role: str) -> str:
        """SQL: what a role has without rules."""
        if role in self.factors:
            return _without_placeholder(self._cell(self.factors[role]))
        if role in self.mapping.columns:
            cell = self._cell(self.mapping.columns[role])
            if role == "at" and self._whole.events:
                cell = self._day(self.mapping.columns[role])
            if role == "at" and self.mapping.clock is not None:
                return day_and_clock(cell, self._cell(self.mapping.clock))
            return _without_placeholder(cell) if role in self.numbers else cell
        if role in self.mapping.constants:
            return f"CAST(${self._bound(role)} AS VARCHAR)"
        return "CAST(NULL AS VARCHAR)"

    def _day(self, column: str) -> str:
        return _without_no_day(self._cell(column))

    def _group(self) -> str:
        column = self._whole.one_per
        return "CAST(NULL AS VARCHAR)" if column is None else _group(column, self._cell(column))

    def condition(self) -> str:
        """Which rows have this part; one that has none of them is judged with the first."""
        if not self._whole.events:
            return ""
        here = f"{self._day(self.mapping.columns['at'])} IS NOT NULL"
        if self._number:
            return f"WHERE {here}"
        others = ", ".join(self._day(column) for column, _ in self._whole.time_columns())
        return f"WHERE {here} OR coalesce({others}) IS NULL"

    def plain_columns(self) -> str:
        """Numbers that can be read at once, as most can; only the others are tidied."""
        return "".join(
            f",\n             {plain_number(f'cell_{role}', self.mapping.decimal)} AS plain_{role}"
            for role in self.numbers
        )

    def tidy_columns(self) -> str:
        """The other numbers without the signs around them."""
        columns = ""
        for role in self.numbers:
            tidy = tidy_rating if role in self.ratings else tidy_number
            columns += (
                f",\n             CASE WHEN plain_{role} IS NULL THEN {tidy(f'cell_{role}')} END"
                f" AS tidy_{role}"
            )
        return columns

    def number_columns(self) -> str:
        """Every number, NULL when unreadable."""
        columns = ""
        for role in (*_NUMBER_ROLES, *self.factors, *self.ratings):
            value = "CAST(NULL AS DECIMAL(18, 4))"
            if role in self.numbers:
                value = f"coalesce(plain_{role}, {number(f'tidy_{role}', self.mapping.decimal)})"
            columns += f",\n             {value} AS number_{role}"
        return columns

    def money(self, role: str) -> str:
        """SQL: an amount, multiplied where two columns make it."""
        if f"{role}_factor" not in self.factors:
            return f"number_{role}"
        return f"TRY_CAST(number_{role} * number_{role}_factor AS DECIMAL(18, 4))"

    def rejection(self) -> str:
        """The first reason why a row is no interaction, as {code, reason}; NULL when it is one."""
        missing = "cell_touchpoint IS NULL", "missing_touchpoint", "'the touchpoint is missing'"
        return _first_reason([
            (f"cell_{SKIP} IS NOT NULL", SKIPPED, "'a rule of the profile skips it'"),
            ("cell_at IS NULL", "bad_time", "'the time is missing'"),
            *_odd_times(), missing, *self._odd_numbers(),
        ])  # fmt: skip

    def is_incomplete(self) -> str:
        """Whether a row lacks only what another row of its group may hold."""
        if self._whole.one_per is None:
            return "false"
        return (
            f"group_id IS NOT NULL AND cell_{SKIP} IS NULL "
            "AND (cell_at IS NULL OR cell_touchpoint IS NULL) "
            f"AND {_first_reason([*_odd_times(), *self._odd_numbers()])} IS NULL"
        )

    def _odd_numbers(self) -> list[_Reason]:
        return [
            *[_unreadable(role) for role in self.numbers],
            *[_out_of_scale(self.mapping, role) for role in self.ratings],
        ]


def _odd_times() -> list[_Reason]:
    return [
        ("cell_at IS NOT NULL AND occurred_at IS NULL", "bad_time",
         _quoting("at", "is no time in the form of this column")),
        ("occurred_at < TIMESTAMP '1970-01-01'", "bad_time", _quoting("at", "lies before 1970")),
        ("occurred_at > $load_limit", "bad_time", _quoting("at", "lies in the future")),
    ]  # fmt: skip


def _group(column: str, cell: str) -> str:
    """SQL: the id rows with one value of a column share; of another column it is another."""
    return f"'one:' || sha256({text_literal(column + _BETWEEN)} || {cell})"


def group_of_body(mapping: Mapping) -> str:
    """SQL: the id a row (`body`) shares with the others of its thing; NULL when it is alone."""
    column = mapping.one_per or ""
    cell = f"json_extract_string(body, {text_literal(json_pointer(column))})"
    return _group(column, trimmed(cell))


def _first_reason(reasons: Sequence[_Reason]) -> str:
    whens = "\n             ".join(
        f"WHEN {condition} THEN {{'code': '{code}', 'reason': {reason}}}"
        for condition, code, reason in reasons
    )
    return f"CASE {whens} END"


def _without_placeholder(cell: str) -> str:
    """SQL: NULL for a word that stands for no number at all."""
    listed = ", ".join(text_literal(word) for word in NO_NUMBER)
    return f"CASE WHEN lower({cell}) NOT IN ({listed}) THEN {cell} END"


def _without_no_day(cell: str) -> str:
    """SQL: NULL for what stands for an event that has not happened: `-`, `0000-00-00 00:00:00`."""
    return (
        f"(CASE WHEN NOT starts_with({cell}, {text_literal(NO_DAY)}) "
        f"THEN {_without_placeholder(cell)} END)"
    )


def trimmed(cell: str) -> str:
    """SQL: a cell without blanks around it, NULL when nothing is left.

    Trimming is dear and seldom needed, so a cheap look decides; empty cells are in no body.
    """
    return (
        f"(CASE WHEN regexp_matches({cell}, '{_BLANK_AT_AN_END}') "
        f"THEN nullif(trim({cell}, {_BLANKS}), '') ELSE {cell} END)"
    )


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


def _unreadable(role: str) -> tuple[str, str, str]:
    value = f"number_{role}"
    odd = f"{value} IS NULL"
    if role == "sequence":
        odd = f"({odd} OR {value} <> trunc({value}))"
    condition = f"cell_{role} IS NOT NULL AND {odd}"
    said = role.removesuffix("_factor")
    return condition, "bad_number", _quoting(role, f"is no number ({said})")


def _out_of_scale(mapping: Mapping, role: str) -> tuple[str, str, str]:
    low, high = RATING_SCALES[rating_kind(mapping, role)]
    condition = f"number_{role} NOT BETWEEN {low} AND {high}"
    return condition, "bad_number", _quoting(role, f"lies outside {low} to {high} ({role})")


def _quoting(role: str, sentence: str) -> str:
    """A reason that shows the beginning of the cell."""
    return f"""'"' || left(cell_{role}, 40) || {text_literal('" ' + sentence)}"""


def _currency_text(numbers: Sequence[str]) -> str:
    """SQL: the currency as its column says it, else as it stands beside the number."""
    beside = [
        f"CASE WHEN plain_{role} IS NULL THEN "
        f"nullif(regexp_extract(cell_{role}, '(?i)€|[$]|£|euro?|usd|gbp|chf'), '') END"
        for role in ("amount", "cost")
        if role in numbers
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
    """SQL: the body without the mapped columns, other names and values untouched.

    The lines of a group keep their numbers too: only who, when and what stand above them.
    """
    removed = {
        name: None
        for _, reading in mapping.readings()
        for role, name in reading.columns.items()
        if role not in reading.factors and (mapping.one_per is None or role in _HEAD_ROLES)
    }
    removed |= {clock: None for _, clock in mapping.time_columns() if clock is not None}
    removed |= dict.fromkeys(mapping.private)
    removed |= {
        rule.take: None
        for rule in mapping.rules if rule.take is not None and rule.role in IDENTIFIER_ROLES
    }  # fmt: skip
    if not removed:
        return "body"
    listed = json.dumps(removed, ensure_ascii=False)
    return f"CAST(json_merge_patch(body, {text_literal(listed)}) AS VARCHAR)"
