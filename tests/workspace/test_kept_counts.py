"""Maps from counts that were kept: those of a workspace that counts anew."""

import math
import shutil

import pytest

from percorso.workspace.maps import counts
from percorso.workspace.maps.placing import Placing
from tests.journeys.world import DAY, MONDAY, World

PURCHASE = {"journey": "purchase", "success": ["order"]}


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path)
    for number in range(30):
        made.walked(f"c{number}", "cart", "Email assistenza", "order", start=MONDAY + number * DAY)
    made.map(**PURCHASE)
    return made


def kept_files(world):
    return sorted((world.workspace.folder / "counts").glob("*.counts"))


def same(one, other, where=""):
    """Whether two maps are equal, floats but for their last digits; says where they are not."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(
            same(value, other[key], f"{where}/{key}") for key, value in one.items()
        )
    if isinstance(one, list):
        return len(one) == len(other) and all(
            same(*pair, f"{where}[{no}]") for no, pair in enumerate(zip(one, other, strict=True))
        )
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9) or pytest.fail(where)
    return one == other or where.endswith("computed_at") or pytest.fail(f"{where}: {one} {other}")


def assert_as_counted_anew(world, monkeypatch):
    with monkeypatch.context() as patched:
        if kept_files(world):
            patched.setattr("percorso.journeys.refreshing.count_all", None)
        found = world.map(**PURCHASE)
    shutil.rmtree(world.workspace.folder / "counts")
    assert same(found, world.map(**PURCHASE))


def test_a_load_corrects_the_counts_by_the_customers_it_brings(world, monkeypatch):
    world.walked("c3", "cart", "order", start=MONDAY + 80 * DAY)
    world.walked("new", "cart", "Telefono", start=MONDAY + 90 * DAY)
    assert_as_counted_anew(world, monkeypatch)


def test_an_edit_of_the_catalogue_corrects_those_who_met_the_touchpoint(world, monkeypatch):
    world.walked("rare", "Fiera di Milano", "order", start=MONDAY + 40 * DAY)
    world.map(**PURCHASE)
    world.workspace.catalogue.place("Fiera di Milano", Placing(stage="service"))
    assert_as_counted_anew(world, monkeypatch)


def test_counts_that_cannot_be_read_are_made_anew(world):
    expected = world.map(**PURCHASE)
    for path in kept_files(world):
        path.write_bytes(b"no counts")
    assert same(world.map(**PURCHASE), expected)


def test_of_many_questions_the_oldest_are_forgotten(world, monkeypatch):
    monkeypatch.setattr(counts, "_MOST_KEPT", 2)
    for journey in ("lifecycle", "purchase", "service"):
        world.map(journey=journey, success=[])
    assert len(kept_files(world)) == 2


def test_counts_of_a_warehouse_that_was_made_anew_are_made_anew(world):
    # As many resolvings as when the counts were kept, and other interactions.
    world.walked("c3", "cart", "order", start=MONDAY + 2 * DAY)
    world.load()
    world.workspace.rebuild()
    found = world.map(**PURCHASE)
    shutil.rmtree(world.workspace.folder / "counts")
    assert same(found, world.map(**PURCHASE))


@pytest.fixture
def rated(tmp_path):
    """Forty customers rate the help they got; every second orders again, the others see a fair."""
    made = World(tmp_path)
    for number in range(40):
        at = MONDAY + number * DAY
        made.walked(f"c{number}", "order", start=at)
        made.walked(f"c{number}", "Email assistenza", start=at + DAY, stars=1 + number % 5)
        again = "order" if number % 2 else "Fiera di Milano"
        made.walked(f"c{number}", again, start=at + 3 * DAY)
    made.walked("last", "cart", start=MONDAY + 90 * DAY)
    return made


def never(*_given):
    raise AssertionError("asked again")


def test_what_ratings_go_with_is_asked_again_only_where_something_changed(rated, monkeypatch):
    first = rated.map(**PURCHASE)
    assert first["importance"][0]["customers"] == 40
    monkeypatch.setattr("percorso.workspace.maps.counts.beside_counts", never)
    assert same(rated.map(**PURCHASE), first)
    rated.walked("c2", "order", start=MONDAY + 5 * DAY)
    with pytest.raises(AssertionError, match="asked again"):
        rated.map(**PURCHASE)


def test_what_ratings_go_with_follows_the_catalogue(rated, monkeypatch):
    assert rated.map(**PURCHASE)["importance"][0]["null_reason"] is None
    rated.workspace.catalogue.place("Fiera di Milano", Placing(is_goal=True))
    # Now everybody has bought again.
    assert rated.map(**PURCHASE)["importance"][0]["null_reason"] == "too_few"
