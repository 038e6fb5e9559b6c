"""The incident log of the BPI Challenge 2013 gives the numbers published of it.

Source: W. Steeman, "BPI Challenge 2013, incidents", 4TU.ResearchData,
doi:10.4121/uuid:500573e6-accc-4b0c-9576-aa5468b10cee: 7,554 cases and 65,533 events of four
activities; the lifecycle transition says what became of each.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.flows.door import Desk

pytestmark = pytest.mark.xdist_group("incidents")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, real_data: Callable[[str], Path]) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("incidents"))
    file = real_data("bpi2013-incidents") / "bpic2013_incidents.xes.gz"
    report = desk.load(file, source="volvo")
    assert report.code == 0, report
    rows = (report.data["read"], report.data["loaded"], report.data["interactions"])
    assert rows == (65_533,) * 3
    return desk


def test_every_event_is_an_interaction_of_one_of_7554_cases(desk):
    totals = desk.map().data["totals"]
    assert (totals["journeys"], totals["customers"], totals["interactions"]) == (
        7_554,
        7_554,
        65_533,
    )
    assert totals["anonymous_interactions"] == 0


def test_there_are_four_activities_as_often_as_published(desk):
    visits = {row["name"]: row["visits"] for row in desk.map().data["touchpoints"]}
    assert visits == {"Accepted": 40_117, "Queued": 11_544, "Completed": 13_867, "Unmatched": 5}
