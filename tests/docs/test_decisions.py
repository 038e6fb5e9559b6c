"""Decisions are numbered without a gap, titled alike, and listed."""

import re

from pages import DOCS, links_of

FOLDER = DOCS / "decisions"


def files() -> list[str]:
    return sorted(path.name for path in FOLDER.glob("*.md") if path.name != "README.md")


def test_every_decision_has_a_number_and_words():
    assert [name for name in files() if not re.fullmatch(r"\d{4}(-[a-z0-9]+)+\.md", name)] == []


def test_numbers_run_from_one_without_gap_or_repeat():
    assert [int(name[:4]) for name in files()] == list(range(1, len(files()) + 1))


def test_every_decision_is_listed_once_and_in_order():
    assert links_of(FOLDER / "README.md") == files()


def test_a_decision_opens_with_its_number_and_says_so_why_and_costs():
    for name in files():
        text = (FOLDER / name).read_text(encoding="utf-8")
        assert text.startswith(f"# {name[:4]}: "), name
        missing = [word for word in ("**So:**", "**Why:**", "**Costs:**") if word not in text]
        assert missing == [], name
