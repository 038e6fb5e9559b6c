"""Unmodified clients send to a live server; what each sent is what is stored."""

import pytest

from tests.flows.clients.relay import Fault
from tests.flows.clients.stored import bodies, expect_as_sent, instant, rows_of
from tests.flows.clients.story import AT, many, story

SEGMENT = (
    "segment-analytics-python", "analytics-python", "rudder-sdk-python",
    "@segment/analytics-node", "analytics-node", "@rudderstack/rudder-sdk-node",
)  # fmt: skip
POSTHOG = ("posthog", "posthog-node")
PACKED = {
    "segment-analytics-python", "rudder-sdk-python", "@rudderstack/rudder-sdk-node", *POSTHOG,
}  # fmt: skip


@pytest.mark.parametrize("client", SEGMENT)
def test_what_a_client_sent_is_what_is_stored(home, client):
    told = home.tell(client, story())
    # Some have several requests under way at once.
    events = sorted(
        ((event, sent.data.get("sentAt")) for sent in told.sent for event in sent.data["batch"]),
        key=lambda one: instant(one[0]["timestamp"]),
    )
    # First what the client was told against what it sent, then that against what is here.
    calls = [(event["type"], event.get("userId"), event.get("traits")) for event, _ in events]
    if client == "rudder-sdk-python":
        calls[0] = ("identify", "ada", events[0][0]["context"]["traits"])
    wanted = [(one["call"], one.get("userId"), one.get("traits")) for one in story()]
    assert calls == wanted
    assert all(sent.status == 200 and sent.path == "/v1/batch" for sent in told.sent)
    assert ("gzip" in {sent.headers.get("content-encoding") for sent in told.sent}) == (
        client in PACKED
    )
    rows = rows_of(home.server, told.source)
    assert sorted(bodies(home.server, told.source)) == sorted(sent.body for sent in told.sent)
    assert set(rows) == {event["messageId"] for event, _ in events}
    for one, (event, sent_at) in zip(story(), events, strict=True):
        expect_as_sent(rows[event["messageId"]], event, sent_at)
        assert instant(event["timestamp"]) == instant(one["timestamp"])
        assert event.get("properties", {}).items() >= one.get("properties", {}).items()
        assert (event.get("context") or {}).items() >= one.get("context", {}).items()
    assert home.ledger(told.source) == {"received": 7, "stored": 7}


def test_what_the_jitsu_client_sent_is_what_is_stored(home):
    told = home.tell("@jitsu/js", story())
    assert [sent.path.rpartition("/")[2] for sent in told.sent] == [
        "identify", "track", "page", "group", "track",
    ]  # fmt: skip
    assert all(sent.headers["x-write-key"].startswith("src_") for sent in told.sent)
    rows = rows_of(home.server, told.source)
    for sent in told.sent:
        event = sent.data
        assert event["writeKey"].endswith("***")
        expect_as_sent(rows[event["messageId"]], event, None, sent.path.rpartition("/")[2])
    assert len(rows) == 5


@pytest.mark.parametrize("client", POSTHOG)
def test_what_a_posthog_client_sent_is_what_is_stored(home, client):
    told = home.tell(client, story())
    [sent] = told.sent
    assert (sent.status, sent.path) == (200, "/batch/")
    rows = rows_of(home.server, told.source)
    assert bodies(home.server, told.source) == [sent.body]
    events = sent.data["batch"]
    assert list(rows) == [event["uuid"] for event in events]
    told_as = [(row.type, row.identifiers) for row in rows.values() if row.name != "Lamp Turned On"]
    ada = ("user_id", "ada")
    assert told_as == [
        ("customer.identified", {ada, ("email", "ada@shop.example")}),
        ("order.placed", {ada}),
        ("page.viewed", {ada}),
        ("group.joined", {ada}),
        ("customer.aliased", {ada, ("anonymous_id", "device-1")}),
    ]
    for event, row in zip(events, rows.values(), strict=True):
        way = row.received_at - instant(sent.data["sent_at"])
        assert row.occurred_at == instant(event["timestamp"]) + way
        told_of = {
            name: value for name, value in event["properties"].items()
            if name not in ("$set", "$set_once", "$group_set", "distinct_id", "alias")
        }  # fmt: skip
        assert row.properties.items() >= told_of.items()
    by_type = {row.type: row for row in rows.values()}
    assert by_type["customer.identified"].properties.items() >= {"plan": "oro", "visits": 3}.items()
    assert (by_type["order.placed"].amount, by_type["order.placed"].order_id) == (
        (4250, "EUR"), "O-77",
    )  # fmt: skip
    assert by_type["page.viewed"].name == "/docs"


@pytest.mark.parametrize("client", [*SEGMENT, *POSTHOG])
def test_a_client_comes_again_after_429_and_503_and_nothing_is_doubled(home, client):
    soon = {"Retry-After": "0"}
    # Refused; stored and not acknowledged; then all is well.
    faults = (Fault(429, headers=soon), Fault(503, is_kept=True, headers=soon))
    told = home.tell(client, many(5), *faults)
    assert {429, 503, 200} == {sent.status for sent in told.sent}
    rows = rows_of(home.server, told.source)
    assert sorted(row.properties["number"] for row in rows.values()) == list(range(5))
    ledger = home.ledger(told.source)
    assert ledger["stored"] == 5
    assert ledger["duplicate"] == ledger["received"] - 5 > 0


@pytest.mark.parametrize("client", [*SEGMENT, "posthog"])
def test_a_client_tries_a_permanent_error_once(home, client):
    before = home.server.health()["turned_away"].get("unknown_key", 0)
    told = home.tell(client, many(1), key="nobody's")
    assert [sent.status for sent in told.sent] == [401]
    assert home.server.health()["turned_away"]["unknown_key"] == before + 1


@pytest.mark.parametrize("client", [*SEGMENT, *POSTHOG])
def test_a_client_that_ends_has_sent_all_of_many(home, client):
    told = home.tell(client, many(220, size=900))
    assert len(told.sent) > 1
    rows = rows_of(home.server, told.source)
    numbers = sorted(row.properties["number"] for row in rows.values())
    assert numbers == list(range(220))
    assert {len(row.properties["text"]) for row in rows.values()} == {900}
    assert home.ledger(told.source) == {"received": 220, "stored": 220}
    assert min(row.occurred_at for row in rows.values()) >= AT
