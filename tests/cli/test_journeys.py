"""`percorso journeys` through its door."""

import json

import pytest
from typer.testing import CliRunner

from percorso.cli.journeys import GapUnreadable
from percorso.cli.main import app
from tests.flows.door import percorso
from tests.journeys.world import World

RUN = CliRunner()


@pytest.fixture
def ask(tmp_path):
    """Runs a subcommand of `journeys` on a small workspace; returns what it printed."""
    world = World(tmp_path)
    world.walked("ada", "Products Searched", "Product Viewed", "order")
    world.walked("bob", "Product Viewed", "Products Searched")
    world.load()
    (tmp_path / "first.yaml").write_text("journey: first\nstart: [search]\n", encoding="utf-8")

    def run(*words: str) -> str:
        where = ["-w", str(world.workspace.folder)]
        words = tuple(str(tmp_path / word) if word.endswith(".yaml") else word for word in words)
        result = RUN.invoke(app, ["journeys", *words, *where], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.stdout

    return run


def test_an_added_journey_is_listed_and_shown(ask):
    assert ask("add", "first.yaml").startswith("first: kept, version 1, gap ")
    assert "nothing has changed" in ask("add", "first.yaml")
    assert [line.split()[0] for line in ask("list").splitlines()] == [
        "lifecycle", "purchase", "service", "first",
    ]  # fmt: skip
    shown = ask("show", "first")
    assert shown.startswith("journey: first\n")
    assert "# 2 journeys: 1 success" in shown


def test_a_touchpoint_at_which_nobody_was_is_said_with_its_namesake(tmp_path):
    shop = tmp_path / "shop.csv"
    shop.write_text(
        "customer,at,touchpoint\nada,2025-03-01,Product Page\nada,2025-03-02,Order Completed\n"
    )
    assert percorso("load", shop, "-w", tmp_path / "w", "--source", "shop").code == 0
    own = tmp_path / "first.yaml"
    own.write_text("journey: first\nstart: [product_page]\nfailure: [cancellation]\n")
    told = percorso("journeys", "add", own, "-w", tmp_path / "w").out
    assert "No interaction was at product_page so far. Did you mean product_page_2" in told
    assert "No interaction was at cancellation so far.\n" in told
    own.write_text("journey: first\nstart: [Product Page]\n")
    told = percorso("journeys", "add", own, "-w", tmp_path / "w").out
    assert "1 journey: 1 success" in told
    assert "so far" not in told


def test_what_show_writes_as_yaml_can_be_added_again(ask, tmp_path):
    ask("add", "first.yaml")
    (tmp_path / "again.yaml").write_text(ask("show", "first", "--format", "yaml"), "utf-8")
    assert "nothing has changed" in ask("add", "again.yaml")


def test_json_has_the_version_and_the_counts(ask):
    assert {one["key"] for one in json.loads(ask("list", "--json"))} >= {"purchase", "service"}
    shown = json.loads(ask("show", "purchase", "--json"))
    assert (shown["version"], shown["success_journeys"]) == (1, 1)


def test_a_gap_is_proposed_as_text_json_and_picture_and_accepted(ask):
    assert "G = " in ask("propose", "purchase", "--lang", "it")
    assert ask("propose", "purchase", "--format", "svg").startswith("<svg")
    report = json.loads(ask("propose", "purchase", "--gap", "14d", "--accept", "--json"))
    assert (report["gap_seconds"], report["gap_origin"]) == (14 * 86400.0, "given")
    assert "version 2, gap 14 d (given)" in ask("list")


def test_a_gap_that_is_no_time_is_refused(ask):
    with pytest.raises(GapUnreadable, match="14d"):
        ask("propose", "purchase", "--gap", "soon")
