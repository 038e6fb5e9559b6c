"""The help-desk log of an Italian software company gives the numbers known of it.

Source: M. Polato, "Dataset belonging to the help desk log of an Italian Company",
4TU.ResearchData; counts as issue 2 of this project lists them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import percorso
from percorso.domain.load_report import LoadReport
from percorso.settings import Settings
from percorso.workspace import Workspace
from tests.journeys.contract import breaches
from tests.journeys.world import transition

pytestmark = pytest.mark.xdist_group("helpdesk")


@dataclass(frozen=True, slots=True)
class HelpDesk:
    """The log loaded twice, and its map after each load."""

    first: LoadReport
    again: LoadReport
    before: Mapping[str, Any]
    data: Mapping[str, Any]
    file: Path


@pytest.fixture(scope="module")
def desk(tmp_path_factory: Any, real_data: Callable[[str], Path]) -> HelpDesk:
    file = real_data("helpdesk-italy") / "helpdesk.csv.gz"
    folder = tmp_path_factory.mktemp("helpdesk") / "workspace"
    settings = Settings(workspace=folder, time_zone="UTC", language="en")
    workspace = Workspace(folder, settings, create=True)
    first = workspace.load(file, source="desk")
    before = workspace.map(success=["Closed"]).data
    again = workspace.load(file, source="desk")
    return HelpDesk(first, again, before, workspace.map(success=["Closed"]).data, file)


def test_every_row_is_an_interaction_of_one_case(desk):
    assert (desk.first.read, desk.first.loaded, desk.first.interactions) == (21_348,) * 3
    totals = desk.data["totals"]
    assert (totals["journeys"], totals["customers"], totals["interactions"]) == (
        4_580,
        4_580,
        21_348,
    )
    assert totals["anonymous_interactions"] == 0


def test_there_are_14_touchpoints_and_none_joins_its_repeats(desk):
    assert len(desk.data["touchpoints"]) == 14
    assert sum(row["visits"] for row in desk.data["touchpoints"]) == 21_348


def test_there_are_16768_transitions_of_55_kinds(desk):
    counts = [row["count"] for row in desk.data["transitions"]]
    assert (sum(counts), len(counts)) == (16_768, 55)


def test_the_two_known_transitions_are_as_frequent_as_published(desk):
    assert transition(desk.data, "resolve_ticket", "closed")["count"] == 4_558
    assert transition(desk.data, "take_in_charge_ticket", "wait")["count"] == 1_265


def test_there_are_226_variants_and_the_top_three_are_known(desk):
    assert desk.data["variant_total"] == len(desk.data["variants"]) == 226
    assert [row["journeys"] for row in desk.data["variants"][:3]] == [2_366, 552, 228]
    assert sum(row["journeys"] for row in desk.data["variants"]) == 4_580


def test_21_cases_never_close_and_17_go_on_afterwards(desk):
    totals = desk.data["totals"]
    assert totals["success"] == 4_580 - 21
    assert totals["failure"] + totals["open"] == 21
    # Some go on and close once more: what counts is whether anything follows the first time.
    after = sum(row["journeys"] for row in desk.data["variants"] if "closed" in row["path"][:-1])
    assert after == 17


def test_what_is_decided_adds_to_one(desk):
    decided = [row["decisive_share"] for row in desk.data["touchpoints"]]
    total = sum(share["value"] for share in decided if share) + desk.data["totals"]["entry_share"]
    assert total == pytest.approx(1, abs=1e-9)


def test_loading_it_twice_adds_nothing(desk):
    assert (desk.again.loaded, desk.again.duplicate) == (0, 21_348)
    same = {"computed_at": None}
    assert {**desk.data, **same} == {**desk.before, **same}


def test_the_bare_table_gives_the_same_map_without_a_workspace(desk):
    columns = {"customer": "Case ID", "at": "Complete Timestamp", "touchpoint": "Activity"}
    for data in (desk.file, pd.read_csv(desk.file)):
        made = percorso.map_of(data, **columns, success=["Closed"], language="en")
        assert plain(made.data) == plain(desk.data)


def plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """A map without the intervals of the jackknife, whose groups of customers another key draws."""
    measures = ("removal_effect", "decisive_share", "exit_share")
    touchpoints = [
        {**row, **{name: row[name] and row[name]["value"] for name in measures}, **level(row)}
        for row in data["touchpoints"]
    ]
    stages = [{**row, **level(row)} for row in data["stages"]]
    findings = [
        {**row, "measure": row["measure"]["value"], "detail": None} for row in data["findings"]
    ]
    told = {"computed_at": None, "sources": None}
    return {**data, **told, "touchpoints": touchpoints, "stages": stages, "findings": findings}


def level(row: Mapping[str, Any]) -> dict[str, Any]:
    """The emotion of a row without its interval."""
    return {"emotion": {**row["emotion"], "low": None, "high": None}}


def test_its_map_keeps_the_contract(desk):
    assert breaches(desk.data) == []
