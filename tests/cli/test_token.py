"""`percorso token`: add, list, revoke."""

from pathlib import Path

import pytest

from percorso.workspace import Workspace
from tests.flows.door import percorso


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return Workspace(tmp_path / "w", create=True).folder


def test_a_token_is_told_once_and_kept_as_its_hash(home: Path) -> None:
    made = percorso("token", "add", "Board", "--days", 30, "-w", home, "--json").data
    assert (made["scope"], made["holds"], made["no"]) == ("read", True, 1)
    assert made["token"].startswith("percorso_")
    assert made["token"].encode() not in (home / "records.sqlite").read_bytes()
    (listed,) = percorso("token", "list", "-w", home, "--json").data
    assert "token" not in listed
    assert percorso("token", "revoke", 1, "-w", home).code == 0
    assert "revoked" in percorso("token", "list", "-w", home).out


@pytest.mark.parametrize(
    ("words", "code"),
    [(("add", " "), 2), (("add", "A", "--scope", "all"), 2), (("add", "A", "--days", -1), 2),
     (("revoke", 7), 3)],
)  # fmt: skip
def test_what_cannot_be_is_said(home: Path, words: tuple[object, ...], code: int) -> None:
    assert percorso("token", *words, "-w", home).code == code
