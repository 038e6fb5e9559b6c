"""Unmodified clients of pages send from a real Chromium; what each sent is what is stored."""

import json
from collections.abc import Callable

import pytest

from tests.flows.browser import PERSON, site
from tests.flows.clients.packages import node_modules
from tests.flows.clients.relay import Fault, Relay
from tests.flows.clients.stored import expect_as_sent, rows_of
from tests.flows.clients.story import CONTEXT, ORDER, TRAITS

# The loop of the browser's driver bars every other one: no other module shares its worker's turn.
pytestmark = pytest.mark.xdist_group("browser clients")

PAGE = """<!doctype html><html lang="it"><meta charset="utf-8"><title>Città</title>
<script src="/segment/index.js"></script><body><p>Lampade</p></body></html>"""
CALLS = """async ([order, traits, context]) => {
  const sent = []
  const tell = async (made) => sent.push((await made).event)
  await tell(client.page('Docs', 'Index'))
  await tell(client.identify('ada', traits))
  await tell(client.track('Order Completed', order, {context}))
  await tell(client.group('g-1', {name: 'Casa'}))
  await tell(client.alias('ada', 'device-1'))
  await tell(client.screen('Cart', {items: 2}))
  return JSON.stringify(sent)
}"""


class Visit:
    """A page of a shop, whose client sends through a relay."""

    def __init__(self, page, relay: Relay, made: dict[str, str]) -> None:
        self.page, self.relay = page, relay
        self.source, self.id, self.key = made["name"], made["id"], made["write_key"]

    def load(self, **integration: object) -> None:
        """Load the Segment client, as its documentation says."""
        self.page.evaluate(
            """async ([writeKey, cdnURL, own]) => {
              const made = AnalyticsNext.AnalyticsBrowser.load(
                {writeKey, cdnURL}, {integrations: {'Segment.io': own}})
              window.client = (await made)[0]
            }""",
            [self.key, self.relay.address, integration],
        )

    def until_sent(self, count: int) -> None:
        """Wait until the server has so many events."""
        self.until(lambda: len({event["messageId"] for event in self.events}) >= count)

    def until(self, holds: Callable[[], object]) -> None:
        """Wait for what another thread brings about."""
        for _ in range(800):
            if holds():
                return
            self.page.wait_for_timeout(25)
        raise AssertionError([(sent.path, sent.status) for sent in self.relay.sent])

    @property
    def events(self) -> list[dict[str, object]]:
        """What the server has taken of the page, events of batches one by one."""
        return [
            event for sent in self.relay.kept for event in sent.data.get("batch", [sent.data])
        ]  # fmt: skip


@pytest.fixture
def visit(chromium, home, tmp_path):
    umd = node_modules() / "@segment/analytics-next/dist/umd"
    (tmp_path / "segment").symlink_to(umd)
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "jitsu").symlink_to(node_modules() / "@jitsu/js/dist")
    with site(tmp_path, {}) as origin, Relay(home.server.address) as relay:
        made = home.source("browser", "--origin", origin)
        context = chromium.new_context(user_agent=PERSON, locale="it-IT")
        page = context.new_page()
        page.goto(f"{origin}/?utm_source=newsletter&utm_campaign=natale")
        yield Visit(page, relay, made)
        context.close()


def test_what_analytics_next_sent_is_what_is_stored(visit, home):
    visit.load()
    said = json.loads(visit.page.evaluate(CALLS, [ORDER, TRAITS, {"locale": CONTEXT["locale"]}]))
    visit.until_sent(6)
    assert [sent.path for sent in visit.relay.sent if sent.path != "/v1/m"] == [
        "/v1/p", "/v1/i", "/v1/t", "/v1/g", "/v1/a", "/v1/s",
    ]  # fmt: skip
    rows = rows_of(home.server, visit.source)
    by_id = {event["messageId"]: event for event in visit.events}
    assert set(rows) == set(by_id) == {event["messageId"] for event in said}
    for event in said:
        sent = by_id[event["messageId"]]
        assert sent["type"] == event["type"]
        assert sent.get("properties") == event.get("properties")
        expect_as_sent(rows[event["messageId"]], sent, None)
    assert rows[said[0]["messageId"]].properties["title"] == "Città"
    assert rows[said[2]["messageId"]].properties["campaign"] == {
        "source": "newsletter", "name": "natale",
    }  # fmt: skip


def test_analytics_next_sends_its_batch_when_its_visitor_leaves(visit, home):
    visit.load(deliveryStrategy={"strategy": "batching", "config": {"size": 50, "timeout": 60_000}})
    for number in range(3):
        visit.page.evaluate("number => client.track('Lamp Turned On', {number})", number)
    assert visit.events == []
    visit.page.goto("about:blank")
    visit.until_sent(3)
    assert {sent.path for sent in visit.relay.sent} == {"/v1/b"}
    rows = rows_of(home.server, visit.source)
    assert sorted(row.properties["number"] for row in rows.values()) == [0, 1, 2]
    [sent] = visit.relay.kept
    for event in sent.data["batch"]:
        expect_as_sent(rows[event["messageId"]], event, sent.data["sentAt"])


def test_analytics_next_comes_again_after_429_and_503_and_nothing_is_doubled(visit, home):
    visit.load()
    visit.relay.faults += [Fault(429, headers={"Retry-After": "1"}), Fault(503, is_kept=True)]
    visit.page.evaluate("client.track('Lamp Turned On', {number: 1})")
    visit.until(lambda: visit.relay.sent and visit.relay.sent[-1].status == 200)
    assert [sent.status for sent in visit.relay.sent] == [429, 503, 200]
    [row] = rows_of(home.server, visit.source).values()
    assert row.properties["number"] == 1
    assert home.ledger(visit.source) == {"received": 2, "stored": 1, "duplicate": 1}


def test_what_the_jitsu_client_of_a_page_sent_is_what_is_stored(visit, home):
    visit.page.evaluate(
        """async ([host, writeKey, order, traits]) => {
          const {jitsuAnalytics} = await import('/jitsu/jitsu.es.js')
          const client = jitsuAnalytics({host, writeKey})
          await client.page({name: 'Index'})
          await client.identify('ada', traits)
          await client.track('Order Completed', order)
        }""",
        [visit.relay.address, f"{visit.id}:{visit.key}", ORDER, TRAITS],
    )
    visit.until_sent(3)
    rows = rows_of(home.server, visit.source)
    kinds = [sent.path.rpartition("/")[2] for sent in visit.relay.kept]
    assert kinds == ["page", "identify", "track"]
    for kind, event in zip(kinds, visit.events, strict=True):
        expect_as_sent(rows[event["messageId"]], event, None, kind)
    order = rows[visit.events[-1]["messageId"]]
    assert order.properties.items() >= ORDER.items()
    assert order.properties["campaign"] == {"source": "newsletter", "name": "natale"}
