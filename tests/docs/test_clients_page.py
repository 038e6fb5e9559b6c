"""The page of clients names the versions the tests run, and no other."""

import json
import re
from pathlib import Path

from pages import DOCS, text_of

CLIENTS = Path(__file__).parents[1] / "flows" / "clients"


def pinned() -> dict[str, str]:
    """The clients of the lists, and their versions."""
    listed = json.loads((CLIENTS / "package.json").read_text())["dependencies"]
    lines = (CLIENTS / "python-clients.txt").read_text() + (
        DOCS.parent / "pyproject.toml"
    ).read_text()
    exact = re.findall(r'^ *"?([a-z-]+)==([0-9a-z.]+)', lines, re.MULTILINE)
    return {**listed, **dict(exact)}


def test_the_versions_of_the_page_are_those_that_were_tried():
    page = text_of("do/point-a-client.md")
    rows = re.findall(r"^\| \[(.+?)\]\(.*?\|\s*(\S+)\s*\|", page, re.MULTILINE)
    assert dict(rows) == pinned()
