"""Where does a row stand in its file, in words its owner can follow?"""

import json
import re

# Of an event log a row is an event: several may share a line, and its owner counts by case.
_POSITION = re.compile(r'"event:position":"(\d+)"')
_TRACE = re.compile(r'"case:concept:name":("(?:[^"\\]|\\.)*")')


def row_place(line: int | None, raw: str) -> str:
    """The line of a row; of an event, its place in its trace.

    Args:
        line: Its number among the rows.
        raw: The row as it is kept.

    >>> row_place(7, '{"case:concept:name":"C-1","event:position":"2"}')
    'event 2 of trace C-1'
    >>> row_place(7, '{"at":"soon"}')
    'line 7'
    """
    position = _POSITION.search(raw)
    if position is None:
        return f"line {line}"
    trace = _TRACE.search(raw)
    return f"event {position[1]}" + (f" of trace {json.loads(trace[1])}" if trace else "")


def line_in_file(line: int | None, raw: str) -> int | None:
    """The line of a row; None of an event, whose number is none."""
    return None if _POSITION.search(raw) else line
