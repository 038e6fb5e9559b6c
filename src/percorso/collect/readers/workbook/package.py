"""Is this ZIP file a workbook that may be unpacked? Judged by its directory, before any entry."""

import posixpath
import stat
import zipfile

from .refusal import Refusal

_MEGABYTE = 1_000_000
# Below this no ratio matters: small files of equal cells pack extremely well.
_HARMLESS_BYTES = 50 * _MEGABYTE
# Sheets pack 1:10 to 1:60; a bomb of zeros packs 1:1000.
_HIGHEST_RATIO = 200
_MOST_ENTRIES = 10_000

_OTHER_KINDS = (
    ("xl/workbook.bin", "a binary workbook (XLSB)"),
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a presentation"),
    ("content.xml", "an OpenDocument file (ODS)"),
)


def check_package(package: zipfile.ZipFile, most_bytes: int) -> None:
    """Refuses what is no workbook, or not a safe one.

    Raises:
        Refusal: encrypted, with macros, too large when unpacked, or no workbook at all.
    """
    entries = package.infolist()
    names = {entry.filename for entry in entries}
    if len(entries) > _MOST_ENTRIES:
        raise Refusal("unsafe_archive", f"it holds {len(entries):,} entries")
    for entry in entries:
        _check_entry(entry)
    _check_size(entries, most_bytes)
    _check_kind(names)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    """Refuses an entry that leaves its folder, or is locked.

    Raises:
        Refusal: it is one of these.
    """
    name = entry.filename
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
        raise Refusal("unsafe_archive", f"an entry leaves its folder ({name[:80]!r})")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise Refusal("unsafe_archive", f"an entry is a link ({name[:80]!r})")
    if entry.flag_bits & 1:
        raise Refusal("encrypted_file")


def _check_size(entries: list[zipfile.ZipInfo], most_bytes: int) -> None:
    """Refuses a bomb.

    Raises:
        Refusal: it grows beyond the limit, or out of proportion.
    """
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if unpacked > most_bytes:
        raise Refusal("unpacked_too_large", _grown(packed, unpacked, most_bytes))
    for entry in entries:
        ratio = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > _HARMLESS_BYTES and ratio > _HIGHEST_RATIO:
            raise Refusal("unpacked_too_large", _grown(packed, unpacked, most_bytes))


def _grown(packed: int, unpacked: int, most_bytes: int) -> str:
    return (
        f"its {packed:,} bytes unpack to {unpacked:,}; at most {most_bytes:,} are read, "
        f"and no more than {_HIGHEST_RATIO} times the packed size"
    )


def _check_kind(names: set[str]) -> None:
    """Refuses what is no workbook, and one with macros.

    Raises:
        Refusal: it is one of these.
    """
    for name, kind in _OTHER_KINDS:
        if name in names:
            raise Refusal("other_kind", kind)
    if not any(posixpath.basename(name) == "workbook.xml" for name in names):
        raise Refusal("other_kind", "a ZIP archive")
    if any(
        posixpath.basename(name) == "vbaProject.bin" or name.startswith("xl/macrosheets/")
        for name in names
    ):
        raise Refusal("macro_file")
