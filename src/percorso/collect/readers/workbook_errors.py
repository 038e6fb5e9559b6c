"""What can be wrong with a workbook, one leaf each; what its process refused becomes one."""

from collections.abc import Sequence
from pathlib import Path

from percorso.collect.file_errors import BadXml, EmptyFile, UnsupportedFormat
from percorso.domain.errors import InputError, NotFoundError, PercorsoError

AS_CSV = "Export it as CSV (in a spreadsheet: Save as, CSV UTF-8)."
AS_XLSX = "Save it as XLSX or as CSV."


class DamagedWorkbook(InputError):
    """A workbook that does not hold together."""

    code = "bad_workbook"

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(
            f"{path} is not a whole workbook: {reason}. Copy or export it again, or open it in "
            "a spreadsheet and save it as XLSX."
        )


class EncryptedFile(InputError):
    """A workbook that opens only with a password."""

    code = "encrypted_file"

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"{path} is protected with a password. Open it in a spreadsheet, and save it "
            "without one, as XLSX or as CSV."
        )


class MacroFile(InputError):
    """A workbook that holds programs."""

    code = "macro_file"

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"{path} holds macros, and files with programs in them are not read. "
            "Save it as an XLSX workbook without macros, or as CSV."
        )


class UnsafeArchive(InputError):
    """A packed file whose entries reach outside it."""

    code = "unsafe_archive"

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(
            f"{path} is not read: {reason}, as no spreadsheet writes. Export it again."
        )


class UnpackedTooLarge(InputError):
    """A packed file that grows beyond all measure."""

    code = "unpacked_too_large"

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path} is not unpacked: {reason}. Export its table as CSV.")


class SheetTooLarge(InputError):
    """A sheet that needs more room or time than it may have."""

    code = "sheet_too_large"

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path} is too large a sheet: {reason}. Export its table as CSV.")


class NoTableInWorkbook(InputError):
    """A sheet without a header and a row below it."""

    def __init__(self, path: Path, sheet: str) -> None:
        self.path, self.sheet = path, sheet
        super().__init__(
            f'{path}: sheet "{sheet}" holds no table, that is a header and rows below it. '
            "Name another: --sheet NAME, or export the table again."
        )


class SheetMissing(NotFoundError):
    """The sheet that was named is not in the workbook."""

    def __init__(self, path: Path, sheet: str, sheets: Sequence[str]) -> None:
        self.path, self.sheet, self.sheets = path, sheet, tuple(sheets)
        listed = ", ".join(f'"{name}"' for name in sheets) or "none"
        super().__init__(f'{path} has no sheet "{sheet}". Its sheets: {listed}.')


class NoSheets(InputError):
    """A sheet was named for a file that has none."""

    def __init__(self, path: Path, sheet: str) -> None:
        self.path, self.sheet = path, sheet
        super().__init__(f'{path} is no workbook, so it has no sheet "{sheet}". Leave --sheet out.')


def refusal_error(path: Path, code: str, facts: Sequence[str]) -> PercorsoError:
    """The error for what the reading process refused."""
    reason = ", ".join(facts)
    if code == "bad_xml":
        entry, line, said = facts
        return BadXml(path, int(line), f"{said} (in {entry})")
    if code == "line_too_long":
        return SheetTooLarge(path, f"row {reason} holds more than a row should")
    if code == "sheet_too_large":
        return SheetTooLarge(path, f"reading it takes more than {reason}")
    if code == "no_sheet":
        return SheetMissing(path, facts[0], facts[1:])
    if code == "other_kind":
        return UnsupportedFormat(path, reason, AS_XLSX)
    if code in {"encrypted_file", "macro_file", "empty"}:
        leaf = {"encrypted_file": EncryptedFile, "macro_file": MacroFile, "empty": EmptyFile}[code]
        return leaf(path)
    leaves = {"unsafe_archive": UnsafeArchive, "unpacked_too_large": UnpackedTooLarge}
    return leaves.get(code, DamagedWorkbook)(path, reason)
