"""How the rows of a spool file are read back, in SQL."""

from pathlib import Path

from percorso.collect.cells_sql import text_literal
from percorso.store.parquet_file import literal_path

# DuckDB reserves buffers as large as the longest line it is told to expect, and reads a small
# file with one thread then: the cap is raised only for a spool that needs it. A line of 64 MB
# can grow in JSON, where a sign may take six bytes.
_USUAL_LONGEST_LINE = 2_097_152
_LONGEST_LINE = 512_000_000
_BLOCK_BYTES = 1_000_000


def spool_relation(spool: Path) -> str:
    """SQL: the rows of a spool file, as relation(line BIGINT, body VARCHAR).

    The spool is read through once, at the speed of the disk, to see how long its lines are.
    """
    longest = _LONGEST_LINE if _has_long_line(spool) else _USUAL_LONGEST_LINE
    return (
        f"read_csv({text_literal(literal_path(spool))}, "
        "columns = {'line': 'BIGINT', 'body': 'VARCHAR'}, delim = '\x1f', quote = '', "
        "escape = '', header = false, auto_detect = false, new_line = '\\n', "
        f"max_line_size = {longest})"
    )


def _has_long_line(spool: Path) -> bool:
    """Whether a line may be longer than two blocks: one block then holds no line end."""
    with spool.open("rb", buffering=0) as stream:
        while block := stream.read(_BLOCK_BYTES):
            if b"\n" not in block:
                return True
    return False
