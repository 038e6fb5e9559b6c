"""Tells a Python client a story: NAME HOST KEY, the calls as JSON on its input."""

import importlib
import json
import logging
import sys
from datetime import datetime
from typing import Any

MODULES = {
    "analytics-python": "analytics",
    "segment-analytics-python": "segment.analytics",
    "rudder-sdk-python": "rudderstack.analytics",
}


def main() -> None:
    """Make every call, then wait until all is sent."""
    name, host, key = sys.argv[1:4]
    more = {"gzip": True} if name == "segment-analytics-python" else {}
    logging.basicConfig(level=logging.ERROR)
    client = importlib.import_module(MODULES[name]).Client(key, host=host, max_retries=5, **more)
    for one in json.load(sys.stdin):
        tell(client, one)
    client.flush()
    client.join()


def tell(client: object, one: dict[str, Any]) -> None:
    """Make one call, in the words all three have."""
    call = one.pop("call")
    words = {
        "userId": "user_id", "anonymousId": "anonymous_id", "previousId": "previous_id",
        "groupId": "group_id",
    }  # fmt: skip
    said = {words.get(name, name): value for name, value in one.items()}
    said["timestamp"] = datetime.fromisoformat(said["timestamp"])
    getattr(client, call)(**said)


if __name__ == "__main__":
    main()
