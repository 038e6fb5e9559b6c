"""What an event tells: when it was, whose it is, where it was, and what it was worth."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from percorso.collect.wire.moments import moment_of
from percorso.collect.wire.reading import Event

RECEIVED = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def told(event, shared=None, call=""):
    return Event(json.dumps(event).encode(), call, shared or {})


def contact(event, shared=None, call="", agent=""):
    return told(event, shared, call).contact(RECEIVED, agent)


def iso(**back) -> str:
    return (RECEIVED - timedelta(**back)).isoformat()


@pytest.mark.parametrize(
    ("times", "sent", "at", "quality", "flags"),
    [
        ({"timestamp": iso(hours=1)}, iso(), RECEIVED - timedelta(hours=1), "exact", ()),
        # A clock three hours behind: what it calls an hour before sending was an hour ago.
        ({"timestamp": iso(hours=4)}, iso(hours=3), RECEIVED - timedelta(hours=1), "corrected", ()),
        ({"originalTimestamp": iso(days=1)}, None, RECEIVED - timedelta(days=1), "exact", ()),
        ({"timestamp": iso()}, iso(hours=1), RECEIVED, "assumed", ("sent_before_original",)),
        # RudderStack's clients: when it was called, and beside it the time the caller gave.
        ({"timestamp": iso(days=9), "originalTimestamp": iso(seconds=1)}, iso(),
         RECEIVED - timedelta(days=9), "exact", ()),
        # Passed on by Segment, which has set the other one right already.
        ({"timestamp": iso(days=9), "originalTimestamp": iso(days=8), "receivedAt": iso()}, iso(),
         RECEIVED - timedelta(days=8), "exact", ()),
        ({}, None, RECEIVED, "assumed", ("no_time",)),
        ({"timestamp": "soon"}, None, RECEIVED, "assumed", ("bad_time",)),
        ({"timestamp": 12}, None, RECEIVED, "assumed", ("bad_time",)),
        ({"timestamp": iso(seconds=-1)}, None, RECEIVED + timedelta(seconds=1), "exact", ()),
        ({"timestamp": iso(hours=-1)}, None, RECEIVED, "assumed", ("future",)),
        ({"timestamp": "2076-01-01T00:00:00Z"}, None, RECEIVED, "assumed", ("future",)),
        ({"timestamp": "2011-11-23T12:00:00"}, None, datetime(2011, 11, 23, 12, tzinfo=UTC),
         "exact", ()),
        ({"timestamp": "1969-12-31T23:59:59Z"}, None, RECEIVED, "assumed", ("bad_time",)),
        ({"timestamp": "0001-01-01T00:00:00+14:00"}, None, RECEIVED, "assumed", ("bad_time",)),
    ],
)  # fmt: skip
def test_the_time_of_an_event_is_set_right_once(times, sent, at, quality, flags):
    found = moment_of(times, sent, RECEIVED)
    assert (found.at, found.quality, found.flags) == (at, quality, flags)


@pytest.mark.parametrize(
    ("event", "name", "kind"),
    [
        ({"type": "track", "event": "Order Completed"}, "Order Completed", ""),
        ({"type": "page", "name": "Home"}, "Home", "page.viewed"),
        ({"type": "page", "category": "Docs", "name": "Index"}, "Docs Index", "page.viewed"),
        ({"type": "page", "properties": {"path": "/p/123/"}}, "/p/*", "page.viewed"),
        ({"type": "page", "context": {"page": {"url": "https://s.it/cart?x=1"}}}, "/cart",
         "page.viewed"),
        ({"type": "page"}, "page.viewed", "page.viewed"),
        ({"type": "screen", "name": "Cart"}, "Cart", "screen.viewed"),
        ({"type": "identify"}, "customer.identified", "customer.identified"),
        ({"type": "alias"}, "customer.aliased", "customer.aliased"),
        ({"type": "group"}, "group.joined", "group.joined"),
    ],
)  # fmt: skip
def test_the_place_of_contact_is_named_by_the_call(event, name, kind):
    found = contact(event)
    assert (found.name, found.type) == (name, kind)


def test_identifiers_come_from_traits_wherever_a_client_puts_them():
    rudder = {"type": "identify", "userId": 2**64, "context": {"traits": {"email": "a@b.it"}}}
    assert contact(rudder).cells == {"user_id": str(2**64), "email": "a@b.it"}
    listed = [{"id": "+39333", "type": "phone", "collection": "users", "encoding": "none"}]
    other = {"type": "track", "event": "x", "anonymousId": "d1", "context": {"externalIds": listed}}
    assert contact(other).cells == {"anonymous_id": "d1", "phone": "+39333"}


def test_traits_are_kept_but_those_that_tell_who_somebody_is():
    traits = {"email": "a@b.it", "lastName": "Rossi", "birthday": "1990-01-01", "plan": "oro"}
    person = {"type": "identify", "userId": "a", "traits": traits}
    assert contact(person).properties == {"plan": "oro"}
    group = {"type": "group", "userId": "a", "groupId": "g", "traits": {"name": "Casa"}}
    assert contact(group).properties == {"name": "Casa"}
    track = {"type": "track", "event": "x", "userId": "a", "context": {"traits": traits}}
    assert contact(track).properties == {}


def test_of_the_context_page_campaign_locale_and_time_zone_are_kept():
    context = {
        "page": {"url": "https://s.it/a", "referrer": ""}, "campaign": {"name": "natale"},
        "locale": "it-IT", "timezone": "Europe/Rome", "ip": "192.0.2.9", "userAgent": "Mozilla",
    }  # fmt: skip
    event = {"type": "track", "event": "x", "userId": "a", "context": context}
    assert contact(event).properties == {
        "url": "https://s.it/a", "campaign": {"name": "natale"}, "locale": "it-IT",
        "timezone": "Europe/Rome",
    }  # fmt: skip


def test_the_batch_fills_what_an_event_lacks_and_the_event_wins():
    shared = {"context": {"library": {"name": "analytics.js"}, "traits": {"email": "of@batch"}}}
    event = {"type": "track", "event": "x", "userId": "a", "context": {"traits": {"email": "own"}}}
    cells = contact(event, shared).cells
    assert (cells["email"], cells["channel"]) == ("own", "web")


@pytest.mark.parametrize(
    ("properties", "amount"),
    [
        ({"total": 42.1, "revenue": 9}, "42.1000"),
        ({"revenue": "19.90"}, "19.9000"),
        ({"total": None, "value": 3}, "3.0000"),
        ({"total": "a lot"}, None),
        ({"total": True}, None),
        ({"total": 1e20}, None),
    ],
)
def test_an_amount_is_a_decimal_or_none(properties, amount):
    event = {"type": "track", "event": "x", "userId": "a", "properties": properties}
    assert contact(event).cells.get("amount") == amount


def test_an_alias_links_the_device_that_was_before():
    found = contact({"type": "alias", "userId": "ada", "previousId": "device-1"})
    assert found.cells == {"user_id": "ada", "anonymous_id": "device-1"}


def test_a_null_character_is_taken_out_and_said():
    found = contact({"type": "track", "event": "a\0b", "userId": "ada"})
    assert found.name == "ab"
    assert "nul_removed" in found.flags


def test_a_robot_is_no_person():
    assert contact({"type": "page", "userId": "a"}, agent="robot").verdict == "machine"
    assert contact({"type": "page", "userId": "a"}).verdict == "unknown"


def test_the_same_event_has_one_fingerprint_however_it_is_written_and_sent():
    one = Event(b'{"type":"page","userId":"a","properties":{"x":1,"y":2.50},"sentAt":"1"}', "", {})
    two = Event(b'{"properties":{"y":2.50,"x":1}, "userId":"a","type":"page"}', "", {})
    other = Event(b'{"properties":{"y":2.51,"x":1}, "userId":"a","type":"page"}', "", {})
    assert one.fingerprint() == two.fingerprint() != other.fingerprint()


def test_an_event_without_an_id_is_known_by_what_it_says_and_without_a_time_by_its_second():
    timed = told({"type": "page", "userId": "a", "timestamp": iso()})
    assert timed.id(timed.fingerprint(), RECEIVED) == timed.fingerprint()
    bare = told({"type": "page", "userId": "a", "messageId": "x" * 101})
    ids = {
        bare.id(bare.fingerprint(), RECEIVED + timedelta(seconds=seconds))
        for seconds in (0, 0.4, 1)
    }
    assert len(ids) == 2
    assert "message_id_replaced" in bare.contact(RECEIVED, "").flags
