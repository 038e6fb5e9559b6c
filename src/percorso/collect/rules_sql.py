"""How a role's value is told from cells by rules, in SQL."""

import re
import unicodedata
from collections.abc import Callable, Sequence

from percorso.collect.cells_sql import text_literal
from percorso.domain.mapping import ValueRule

_NO_LETTER = r"[^\pL\pN]+"


def value_by_rules(rules: Sequence[ValueRule], own: str, cell: Callable[[str], str]) -> str:
    """SQL: the value of the first rule that hits, else the role's own cell or fixed value.

    Args:
        rules: The rules of one role, in their order.
        own: SQL of what the role has without rules; NULL when it has nothing.
        cell: SQL of a column's trimmed cell.
    """
    cases: list[str] = []
    for rule in rules:
        looked_at = own if rule.column is None else cell(rule.column)
        condition, value = _case(rule, looked_at)
        value = value if rule.take is None else cell(rule.take)
        if condition is None:
            return _first_of(cases, value)
        cases.append(f"WHEN {condition} THEN {value}")
    return _first_of(cases, own)


def _first_of(cases: list[str], otherwise: str) -> str:
    return f"CASE {' '.join(cases)} ELSE {otherwise} END" if cases else otherwise


def _case(rule: ValueRule, cell: str) -> tuple[str | None, str]:
    """When a rule hits (None is always) and what it gives."""
    if rule.words:
        return f"{cell} IS NOT NULL", _value_by_words(rule, cell)
    value = text_literal(rule.value or "")
    if rule.equals:
        return f"{cell} IN ({', '.join(text_literal(text) for text in rule.equals)})", value
    if rule.prefix is not None:
        return f"starts_with({cell}, {text_literal(rule.prefix)})", value
    if rule.pattern is not None:
        return f"regexp_matches({cell}, {text_literal(rule.pattern)})", value
    return None, value


def _value_by_words(rule: ValueRule, cell: str) -> str:
    plain = (
        f"' ' || trim(regexp_replace(lower(strip_accents({cell})), '{_NO_LETTER}', ' ', 'g'))"
        " || ' '"
    )
    # Longest first: "in giacenza al punto di ritiro" is tried before "in giacenza".
    sought = sorted(
        ((_sought(word), value) for word, value in rule.words.items()),
        key=lambda pair: -len(pair[0]),
    )
    cases = [
        f"WHEN contains({plain}, {text_literal(word)}) THEN {text_literal(value)}"
        for word, value in sought if word.strip()
    ]  # fmt: skip
    return _first_of(cases, cell if rule.otherwise is None else text_literal(rule.otherwise))


def _sought(word: str) -> str:
    """A word as it is looked for between blanks; `consegnat*` has an open end.

    >>> _sought("È in transito"), _sought("Consegnat*")
    (' e in transito ', ' consegnat')
    """
    letters = unicodedata.normalize("NFKD", word.rstrip("*").lower())
    bare = "".join(sign for sign in letters if not unicodedata.combining(sign))
    plain = " ".join(re.sub(r"[\W_]+", " ", bare).split())
    return f" {plain}" + ("" if word.endswith("*") else " ")
