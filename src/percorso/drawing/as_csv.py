"""The map as a table: one line a touchpoint, every number of the contract in a column."""

import csv
from io import StringIO
from typing import Any

from percorso.domain.journey_map import Estimate, JourneyMap, OnwardWait

# A cell that begins like a formula is a formula to a spreadsheet.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def map_as_csv(journey_map: JourneyMap) -> str:
    """Comma-separated text with a header; estimates give three columns and their n."""
    rows = [_flat(dict(touchpoint)) for touchpoint in journey_map["touchpoints"]]
    header: dict[str, None] = {}
    for row in rows:
        header |= dict.fromkeys(row)
    out = StringIO()
    writer = csv.DictWriter(out, list(header) or ["key"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


# Measures that are null or a value of several keys: the columns are the same in either case.
_NO_ESTIMATE: Estimate = {"value": None, "low": None, "high": None, "n": 0}
_NO_WAIT: OnwardWait = {"median_seconds": None, "p90_seconds": None, "finished": 0, "running": 0}
_NOTHING: dict[str, dict[str, Any]] = {
    "onward_wait": dict(_NO_WAIT),
    **{
        name: dict(_NO_ESTIMATE)
        for name in (
            "success_after", "exit_share", "removal_effect", "decisive_share", "high_share",
            "nps", "csat", "ces",
        )
    },
}  # fmt: skip


def _flat(values: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in values.items():
        if value is None and name in _NOTHING:
            flat |= _flat(_NOTHING[name], f"{prefix}{name}_")
        elif isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{name}_")
        elif not isinstance(value, list):
            flat[prefix + name] = _inert(value)
        elif name == "findings":
            flat[prefix + name] = " ".join(value)
    return flat


def _inert(value: Any) -> Any:
    """Text that a spreadsheet will not run."""
    if isinstance(value, str) and value.lstrip(" '\"").startswith(_FORMULA_SIGNS):
        return "'" + value
    return value
