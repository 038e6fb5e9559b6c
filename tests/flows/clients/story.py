"""What every client is told to send: one customer of a shop, each call once."""

from datetime import UTC, datetime, timedelta
from typing import Any

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
ORDER = {
    "order_id": "O-77", "total": 42.5, "currency": "EUR", "note": "è arrivato 🙂",
    "products": [{"sku": "L-1", "price": 21.25, "gift": True}, {"sku": "L-2", "price": None}],
    "points": 9007199254740991,
}  # fmt: skip
TRAITS = {"email": "ada@shop.example", "plan": "oro", "visits": 3}
HOME = {"url": "https://shop.example/docs?x=1", "path": "/docs", "title": "Città"}
CONTEXT = {
    "ip": "192.0.2.9", "locale": "it-IT", "timezone": "Europe/Rome",
    "campaign": {"source": "newsletter", "name": "natale"},
}  # fmt: skip


def at(minute: int) -> str:
    """The instant of a call, as ISO text."""
    return (AT + timedelta(minutes=minute)).isoformat()


def story() -> list[dict[str, Any]]:
    """The calls, each a minute after the one before."""
    return [
        {"call": "identify", "userId": "ada", "traits": TRAITS, "timestamp": at(0)},
        {
            "call": "track", "userId": "ada", "event": "Order Completed", "properties": ORDER,
            "context": CONTEXT, "timestamp": at(1),
        },
        {"call": "page", "userId": "ada", "category": "Docs", "name": "Index",
         "properties": HOME, "timestamp": at(2)},
        {"call": "screen", "userId": "ada", "name": "Cart", "properties": {"items": 2},
         "timestamp": at(3)},
        {"call": "group", "userId": "ada", "groupId": "g-1", "traits": {"name": "Casa"},
         "timestamp": at(4)},
        {"call": "alias", "previousId": "device-1", "userId": "ada", "timestamp": at(5)},
        {"call": "track", "anonymousId": "device-2", "event": "Lamp Turned On",
         "properties": {"room": "Küche"}, "timestamp": at(6)},
    ]  # fmt: skip


def many(count: int, size: int = 200) -> list[dict[str, Any]]:
    """So many track calls with a text of a size in characters."""
    text = "x" * size
    return [
        {"call": "track", "userId": f"person-{number % 50}", "event": "Lamp Turned On",
         "properties": {"number": number, "text": text}, "timestamp": at(0)}
        for number in range(count)
    ]  # fmt: skip
