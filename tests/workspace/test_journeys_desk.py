"""Own journeys in a workspace: kept by version, computed, and given another gap."""

import pytest

from percorso.domain.errors import NotFoundError
from percorso.journeys.definition_file import JourneyFileRefused
from percorso.workspace.maps.definitions import JourneyFileUnreadable, JourneyUnknown
from percorso.workspace.maps.journeys_desk import GapOfTrial
from tests.journeys.world import DAY, HOUR, World, paths

FIRST = "journey: first-order\nname: {it: Primo ordine, en: First order}\nstart: [search]\n"


@pytest.fixture
def world(tmp_path) -> World:
    """Two customers: one searches and orders, one only looks."""
    world = World(tmp_path)
    world.walked("ada", "Product Viewed", "Products Searched", "Product Viewed", "order")
    world.walked("bob", "Product Viewed", "Products Searched", every=HOUR)
    world.walked("cyd", "Product Viewed", "Product Viewed", every=40 * DAY)
    world.load()
    return world


def written(world: World, text: str, name: str = "first.yaml") -> str:
    file = world.folder / name
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_an_own_journey_is_kept_and_drawn_by_its_key(world):
    shown = world.workspace.journeys.add(written(world, FIRST + "gap: 3d\n"))
    assert (shown.is_new, shown.listed.version, shown.journeys) == (True, 1, 2)
    data = world.map("first-order")
    assert paths(data) == {("search", "product_page", "order"): 1, ("search",): 1}
    definition = data["definition"]
    assert (definition["name"], definition["start"]) == ("First order", ["search"])
    assert (definition["gap_seconds"], definition["gap_origin"]) == (3 * 86400.0, "given")


def test_a_file_can_be_tried_without_keeping_it(world):
    data = world.map(written(world, FIRST))
    assert (data["totals"]["journeys"], data["definition"]["version"]) == (2, 0)
    assert [one.definition.key for one in world.workspace.journeys.list()] == [
        "lifecycle", "purchase", "service",
    ]  # fmt: skip


def test_an_equal_file_is_no_new_version_and_a_changed_one_is(world):
    desk = world.workspace.journeys
    desk.add(written(world, FIRST))
    assert not desk.add(written(world, "# as before\n" + FIRST)).is_new
    changed = desk.add(written(world, FIRST + "failure: [product_page]\n"))
    assert (changed.is_new, changed.listed.version) == (True, 2)
    assert desk.show("first-order").listed.version == 2


def test_a_proposed_gap_is_frozen_in_the_version_and_new_data_never_move_it(world):
    before = world.workspace.journeys.add(written(world, FIRST)).listed
    for day in range(30):
        world.walked("dan", "Products Searched", every=DAY * day + HOUR)
        world.walked("eve", "Products Searched", "order", every=DAY * (day + 1))
    world.load()
    after = world.map("first-order")["definition"]
    assert (after["version"], after["gap_seconds"]) == (before.version, before.gap_seconds)


def test_accepting_a_gap_makes_a_new_version_of_own_and_of_built_in_journeys(world):
    desk = world.workspace.journeys
    desk.add(written(world, FIRST + "gap: 3d\n"))
    for key in ("first-order", "purchase"):
        before = world.map(key)["definition"]["version"]
        report = desk.propose(key, gap_seconds=5 * 86400.0, accept=True)
        assert report.version == before
        now = world.map(key)["definition"]
        assert (now["version"], now["gap_seconds"], now["gap_origin"]) == (
            before + 1, 5 * 86400.0, "given",
        )  # fmt: skip
        assert desk.propose(key, gap_seconds=5 * 86400.0, accept=True).version == before + 1
        assert world.map(key)["definition"]["version"] == before + 1
    assert "gap: 5d" in desk.show("first-order").yaml


def test_only_looking_at_a_gap_changes_nothing(world):
    before = world.map("purchase")["definition"]
    world.workspace.journeys.propose("purchase", gap_seconds=3600.0)
    assert world.map("purchase")["definition"] == before


def test_the_report_counts_the_journeys_another_gap_would_change(world):
    # cyd's two visits, 40 days apart: two journeys up to that gap, one from it on.
    report = world.workspace.journeys.propose("purchase", gap_seconds=30 * 86400.0)
    assert report.journeys == 4
    assert (report.half.journeys, report.half.changed_share) == (4, 0.0)
    # One of cyd's is gone, the other is longer; bob's has not ended yet.
    assert report.double.journeys == 3
    assert report.double.changed_share == pytest.approx(3 / 4)


def test_other_ends_may_be_asked_of_an_own_journey_for_one_map(world):
    desk = world.workspace.journeys
    desk.add(written(world, FIRST))
    data = world.map("first-order", success=["product_page"])
    assert data["definition"]["success"] == ["product_page"]
    assert desk.show("first-order").listed.version == 1
    assert world.map("first-order")["definition"]["success"] == ["order"]


def test_a_condition_of_the_definition_chooses_whose_journeys_count(world):
    world.walked("fay", "Products Searched", city="Milano")
    world.walked("gus", "Products Searched", city="Roma")
    world.load()
    file = written(world, FIRST + "where: city is not empty\n")
    assert world.map(file)["totals"]["journeys"] == 2
    data = world.map(file, where='city = "Roma"')
    assert data["totals"]["journeys"] == 1
    assert data["segment"] == '(city is not empty) and (city = "Roma")'


def test_what_nobody_can_compute_is_not_kept(world):
    desk = world.workspace.journeys
    with pytest.raises(NotFoundError, match="citta"):
        desk.add(written(world, FIRST + "where: citta = Roma\n"))
    with pytest.raises(JourneyFileRefused, match=r"first.yaml, line 3.*Did you mean"):
        desk.add(written(world, FIRST.replace("search", "serch")))
    assert len(desk.list()) == 3


def test_a_journey_or_file_that_is_not_there_is_said(world):
    with pytest.raises(JourneyUnknown, match="Did you mean purchase"):
        world.map("purchse")
    with pytest.raises(JourneyFileUnreadable, match=r"nowhere\.yaml"):
        world.map("nowhere.yaml")


def test_the_gap_of_a_file_that_is_only_tried_cannot_be_accepted(world):
    with pytest.raises(GapOfTrial, match="journeys add"):
        world.workspace.journeys.propose(written(world, FIRST), accept=True)


def test_a_journey_can_be_kept_before_anything_is_loaded(tmp_path):
    empty = World(tmp_path)
    shown = empty.workspace.journeys.add(written(empty, FIRST))
    assert (shown.listed.version, shown.listed.gap_seconds, shown.journeys) == (1, None, 0)
    empty.walked("ada", "Products Searched", "order")
    empty.load()
    assert empty.map("first-order")["definition"]["version"] == 1
    assert empty.workspace.journeys.show("first-order").listed.gap_seconds is not None


def test_a_built_in_journey_shows_a_file_to_start_from(world):
    text = world.workspace.journeys.show("purchase").yaml.replace("purchase\n", "mine\n", 1)
    assert world.map(written(world, text))["totals"] == world.map("purchase")["totals"]
