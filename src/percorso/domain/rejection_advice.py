"""What can be done about a row that was refused while its file was read?"""

# Codes that come in by replay, when somebody says more.
BY_ENCODING = "bad_text"
BY_INSISTING = ("total_row", "no_stored_value", "other_table")

_MEND = "No replay can help: mend the row in its file and load the file again"
_ADVICE = {
    BY_ENCODING: (
        "Say in which encoding its bytes are: percorso rejected replay --code bad_text "
        "--encoding cp1252. Or save the file as UTF-8 and load it again."
    ),
    "total_row": (
        "If it is a contact and no total: percorso rejected replay --code total_row --insist"
    ),
    "no_stored_value": (
        "Open the workbook in a spreadsheet, save it, and load it again. To take it with the cell "
        "empty: percorso rejected replay --code no_stored_value --insist"
    ),
    "other_table": (
        "If its rows are contacts: percorso rejected replay --code other_table --insist, with "
        "--columns where its columns mean something else (beside the table they are known by "
        "their letters). Or give that table a sheet or a file of its own and load it; then "
        "percorso rejected drop."
    ),
    "bad_time": (
        "If the times are written in a way that was not told, tell it: percorso rejected replay "
        "--code bad_time, with --date-order dmy, mdy or ymd, --time-zone NAME, or --columns where "
        "another column holds the time. If a cell is empty or no time at all, mend the row in its "
        "file and load the file again; then percorso rejected drop --code bad_time."
    ),
    "bad_csv_row": f"{_MEND}, with quotes around cells that hold the delimiter.",
    "cell_too_large": f"{_MEND}, with a shorter cell.",
    "bad_json": (
        "Of a server's message: percorso rejected replay --code bad_json --insist leaves commas "
        "too many out, and takes several documents for several messages. Of a file: mend the row "
        "and load the file again."
    ),
    "not_an_object": f"{_MEND}.",
    "too_deep": f"{_MEND}, with less nested.",
}


def advice_on(code: str) -> str | None:
    """What to do about rows of a code; None where it is a mapping that can help.

    >>> advice_on("missing_touchpoint") is None
    True
    """
    return _ADVICE.get(code)
