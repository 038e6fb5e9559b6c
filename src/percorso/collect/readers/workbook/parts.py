"""The parts of a workbook that its sheets lean on: list of sheets, shared texts, formats."""

import posixpath
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from ..safe_xml import XmlReader, XmlRefused, local_name
from .cell_text import Kind, kind_of_format, unescaped
from .refusal import Refusal

Attributes = dict[str, str]


@dataclass(frozen=True)
class Sheet:
    """One sheet of cells: its name, where it lies in the package, whether it is hidden."""

    name: str
    entry: str
    is_hidden: bool


@dataclass(frozen=True)
class Workbook:
    """What is known before a sheet is read."""

    sheets: list[Sheet]
    since_1904: bool
    texts_entry: str | None
    styles_entry: str | None


def read_part(
    package: zipfile.ZipFile,
    entry: str,
    on_start: Callable[[str, Attributes], None],
    on_end: Callable[[str], None] = lambda name: None,
    on_text: Callable[[str], object] | None = None,
) -> None:
    """Parses one entry to its end, elements by their local names.

    Raises:
        Refusal: it is no whole XML.
    """
    reader = XmlReader(
        lambda name, attributes: on_start(local_name(name), attributes),
        lambda name: on_end(local_name(name)),
        on_text,
    )
    try:
        with package.open(entry) as stream:
            for _ in reader.blocks(stream):
                pass
    except XmlRefused as refused:
        raise Refusal("bad_xml", entry, str(refused.line), refused.reason) from refused


def read_workbook(package: zipfile.ZipFile) -> Workbook:
    """Names and places of the sheets, in the order of their tabs."""
    main = _main_entry(package)
    targets = _targets(package, main)
    sheets: list[Sheet] = []
    since_1904: list[bool] = []

    def start(name: str, attributes: Attributes) -> None:
        if name == "workbookPr":
            since_1904.append(attributes.get("date1904", "0") in {"1", "true", "on"})
        elif name == "sheet":
            kind, entry = targets.get(_relation(attributes), ("", ""))
            if kind == "worksheet":
                hidden = attributes.get("state", "visible") != "visible"
                sheets.append(Sheet(attributes.get("name", ""), entry, hidden))

    read_part(package, main, start)
    of_kind = dict(targets.values())
    return Workbook(sheets, any(since_1904), of_kind.get("sharedStrings"), of_kind.get("styles"))


def _relation(attributes: Attributes) -> str:
    return next((value for name, value in attributes.items() if local_name(name) == "id"), "")


def _main_entry(package: zipfile.ZipFile) -> str:
    if "_rels/.rels" in package.NameToInfo:
        for kind, entry in _targets(package, "").values():
            if kind == "officeDocument":
                return entry
    return "xl/workbook.xml"


def _targets(package: zipfile.ZipFile, source: str) -> dict[str, tuple[str, str]]:
    """Relations of an entry: id -> kind and entry. Links to the outside are left out."""
    folder, name = posixpath.split(source)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: Attributes) -> None:
        target = attributes.get("Target", "")
        if name != "Relationship" or attributes.get("TargetMode") == "External":
            return
        entry = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        if entry in package.NameToInfo:
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = kind, entry

    if relations in package.NameToInfo:
        read_part(package, relations, start)
    return found


def read_shared_texts(package: zipfile.ZipFile, entry: str | None) -> list[str]:
    """The texts cells point to by number; pronunciation aids are left out."""
    texts: list[str] = []
    runs: list[str] = []
    heard: list[str] = []
    aids = 0

    def start(name: str, _attributes: Attributes) -> None:
        nonlocal aids
        if name == "si":
            runs.clear()
        elif name == "t":
            heard.clear()
        elif name == "rPh":
            aids += 1

    def end(name: str) -> None:
        nonlocal aids
        if name == "t" and not aids:
            runs.append("".join(heard))
        elif name == "rPh":
            aids -= 1
        elif name == "si":
            texts.append(unescaped("".join(runs)))

    if entry is not None:
        read_part(package, entry, start, end, heard.append)
    return texts


def read_kinds(package: zipfile.ZipFile, entry: str | None) -> list[Kind]:
    """What the cells of each style hold, by the number of the style."""
    codes: dict[int, str] = {}
    numbers: list[int] = []
    in_cell_formats = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal in_cell_formats
        if name == "numFmt":
            codes[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            in_cell_formats = True
        elif name == "xf" and in_cell_formats:
            numbers.append(int(attributes.get("numFmtId", "0")))

    def end(name: str) -> None:
        nonlocal in_cell_formats
        in_cell_formats = in_cell_formats and name != "cellXfs"

    if entry is not None:
        read_part(package, entry, start, end)
    return [kind_of_format(number, codes.get(number)) for number in numbers]
