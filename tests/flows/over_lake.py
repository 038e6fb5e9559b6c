"""The questions by which engines over a lake are compared with the warehouse."""

from datetime import date
from typing import Any

from percorso.workspace import ComparedWith
from tests.flows.shop_world import ShopWorld

QUESTIONS: dict[str, dict[str, Any]] = {
    "a period": {
        "journey": "purchase", "failure": ["refund"],
        "since": date(2026, 3, 1), "until": date(2026, 6, 1),
    },
    "cases of some customers": {"journey": "service", "where": 'stage = "purchase"'},
    "nobody": {"where": "amount > 99999999"},
    "two periods": {
        "success": ["order"],
        "since": date(2026, 4, 1), "until": date(2026, 7, 1),
        "compared_with": ComparedWith(since=date(2026, 1, 1), until=date(2026, 4, 1)),
    },
    "two segments": {
        "where": 'channel = "store"', "compared_with": ComparedWith(where='channel = "web"'),
    },
}  # fmt: skip


def told(shown: Any) -> dict[str, Any]:
    """All of a map but when it was computed."""
    return {key: value for key, value in shown.items() if key != "computed_at"}


def assert_map_over_lake_is_that_of_warehouse(
    shop: ShopWorld, asked: dict[str, Any], **engine: Any
) -> None:
    """Both maps are equal to the last bit, and the progress ended at all."""
    shares: list[float] = []
    there = shop.workspace.map(
        **asked, **engine, on_progress=lambda _, share: shares.append(share)
    ).data
    assert told(there) == told(shop.workspace.map(**asked).data)
    assert shares[-1] == 1.0
