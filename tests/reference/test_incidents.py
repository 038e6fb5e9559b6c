"""The incident log of the BPI Challenge 2013 gives the numbers published of it.

Source: W. Steeman, "BPI Challenge 2013, incidents", 4TU.ResearchData,
doi:10.4121/uuid:500573e6-accc-4b0c-9576-aa5468b10cee: 7,554 cases and 65,533 events of four
activities; the lifecycle transition says what became of each.
"""

from collections.abc import Callable
from pathlib import Path

from tests.flows.door import Desk


def test_the_log_of_7554_cases_has_its_events_and_activities(
    tmp_path: Path, real_data: Callable[[str], Path]
) -> None:
    desk = Desk(tmp_path)
    file = real_data("bpi2013-incidents") / "bpic2013_incidents.xes.gz"
    report = desk.load(file, source="volvo")
    assert report.code == 0, report
    rows = (report.data["read"], report.data["loaded"], report.data["interactions"])
    assert rows == (65_533,) * 3
    data = desk.map().data
    totals = data["totals"]
    assert (totals["journeys"], totals["customers"]) == (7_554, 7_554)
    assert (totals["interactions"], totals["anonymous_interactions"]) == (65_533, 0)
    visits = {row["name"]: row["visits"] for row in data["touchpoints"]}
    assert visits == {"Accepted": 40_117, "Queued": 11_544, "Completed": 13_867, "Unmatched": 5}
