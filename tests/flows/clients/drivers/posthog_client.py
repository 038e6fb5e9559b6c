"""Tells the PostHog client a story: HOST KEY, the calls as JSON on its input."""

import importlib
import json
import sys
from datetime import datetime
from typing import Any


def main() -> None:
    """Make every call, then wait until all is sent."""
    host, key = sys.argv[1:3]
    client = importlib.import_module("posthog").Posthog(key, host=host, gzip=True, max_retries=5)
    for one in json.load(sys.stdin):
        tell(client, one)
    client.shutdown()


def tell(client: Any, one: dict[str, Any]) -> None:
    """Make one call, in the words of this client."""
    who = {"distinct_id": one.get("userId") or one.get("anonymousId")}
    at = {"timestamp": datetime.fromisoformat(one["timestamp"])}
    if one["call"] == "identify":
        client.set(properties=one["traits"], **who, **at)
    elif one["call"] == "track":
        client.capture(one["event"], properties=one["properties"], **who, **at)
    elif one["call"] == "page":
        client.capture("$pageview", properties={"$current_url": one["properties"]["url"]}, **who,
                       **at)  # fmt: skip
    elif one["call"] == "group":
        client.group_identify("household", one["groupId"], one["traits"], **who, **at)
    elif one["call"] == "alias":
        # What goes out is distinct_id = the first, alias = the second.
        client.alias(one["userId"], one["previousId"], **at)


if __name__ == "__main__":
    main()
