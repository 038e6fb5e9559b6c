"""What a mapping's value rules say of a message: as for files, one message at a time."""

from collections.abc import Callable, Iterable

from percorso.domain.catalogue.words import plain_words
from percorso.domain.mapping import SKIP, Mapping, ValueRule

CellOf = Callable[[str], str]


def unusable(mapping: Mapping) -> str | None:
    """What a mapping says that messages cannot be read by; None where they can.

    Patterns are left to the warehouse, whose expressions cannot be made to run for ever; a thing of
    many rows is one message here.
    """
    if any(rule.pattern is not None for rule in mapping.rules):
        return "rules without a pattern"
    if mapping.one_per:
        return "a mapping without one_per"
    return "a mapping without products of columns" if mapping.factors else None


def is_skipped(rules: Iterable[ValueRule], cell: CellOf) -> bool:
    """Whether a rule says that the message tells of no contact."""
    skipping = (rule for rule in rules if rule.role == SKIP and rule.column is not None)
    return any(_hits(rule, cell(rule.column or "")) for rule in skipping)


def ruled(role: str, rules: Iterable[ValueRule], own: str, cell: CellOf) -> str | None:
    """What the first rule that hits gives a role; None where none does.

    Args:
        role: Which.
        rules: Those of the mapping.
        own: The cell of the role's own column.
        cell: The cell of any other.
    """
    for rule in rules:
        if rule.role != role:
            continue
        looked_at = own if rule.column is None else cell(rule.column)
        if _hits(rule, looked_at):
            if rule.take is not None:
                return cell(rule.take)
            return _by_words(rule, looked_at) if rule.words else rule.value
    return None


def _hits(rule: ValueRule, cell: str) -> bool:
    if rule.words:
        return bool(cell)
    if rule.equals:
        return cell in rule.equals
    return rule.prefix is None or cell.startswith(rule.prefix)


def _by_words(rule: ValueRule, cell: str) -> str:
    words = f" {plain_words(cell)} "
    longest_first = sorted(rule.words, key=len, reverse=True)
    found = next((word for word in longest_first if _sought(word) in words), None)
    if found is not None:
        return rule.words[found]
    return cell if rule.otherwise is None else rule.otherwise


def _sought(word: str) -> str:
    """A word between blanks; `consegnat*` has an open end.

    >>> _sought("È in transito"), _sought("Consegnat*")
    (' e in transito ', ' consegnat')
    """
    return f" {plain_words(word)}" + ("" if word.endswith("*") else " ")
