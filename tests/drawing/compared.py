"""A map with a comparison to draw: every third card and step differs beyond chance."""

from typing import Any

from percorso.domain.journey_map import JourneyMap
from percorso.domain.map_comparison import Difference


def difference(value: float | None, margin: float = 0.03, other: float = 0.4) -> Difference:
    if value is None:
        return {"value": None, "low": None, "high": None, "n": 120, "other": None, "n_other": 0}
    return {"value": value, "low": value - margin, "high": value + margin, "n": 1204,
            "other": other, "n_other": 980}  # fmt: skip


def compared(journey_map: JourneyMap, kind: str = "period") -> JourneyMap:
    """The same map, compared with the month before or with customers of another city."""
    touchpoints = [_touchpoint(row, at) for at, row in enumerate(journey_map["touchpoints"])]
    steps = [_step(row, at) for at, row in enumerate(journey_map["transitions"])]
    stages = [
        {
            "key": row["key"], "journeys": row["journeys"], "journeys_other": 100,
            **dict.fromkeys(("reach", "moves_on_share", "lost_share", "done_share",
                             "open_share", "median_seconds_to_next"), difference(0.01)),
            "emotion": difference(0.1, other=(row["emotion"]["value"] or 0.0) - 0.1),
            "nps": None, "csat": None, "ces": None,
        }
        for row in journey_map["stages"]
    ]  # fmt: skip
    title = "Consegna a domicilio: prosegue −5,2 pt, da 41,0 % a 35,8 % (intervallo da −8,1 pt a −2,3 pt; n 1.204, prima 980)"  # fmt: skip  # noqa: E501
    made: Any = {
        **journey_map,
        "comparison": {
            "kind": kind,
            "period": {"from": "2026-09-22T22:00:00Z", "to": "2026-10-23T22:00:00Z"},
            "segment": None if kind == "period" else 'city = "Milano"',
            "followed_until": "2026-10-23T20:00:00Z", "samples": "independent",
            "customers_shared": 0,
            "totals": {
                "journeys": 10, "journeys_other": 9, "customers": 10, "customers_other": 9,
                "conversion": difference(-0.004, 0.001), "entry_share": None,
                "visits_per_journey": difference(0.1),
            },
            "conversion_parts": [], "stages": stages, "touchpoints": touchpoints,
            "transitions": steps,
            "changes": [
                {"subject": "touchpoint", "key": row["key"], "to": None, "title": title,
                 "measure": "moves_on_share", "difference": row["moves_on_share"]}
                for row in touchpoints[:3]
            ],
        },
    }  # fmt: skip
    return made


def _touchpoint(row: Any, at: int) -> Any:
    is_sure = at % 3 == 0
    moved = difference((0.052 if at % 2 else -0.124) if is_sure else 0.01)
    return {
        "key": row["key"], "journeys": row["journeys"],
        "journeys_other": 0 if at == 4 else row["journeys"],
        **dict.fromkeys(("reach", "visits_per_journey", "first_share", "last_share",
                         "done_share", "open_share", "median_seconds_after", "success_after",
                         "success_probability", "exit_share", "removal_effect",
                         "decisive_share", "emotion"), difference(0.2 if at == 4 else 0.0)),
        "moves_on_share": moved, "lost_share": difference(0.01),
    }  # fmt: skip


def _step(row: Any, at: int) -> Any:
    share = difference((0.08 if at % 2 else -0.11) if at % 4 == 0 else 0.01)
    return {
        "from": row["from"], "to": row["to"], "count": row["count"], "count_other": row["count"],
        "journeys": row["journeys"], "journeys_other": row["journeys"], "share_out": share,
        "reach": difference(0.0), "median_seconds": difference(None),
    }  # fmt: skip
