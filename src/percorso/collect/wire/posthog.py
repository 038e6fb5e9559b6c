"""The PostHog wire: its batches, and its events said in the words of Segment's."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

FORMAT = "posthog"

_SET, _SET_ONCE = "$set", "$set_once"
# Of a person, or who it is: not what happened.
_ABOUT_PERSON = (
    _SET, _SET_ONCE, "$unset", "$ip", "$group_set", "distinct_id", "$anon_distinct_id",
    "$device_id", "$user_id",
)  # fmt: skip
_CALLS = {
    "$identify": "identify",
    "$set": "identify",
    "$groupidentify": "group",
    "$create_alias": "alias",
    "$pageview": "page",
    "$screen": "screen",
}


def as_segment(event: Mapping[str, Any]) -> dict[str, Any]:
    """An event of PostHog as one of Segment; what it lacks is lacking there too.

    PostHog has one kind of identifier: a UUID is one its clients made for a device, anything else
    one a company gave. Of an alias, `distinct_id` is who it is and `alias` who it was, except
    where only the other one is a company's.

    >>> told = as_segment({"event": "$pageview", "distinct_id": "ada", "uuid": "1"})
    >>> told["type"], told["userId"], told["messageId"]
    ('page', 'ada', '1')
    """
    properties = _object(event.get("properties"))
    name = event.get("event")
    call = _CALLS.get(name, "track") if isinstance(name, str) else "track"
    said: dict[str, Any] = {
        "type": call,
        "messageId": event.get("uuid") or event.get("messageId"),
        "timestamp": event.get("timestamp"),
        "sentAt": event.get("sent_at"),
        "properties": {
            name: value
            for name, value in properties.items()
            if name not in _ABOUT_PERSON and (call, name) != ("alias", "alias")
        },
        "context": _context(properties),
        **_who(call, event, properties),
    }
    if call == "track":
        said["event"] = name
    elif call == "screen":
        said["name"] = properties.get("$screen_name")
    elif call == "group":
        said |= {"groupId": properties.get("$group_key"), "traits": properties.get("$group_set")}
    if call != "group":
        said["traits"] = _traits(event, properties)
    return {name: value for name, value in said.items() if value not in (None, {})}


def _who(call: str, event: Mapping[str, Any], properties: Mapping[str, Any]) -> dict[str, object]:
    who = event.get("distinct_id", properties.get("distinct_id"))
    if call == "alias":
        known, before = properties.get("distinct_id", who), properties.get("alias")
        if _is_made(known) and not _is_made(before):
            known, before = before, known
        return {"userId": known, "previousId": before}
    return {"anonymousId" if _is_made(who) else "userId": who,
            **_device(who, properties.get("$anon_distinct_id"))}  # fmt: skip


def _device(who: object, before: object) -> dict[str, object]:
    """The device that a person was until now."""
    return {"anonymousId": before} if before and not _is_made(who) else {}


def _is_made(identifier: object) -> bool:
    """Whether a client made an identifier by itself."""
    try:
        return isinstance(identifier, str) and str(UUID(identifier)) == identifier.lower()
    except ValueError:
        return False


def _traits(event: Mapping[str, Any], properties: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in (_SET_ONCE, _SET):
        found |= _object(properties.get(name)) | _object(event.get(name))
    return found


def _context(properties: Mapping[str, Any]) -> dict[str, Any]:
    page = {
        "url": properties.get("$current_url"),
        "path": properties.get("$pathname"),
        "referrer": properties.get("$referrer"),
    }
    told = {name: value for name, value in page.items() if value}
    library = {"name": properties.get("$lib"), "version": properties.get("$lib_version")}
    return {"library": library, **({"page": told} if told else {})}


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
