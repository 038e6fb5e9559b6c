"""PostHog's events in Segment's words: calls, who it was, and what is said of a person."""

import pytest

from percorso.collect.wire.judging import refusal_of
from percorso.collect.wire.posthog import as_segment

DEVICE = "0190b2c4-7a01-73a1-bba1-74c6877ac97c"


def told(event, **properties):
    found = as_segment({"event": event, "distinct_id": "ada", "properties": properties})
    return found["type"], found.get("event", found.get("name"))


@pytest.mark.parametrize(
    ("event", "properties", "said"),
    [
        ("Order Completed", {}, ("track", "Order Completed")),
        ("$pageview", {}, ("page", None)),
        ("$screen", {"$screen_name": "Cart"}, ("screen", "Cart")),
        ("$identify", {}, ("identify", None)),
        ("$set", {}, ("identify", None)),
        ("$groupidentify", {"$group_key": "g"}, ("group", None)),
        ("$create_alias", {"alias": "x"}, ("alias", None)),
        ("$autocapture", {}, ("track", "$autocapture")),
    ],
)
def test_an_event_is_the_call_its_name_says(event, properties, said):
    assert told(event, **properties) == said


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("ada", {"userId": "ada"}),
        (17, {"userId": 17}),
        (DEVICE, {"anonymousId": DEVICE}),
        (DEVICE.upper(), {"anonymousId": DEVICE.upper()}),
    ],
)
def test_what_a_client_made_by_itself_is_a_device(who, said):
    found = as_segment({"event": "x", "distinct_id": who})
    assert {name: found[name] for name in ("userId", "anonymousId") if name in found} == said


@pytest.mark.parametrize(
    ("known", "before", "said"),
    [
        ("ada", "device-1", ("ada", "device-1")),
        ("ada", DEVICE, ("ada", DEVICE)),
        (DEVICE, "ada", ("ada", DEVICE)),
    ],
)
def test_an_alias_says_who_it_is_and_who_it_was(known, before, said):
    properties = {"distinct_id": known, "alias": before}
    found = as_segment({"event": "$create_alias", "properties": properties})
    assert (found["userId"], found["previousId"]) == said


def test_a_login_links_the_device_that_was_before():
    properties = {"$anon_distinct_id": DEVICE, "$set": {"plan": "oro"}, "$set_once": {"since": 1}}
    found = as_segment({"event": "$identify", "distinct_id": "ada", "properties": properties})
    assert (found["userId"], found["anonymousId"]) == ("ada", DEVICE)
    assert found["traits"] == {"plan": "oro", "since": 1}
    assert "properties" not in found


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (b'{"event":"x"}', "missing_identifier"),
        (b'{"distinct_id":"ada"}', "missing_event"),
        (b'{"event":"$groupidentify","distinct_id":"ada"}', "missing_group"),
        (b'{"event":"$create_alias","distinct_id":"ada"}', "missing_identifier"),
        (b'{"event":"x","distinct_id":true}', "bad_identifier"),
        (b'{"event":["x"],"distinct_id":"ada","properties":[1]}', "missing_event"),
        (b'{"event":"x","distinct_id":NaN}', "bad_number"),
    ],
)
def test_an_event_that_cannot_be_used_is_refused_as_one_of_segment(event, code):
    found = refusal_of(event, "", 32_768, form="posthog")
    assert found is not None
    assert found.code == code
