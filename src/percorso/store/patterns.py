"""Whether the warehouse can read a regular expression."""

import duckdb


def is_pattern(text: str) -> bool:
    """Whether a text is a regular expression in the engine's own grammar (RE2).

    >>> is_pattern("^C[0-9]+"), is_pattern("(?=x)")
    (True, False)
    """
    connection = duckdb.connect(config={"threads": 1})
    try:
        connection.execute("select regexp_matches('', $pattern)", {"pattern": text}).fetchall()
    except duckdb.Error:
        return False
    finally:
        connection.close()
    return True
