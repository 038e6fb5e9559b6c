"""The documentation as a reader of tests sees it: pages, sections, tables, links."""

import importlib
import re
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)


def writer(name: str) -> ModuleType:
    """The tool of that name, which writes a page."""
    folder = str(ROOT / "tools")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return importlib.import_module(name)


def text_of(page: str) -> str:
    """A page below docs/, as written."""
    return (DOCS / page).read_text(encoding="utf-8")


def all_pages() -> list[Path]:
    """Every Markdown page a reader may come to."""
    return [*sorted(DOCS.rglob("*.md")), *sorted(ROOT.glob("*.md"))]


def sections(text: str) -> dict[str, str]:
    """Heading of the second level -> what stands below it."""
    parts = re.split(r"^## +(.+)$", text, flags=re.MULTILINE)
    return {title.strip("` "): body for title, body in zip(parts[1::2], parts[2::2], strict=True)}


def first_cells(text: str) -> list[str]:
    """The first cell of each table row, without marks; heads and rulers of tables left out."""
    rows = re.findall(r"^\|([^|]+)\|", FENCED.sub("", text), re.MULTILINE)
    cells = [row.strip() for row in rows]
    heads = {at - 1 for at, cell in enumerate(cells) if re.fullmatch(r":?-+:?", cell)}
    return [
        cell.strip("`* ")
        for at, cell in enumerate(cells)
        if at not in heads and at + 1 not in {head + 2 for head in heads}
    ]


def links_of(page: Path) -> list[str]:
    """Where the links and pictures of a page point to, code left out."""
    return re.findall(r"\]\(([^)\s]+)\)", FENCED.sub("", page.read_text(encoding="utf-8")))


def anchors_of(page: Path) -> set[str]:
    """The anchors GitHub and most renderers give to the headings of a page."""
    headings = re.findall(r"^#+ +(.+)$", FENCED.sub("", page.read_text(encoding="utf-8")), re.M)
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings
    }
