"""What can be wrong with a whole file, or with how its columns are named: one leaf each."""

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from percorso.domain.errors import EngineError, InputError, NotFoundError
from percorso.domain.mapping import ROLES

COLUMNS_EXAMPLE = '--columns customer="Case ID",at="Complete Timestamp",touchpoint=Activity'


def _listed(names: Sequence[str], limit: int = 30) -> str:
    """Column names for a sentence; long lists are cut, and say so."""
    shown = ", ".join(f'"{name}"' for name in names[:limit])
    return shown + (f" and {len(names) - limit} more" if len(names) > limit else "")


class SourceFileMissing(NotFoundError):
    """The named file does not exist."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"There is no file {path}. Check the name and the folder.")


class NotAFile(InputError):
    """A folder, or something else that holds no rows, was named."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"{path} is a folder, not a file. Name its files, for instance {path}/*.csv"
        )


class FileUnreadable(InputError):
    """The system does not let us read the file."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path} cannot be read: {reason}. Check its permissions and its disk.")


class DamagedGzip(InputError):
    """A compressed file ends too early or holds damaged bytes."""

    code = "bad_gzip"

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(
            f"{path} is gzip-compressed, but cut off or damaged ({reason}). "
            f"Copy or export it again; `gzip -t {path.name}` should say nothing."
        )


class EmptyFile(InputError):
    """A file without a single line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"{path} is empty: no header, no rows. Export it again.")


class HeaderOnly(InputError):
    """A file that names its columns and stops there."""

    def __init__(self, path: Path, header: Sequence[str]) -> None:
        self.path, self.header = path, tuple(header)
        super().__init__(
            f"{path} has a header ({_listed(header)}) but no rows. "
            "Check the period or filter of the export."
        )


class NoReadableRow(InputError):
    """Rows exist, but not one of the first can be read."""

    def __init__(self, path: Path, tried: int, line: int, reason: str) -> None:
        self.path, self.tried, self.line, self.reason = path, tried, line, reason
        super().__init__(
            f"None of the first {tried} rows of {path} can be read; line {line}: {reason}. "
            "Give CSV or XLSX with a header, JSON with one object a line, Parquet or XES."
        )


class UnsupportedFormat(InputError):
    """A file of a kind that is not read."""

    def __init__(self, path: Path, found: str, instead: str) -> None:
        self.path, self.found = path, found
        super().__init__(f"{path} is {found}, which is not read. {instead}")


class BadJson(InputError):
    """A JSON document that does not hold together."""

    code = "bad_json"

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path} is no whole JSON: {reason}. Copy or export it again.")


class JsonWithoutRows(InputError):
    """A JSON document in which it is not clear what its rows are."""

    def __init__(self, path: Path, lists: Sequence[str]) -> None:
        self.path, self.lists = path, tuple(lists)
        named = ", ".join(f'"{name}"' for name in lists[:5])
        found = f"several lists of objects ({named})" if lists else "no list of objects"
        super().__init__(
            f"{path} is one JSON object with {found} in it, and one was wanted. "
            "Write its rows as one JSON object a line."
        )


class DamagedParquet(InputError):
    """A file that begins as Parquet, but does not hold together."""

    code = "bad_parquet"

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path} is not a whole Parquet file: {reason}. Copy or export it again.")


class BadXml(InputError):
    """XML that is cut off or broken, or that asks for entities."""

    code = "bad_xml"

    def __init__(self, path: Path, line: int, reason: str) -> None:
        self.path, self.line, self.reason = path, line, reason
        super().__init__(
            f"{path}, line {line}: this XML cannot be read: {reason}. Copy or export it again."
        )


class UndecodableFile(InputError):
    """Text whose encoding breaks in a way that no row can be saved from."""

    code = "bad_encoding"

    def __init__(self, path: Path, encoding: str, reason: str) -> None:
        self.path, self.encoding = path, encoding
        super().__init__(
            f"{path} says it is {encoding}, but breaks ({reason}). Export it again as UTF-8."
        )


class BadCsv(InputError):
    """A quote that opens and never closes."""

    code = "bad_csv"

    def __init__(self, path: Path, line: int) -> None:
        self.path, self.line = path, line
        super().__init__(
            f'{path}, line {line}: a quote (") opens in the row that starts here and never '
            "closes. Close it, or double the quotes that belong to the text."
        )


class LineTooLong(InputError):
    """A line longer than any row should be."""

    code = "line_too_long"

    def __init__(self, path: Path, line: int, limit: int) -> None:
        self.path, self.line, self.limit = path, line, limit
        super().__init__(
            f"{path}, line {line} is longer than {limit:,} bytes. "
            "Is it really a table with one row a line? Export it again."
        )


class TooManyColumns(InputError):
    """More columns than a table of contacts can have."""

    code = "too_many_columns"

    def __init__(self, path: Path, line: int, count: int, limit: int) -> None:
        self.path, self.line, self.count, self.limit = path, line, count, limit
        super().__init__(
            f"{path}, line {line} has {count:,} columns; at most {limit:,} are read. "
            "Export only the columns you need."
        )


class SpoolNotWritten(EngineError):
    """The temporary copy of the rows could not be written (a full disk, most often)."""

    def __init__(self, spool: Path, reason: str) -> None:
        self.spool, self.reason = spool, reason
        super().__init__(
            f"The rows could not be written to {spool}: {reason}. "
            "Nothing was loaded; make room on the disk and load again."
        )


class UnknownRole(InputError):
    """`--columns` names a role that does not exist."""

    def __init__(self, role: str) -> None:
        self.role = role
        near = get_close_matches(role, ROLES, 1)
        hint = f' Did you mean "{near[0]}"?' if near else ""
        super().__init__(f'There is no role "{role}".{hint} Roles: {", ".join(ROLES)}.')


class BadColumnsOption(InputError):
    """The text of `--columns` cannot be taken apart."""

    def __init__(self, text: str, part: str) -> None:
        self.text, self.part = text, part
        super().__init__(
            f'--columns cannot read "{part}". Give role=column pairs, for instance '
            f'{COLUMNS_EXAMPLE}, or a fixed value: touchpoint=="till"'
        )


class RoleConflict(InputError):
    """One column is to play two roles, or one role is given twice."""

    code = "role_conflict"

    def __init__(self, column: str, roles: Sequence[str]) -> None:
        self.column, self.roles = column, tuple(roles)
        super().__init__(
            f'"{column}" is given to {len(roles)} roles ({", ".join(roles)}); '
            "a column plays one role, and a role has one column. Drop one of them."
        )


class ColumnMissing(InputError):
    """`--columns` names a column the file does not have."""

    def __init__(self, role: str, column: str, header: Sequence[str]) -> None:
        self.role, self.column, self.header = role, column, tuple(header)
        near = get_close_matches(column.casefold(), [name.casefold() for name in header], 1, 0.5)
        match = next((name for name in header if near and name.casefold() == near[0]), None)
        hint = f' Did you mean "{match}"?' if match else ""
        super().__init__(
            f'There is no column "{column}" for {role}.{hint} Columns: {_listed(header)}.'
        )


class _RoleNotFound(InputError):
    """A role no file can do without, found in no column."""

    role: str
    wanted: str
    example: str

    def __init__(self, header: Sequence[str], looked_for: Sequence[str]) -> None:
        self.header, self.looked_for = tuple(header), tuple(looked_for)
        super().__init__(
            f"No column says {self.wanted}. Looked for: {', '.join(looked_for[:12])} … "
            f"Columns: {_listed(header)}. Name it: {self.example}"
        )


class NoTimeColumn(_RoleNotFound):
    """No column looks like the time of the contact."""

    role = "at"
    wanted = "when it happened"
    example = '--columns at="name of the column"'


class NoTouchpointColumn(_RoleNotFound):
    """No column looks like the touchpoint."""

    role = "touchpoint"
    wanted = "what happened (the touchpoint)"
    example = (
        '--columns touchpoint="name of the column", '
        'or one value for the whole file: --columns touchpoint=="till"'
    )


class TimeUnreadable(InputError):
    """The column for the time holds something that is no time."""

    code = "bad_time"

    def __init__(self, column: str, examples: Sequence[str]) -> None:
        self.column, self.examples = column, tuple(examples)
        shown = ", ".join(f'"{value[:40]}"' for value in examples) or "only empty cells"
        super().__init__(
            f'Column "{column}" should hold times, but holds {shown}. Name another column with '
            '--columns at="…", or write times as 2024-07-01 14:30:00.'
        )


class TimesUncomputed(InputError):
    """The column for the time holds formulas whose values the workbook does not store."""

    code = "no_stored_value"

    def __init__(self, path: Path, column: str) -> None:
        self.path, self.column = path, column
        super().__init__(
            f'Column "{column}" of {path} should hold times, but holds formulas without a stored '
            "value. Open the workbook in a spreadsheet, save it, and load it again."
        )


class UnknownTimeZone(InputError):
    """A time zone name nobody knows."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f'There is no time zone "{name}". Give an IANA name: Europe/Rome, UTC, Europe/London.'
        )


class AmbiguousDates(InputError):
    """Day and month cannot be told apart in a whole column, and nobody guesses."""

    code = "ambiguous_date"

    def __init__(self, column: str, first_above_12: int, second_above_12: int) -> None:
        self.column = column
        self.first_above_12, self.second_above_12 = first_above_12, second_above_12
        came = (
            f"{first_above_12:,} values read only as day first, "
            f"{second_above_12:,} only as month first"
            if first_above_12
            else "no value has a day above 12"
        )
        super().__init__(
            f'Column "{column}": is 01/02 the first of February or the second of January? '
            f"In the whole column {came}. Say it: --date-order dmy|mdy|ymd"
        )


class YearStandsLast(InputError):
    """`--date-order ymd` was given for dates that end in a year of four digits."""

    def __init__(self, column: str) -> None:
        self.column = column
        super().__init__(
            f'Column "{column}" ends its dates with the year (01/02/2024), so ymd cannot be. '
            "Give --date-order dmy or mdy."
        )
