"""A page says why something cannot be done in its own language, with what the error keeps."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import percorso
from percorso.collect.file_errors import EmptyFile
from percorso.collect.readers import workbook_errors
from percorso.domain import action, retention, segment
from percorso.domain.action import ActionOvertaken, ActionRefused
from percorso.domain.errors import InputError, PercorsoError
from percorso.web.refusal_words import ITALIAN, refusal
from percorso.web.settings import key_pages
from percorso.workspace import company_desk
from percorso.workspace.changed import since
from percorso.workspace.maps import catalogue_desk, catalogue_edits, placing, stages, typed_desk
from percorso.workspace.people import finding, ruling
from percorso.workspace.people.finding import CustomerUnknown
from percorso.workspace.reconciliation import told_file
from percorso.workspace.rights import retention_desk

# Whatever is raised in these, somebody who clicks may meet.
MET = (
    action, segment, retention, company_desk, since, catalogue_desk, catalogue_edits, placing,
    stages, typed_desk, finding, ruling, told_file, retention_desk, key_pages, workbook_errors,
)  # fmt: skip
# Asked by a command's option alone.
_OF_COMMANDS = {"SheetMissing", "NoSheets"}


def errors_of(module: object) -> list[type[PercorsoError]]:
    found = [one for _, one in inspect.getmembers(module, inspect.isclass)]
    return [
        one for one in found
        if issubclass(one, PercorsoError) and one.__module__ == getattr(module, "__name__", "")
    ]  # fmt: skip


def inits() -> Iterator[tuple[str, str]]:
    """Every error class there is, as module and name, with how it is made."""
    root = Path(percorso.__file__).parent
    for path in root.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        for one in ast.walk(ast.parse(source)) if "Error)" in source else ():
            if isinstance(one, ast.ClassDef) and one.name in _NAMES:
                yield f"{path.stem}.{one.name}", ast.get_source_segment(source, one) or ""


_NAMES = {key.rpartition(".")[2] for key in ITALIAN}


def test_whoever_clicks_is_told_in_italian() -> None:
    met = {one.__name__ for module in MET for one in errors_of(module)} - _OF_COMMANDS
    assert met
    assert met - _NAMES == set()


def test_a_sentence_names_only_what_its_error_keeps() -> None:
    made = dict(inits())
    for key, sentence in ITALIAN.items():
        where = [text for name, text in made.items() if key in (name, name.rpartition(".")[2])]
        assert where, key
        for _, field, _, _ in Formatter().parse(sentence):
            kept = rf"self\.{(field or '').partition('.')[0]}\b"
            assert not field or all(re.search(kept, text) for text in where), (key, field)


@pytest.mark.parametrize(
    ("failure", "italian"),
    [
        (ActionOvertaken(7), "l’azione 7 nel frattempo"),
        (ActionRefused("due date", "a day such as 2026-11-30", "'x'"), "un giorno come 2026-11-30"),
        (EmptyFile(Path("folder/uploads/ordini.csv")), "ordini.csv è vuoto"),
    ],
)
def test_facts_stand_in_the_sentence(failure: PercorsoError, italian: str) -> None:
    told = refusal(failure, "it")
    assert italian in told
    assert "uploads" not in told
    assert refusal(failure, "en") == str(failure)


def test_what_has_no_sentence_is_told_as_it_is() -> None:
    assert refusal(InputError("Nobody knows."), "it").endswith("dice: Nobody knows.")


def test_words_of_customers_are_left_out_where_nobody_may_read_them() -> None:
    hidden = refusal(CustomerUnknown("ada@shop.example"), "it", hides=True)
    assert "ada@" not in hidden
    assert "Nessun cliente" in hidden
    assert "secret" not in refusal(InputError('Of "secret words".'), "it", hides=True)
