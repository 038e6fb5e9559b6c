"""The contracts on imports: each of them breaks when somebody does what it forbids."""

import os
import subprocess
import sysconfig
import tomllib
from pathlib import Path

import pytest
from scripts import ROOT

LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]
ROOMS = [room.strip() for layer in LINTER["contracts"][0]["layers"] for room in layer.split("|")]


@pytest.fixture
def house(tmp_path):
    """A house with the real contracts and a room for every layer, each of them empty."""
    for room in ROOMS:
        (tmp_path / "percorso" / room).mkdir(parents=True)
        (tmp_path / "percorso" / room / "__init__.py").touch()
    (tmp_path / "percorso/__init__.py").touch()
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    return tmp_path


def lint(house: Path) -> str:
    ended = subprocess.run(
        [Path(sysconfig.get_path("scripts")) / "lint-imports", "--no-cache"],
        cwd=house, env={**os.environ, "PYTHONPATH": str(house)},
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    return ended.stdout + ended.stderr


def test_an_empty_house_keeps_all_five(house):
    assert "Contracts: 5 kept, 0 broken." in lint(house)


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("domain/nouns.py", "import percorso.stats", "imports point down"),
        ("stats/sum.py", "def f():\n    import percorso.drawing", "imports point down"),
        ("lounge/__init__.py", "", "imports point down"),
        ("journeys/count.py", "import duckdb", "only store speaks to databases"),
        ("cli/load.py", "import percorso.store", "doors go through the workspace"),
        ("collect/row.py", "import percorso.stats", "collecting knows only store and domain"),
    ],
)
def test_a_forbidden_import_breaks_its_contract(house, module, line, contract):
    path = house / "percorso" / module
    path.parent.mkdir(exist_ok=True)
    path.write_text(line, encoding="utf-8")
    assert f"{contract} BROKEN" in lint(house)


def test_two_modules_of_one_room_may_not_import_each_other(house):
    for name, other in (("one", "two"), ("two", "one")):
        (house / f"percorso/stats/{name}.py").write_text(
            f"import percorso.stats.{other}", encoding="utf-8"
        )
    assert "no cycles at any depth BROKEN" in lint(house)
