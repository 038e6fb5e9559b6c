"""What are the columns called? Each gets a name of its own (WIRE-FORMATS 15)."""

from collections.abc import Mapping

from percorso.collect.readers.row import Notice


def named_columns(cells: Mapping[int, str]) -> tuple[dict[int, str], list[Notice]]:
    """Columns by number with their names; a repeated one gets a number, an empty one its place.

    Args:
        cells: What the header says of each column, by its number counted from 1.
    """
    names: dict[int, str] = {}
    taken: set[str] = set()
    notices: list[Notice] = []
    # Names that stand in the file keep their columns: a new name never takes one of them.
    standing = {cell.strip() for cell in cells.values()}
    for position, cell in sorted(cells.items()):
        # Bytes that cannot be read in a header are shown, not refused: no row is lost by it.
        name = cell.strip().encode("utf-8", "backslashreplace").decode() or f"column {position}"
        if name in taken:
            number = 2
            while f"{name}.{number}" in taken or f"{name}.{number}" in standing:
                number += 1
            notices.append(
                Notice("repeated_header", f'"{name}" again: column {position} is "{name}.{number}"')
            )
            name = f"{name}.{number}"
        taken.add(name)
        names[position] = name
    return names, notices
