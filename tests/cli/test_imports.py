"""A command imports what it needs: who asks for help or for a map does not wait for the rest."""

import json
import subprocess
import sys

import pytest
from typer.main import get_command

from percorso.cli.commands import COMMANDS
from percorso.cli.main import app
from tests.journeys.world import World

_RUN = """
import json, sys
from percorso.cli.main import main
sys.argv = ["percorso", *sys.argv[1:]]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


def imported(*words: object) -> set[str]:
    """All modules a run of the program imports, each with the packages it lies in."""
    command = [sys.executable, "-c", _RUN, *map(str, words)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    modules = json.loads(ran.stderr.splitlines()[-1])
    return {
        module.rsplit(".", parts)[0] for module in modules for parts in range(module.count(".") + 1)
    }


ENGINES = {"duckdb", "numpy", "sqlalchemy"}
OF_OTHERS = {
    "alembic", "fastapi", "pandas", "polars", "pyarrow", "pyspark", "starlette", "uvicorn", "yaml",
    "percorso.collect", "percorso.identity", "percorso.sample_shop",
    "percorso.journeys.comparison", "percorso.workspace.arrivals.catching_up",
}  # fmt: skip


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["map", "--help"]])
def test_help_imports_no_engine_and_no_workspace(words):
    found = imported(*words)
    assert not found & (ENGINES | OF_OTHERS | {"percorso.workspace.stores", "percorso.journeys"})


@pytest.mark.parametrize(("format_", "is_drawn"), [("json", False), ("html", True)])
def test_a_map_imports_nothing_that_reads_files_links_customers_or_serves(
    tmp_path, format_, is_drawn
):
    world = World(tmp_path)
    world.walked("ada", "cart", "order")
    world.load()
    found = imported("map", "--workspace", world.workspace.folder, "--format", format_,
                     "--out", tmp_path / "map")  # fmt: skip
    assert found >= ENGINES
    assert not found & OF_OTHERS
    assert ("percorso.drawing" in found) is is_drawn


@pytest.mark.parametrize("name", COMMANDS)
def test_help_lists_a_command_with_its_own_words(name):
    command = get_command(app).get_command(None, name)
    assert command.get_short_help_str(1000) == COMMANDS[name].says
