"""`percorso actions`: add, list, show, set, remove."""

from pathlib import Path

import pytest

from tests.flows.door import percorso
from tests.flows.small_shop import small_shop


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return small_shop(tmp_path).folder


def test_a_plan_is_kept_by_command(shop: Path) -> None:
    made = percorso(
        "actions", "add", "Call back", "--at", "service", "--owner", "Anna", "--due", "2020-01-31",
        "--note", "Both lines", "-w", shop, "--json",
    )  # fmt: skip
    assert made.data["is_overdue"]
    assert made.data["state"]["journey"] == "lifecycle"
    assert "OVERDUE  Anna" in percorso("actions", "list", "-w", shop).out
    closed = percorso("actions", "set", 1, "--status", "done", "--due", "", "-w", shop).out
    assert closed.split()[:2] == ["1", "done"]
    assert percorso("actions", "list", "-w", shop, "--json").data == []
    assert len(percorso("actions", "list", "--all", "-w", shop, "--json").data) == 1
    shown = percorso("actions", "show", 1, "-w", shop).out
    assert "status to_do → done" in shown
    assert "does not say that the action did it" in shown
    history = percorso("actions", "show", 1, "-w", shop, "--json").data["history"]
    assert [one["field"] for one in history[0]["fields"]] == ["due_on", "status"]
    assert percorso("actions", "remove", 1, "-w", shop).code == 0
    assert percorso("actions", "show", 1, "-w", shop).code == 3


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("add", "A", "--at", "moon"), 3),
        (("add", "A", "--at", "order", "--due", "soon"), 2),
        (("add", "A", "--at", "order", "--finding", "f_0"), 3),
        (("set", 7, "--status", "done"), 3),
        (("list", "--status", "lost"), 2),
        (("list", "--order", "luck"), 2),
    ],
)
def test_what_cannot_be_is_said(tmp_path: Path, words: tuple[str, ...], code: int) -> None:
    percorso("load", _one_row(tmp_path), "-w", tmp_path / "w", "--source", "shop")
    said = percorso("actions", *words, "-w", tmp_path / "w")
    assert (said.code, said.out) == (code, "")
    assert said.err.startswith("percorso: ")


def _one_row(folder: Path) -> Path:
    file = folder / "one.csv"
    file.write_text("at;email;touchpoint\n2026-03-02 10:00;ada@example.com;Order Completed\n")
    return file
