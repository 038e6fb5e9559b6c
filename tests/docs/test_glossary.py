"""One concept, one word: the glossary holds every noun that the product shows or stores."""

from typing import get_args

import pytest
from pages import first_cells, text_of

import percorso
from percorso.domain.journey_map import Evidence, FindingKind

# The nouns of the house plan; a new one enters the glossary in the commit that brings it.
NOUNS = (
    "interaction", "touchpoint", "channel", "stage", "initiator", "identifier", "reference",
    "customer", "journey", "transition", "variant", "map", "finding", "promise", "voice",
    "archive", "warehouse", "records", "catalogue", "observed name", "workspace", "source",
    "visit", "reach", "gap", "condition", "estimate", "emotion", "coverage", "mapping", "role",
    "moves on", "lost", "done", "open", "anonymous", "unplaced", "rejected", "duplicate",
    "comparison", "difference", "medium", "persona", "owner", "typed row",
)  # fmt: skip


PAGE = "understand/glossary.md"


def entries() -> list[str]:
    return [cell.partition("**")[0].strip() for cell in first_cells(text_of(PAGE))]


@pytest.mark.parametrize("noun", [*NOUNS, *get_args(FindingKind), *get_args(Evidence)])
def test_a_noun_has_an_entry(noun):
    assert noun in entries()


def test_no_word_is_explained_twice_and_all_stand_in_order():
    plain = [entry.replace("_", " ").lower() for entry in entries()]
    assert plain == sorted(set(plain))


@pytest.mark.parametrize("kind", ["rooms", "stores"])
def test_the_architecture_page_has_a_section_for(kind):
    assert f"\n## {kind.capitalize()}\n" in text_of("understand/architecture.md")


def test_every_room_that_exists_is_on_the_architecture_page():
    folders = (
        entry for path in percorso.__path__ for entry in __import__("pathlib").Path(path).iterdir()
    )
    rooms = {entry.stem for entry in folders if entry.is_dir() or entry.suffix == ".py"}
    described = set(first_cells(text_of("understand/architecture.md")))
    assert {room for room in rooms if not room.startswith("_")} <= described
