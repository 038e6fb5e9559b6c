"""A question to the warehouse as a value: SQL text with bound parameters."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Query:
    """SQL in DuckDB's dialect; values are bound by name (`$name`), never pasted."""

    sql: str
    parameters: dict[str, object] = field(default_factory=dict)


def quoted(identifier: str) -> str:
    """An identifier (a column, a table) made safe to stand in SQL text."""
    return '"' + identifier.replace('"', '""') + '"'
