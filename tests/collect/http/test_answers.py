"""What a sender is answered, case by case: status, code, and what of it is kept."""

import asyncio
import gzip
import json
import re
import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.event import listen

from percorso.collect.http.limits import Limits, Share, UnderWay
from percorso.store.inbox_writer import InboxWriter
from percorso.store.records.database import RecordsFailed
from percorso.workspace.examining import examine
from tests.collect.http.conftest import basic
from tests.flows.test_pages import Browser as Asker

PAGE = {"type": "page", "userId": "ada", "messageId": "m1"}
BATCH = {"batch": [PAGE], "sentAt": "2026-11-23T10:00:00Z"}


def code(answer) -> tuple[int, str]:
    said = answer.json()
    assert said["message"]
    assert said["success"] is False
    return answer.status_code, said["code"]


@pytest.mark.parametrize("path", ["/v1/batch", "/v1/b", "/v1/import"])
def test_a_batch_is_stored_and_counted(doors, path):
    answer = doors.send(BATCH, path)
    assert (answer.status_code, answer.json()) == (
        200, {"success": True, "accepted": 1, "rejected": 0, "verdicts": []}
    )  # fmt: skip
    assert doors.ledger() == (1, 0, 1)


@pytest.mark.parametrize(
    ("path", "event"),
    [
        ("/v1/identify", {}), ("/v1/i", {}), ("/v1/track", {"event": "x"}),
        ("/v1/t", {"event": "x"}), ("/v1/page", {}), ("/v1/p", {"type": "track"}),
        ("/v1/screen", {}), ("/v1/s", {}), ("/v1/group", {"groupId": "g"}),
        ("/v1/g", {"groupId": "g"}), ("/v1/alias", {"previousId": "d"}),
        ("/v1/a", {"previousId": "d"}), ("/api/s/track", {"event": "x"}), ("/api/s/page", {}),
    ],
)  # fmt: skip
def test_a_single_event_has_the_type_of_its_path(doors, path, event):
    answer = doors.send({"userId": "ada", **event}, path)
    assert (answer.status_code, answer.json()["accepted"]) == (200, 1)


def test_a_refused_event_is_named_and_kept_and_its_neighbour_taken(doors):
    answer = doors.send({"batch": [PAGE, {"type": "track", "userId": "ada", "messageId": "m2"}]})
    assert answer.status_code == 200
    [verdict] = answer.json()["verdicts"]
    assert (verdict["index"], verdict["messageId"], verdict["code"]) == (1, "m2", "missing_event")
    assert doors.ledger() == (2, 1, 1)
    [entry] = doors.workspace.rejected.rows("shop")
    assert json.loads(entry.as_json()["row"])["messageId"] == "m2"


def test_every_form_of_the_key_is_read_and_the_first_one_decides(doors):
    key = doors.server.write_key
    assert doors.send(BATCH, key="", **{"X-Write-Key": key}).status_code == 200
    named = {"X-Write-Key": f"{doors.server.id}:{key}"}
    assert doors.send({**BATCH, "writeKey": "masked"}, key="", **named).status_code == 200
    assert doors.send({**BATCH, "writeKey": key}, key="").status_code == 200
    bearer = {"Authorization": "Bearer anything"}
    assert doors.send({**BATCH, "writeKey": key}, key="", **bearer).status_code == 200
    assert doors.send({"userId": "a", "writeKey": key}, "/v1/page", key="").status_code == 200
    assert code(doors.send({**BATCH, "writeKey": key}, key="nobody's")) == (401, "unknown_key")
    wrong = {"X-Write-Key": f"{doors.browser.id}:{key}"}
    assert code(doors.send(BATCH, key="", **wrong)) == (401, "unknown_key")
    assert code(doors.send(BATCH, key="", Authorization="Basic %%%")) == (401, "unknown_key")
    assert code(doors.send(BATCH, key="")) == (401, "missing_key")


@pytest.mark.parametrize(
    ("body", "headers", "expected", "kept"),
    [
        (b"", {}, (400, "bad_json"), 0),
        (b"<html>", {}, (400, "bad_json"), 1),
        (b"12", {}, (400, "not_an_object"), 1),
        (b'{"batch":1}', {}, (400, "bad_request"), 1),
        (b'{"batch":[]}', {"Content-Encoding": "gzip"}, (400, "bad_encoding"), 0),
        (gzip.compress(b'{"batch":[]}', mtime=0)[:-9], {"Content-Encoding": "gzip"},
         (400, "bad_encoding"), 0),
        (gzip.compress(gzip.compress(b"{}", mtime=0), mtime=0), {"Content-Encoding": "gzip"},
         (400, "bad_encoding"), 0),
        (b"{}", {"Content-Encoding": "br"}, (415, "unsupported_encoding"), 0),
        (b" " * (9 * 1024 * 1024), {}, (413, "body_too_large"), 0),
        (gzip.compress(b" " * (9 * 1024 * 1024), mtime=0), {"Content-Encoding": "gzip"},
         (413, "body_too_large"), 0),
        (b"{}", {"X-Long": "x" * 17_000}, (431, "headers_too_large"), 0),
        (b"{}", {f"X-{number}": "1" for number in range(101)}, (431, "headers_too_large"), 0),
    ],
)  # fmt: skip
def test_a_body_of_no_use_is_refused_and_kept_where_it_can_be_read(
    doors, body, headers, expected, kept
):
    assert code(doors.send(body, **headers)) == expected
    assert len(list(doors.workspace.rejected.rows("shop"))) == kept


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "image/png"])
def test_a_body_is_json_packed_or_not_whatever_its_type_says(doors, kind):
    packed = gzip.compress(json.dumps(BATCH).encode())
    answer = doors.send(packed, **{"Content-Encoding": "gzip", "Content-Type": kind})
    assert (answer.status_code, answer.json()["accepted"]) == (200, 1)


def test_an_empty_batch_is_well_and_nothing(doors):
    assert doors.send({"batch": []}).json()["accepted"] == 0


def test_a_batch_of_a_hundred_thousand_events_is_taken_within_the_cap(doors):
    body = b'{"batch":[' + b",".join([b'{"type":"page","userId":"a"}'] * 100_000) + b"]}"
    assert doors.send(body).json()["accepted"] == 100_000


def test_a_browser_key_writes_from_its_sites_alone_and_less_at_once(doors):
    key = doors.browser.write_key
    at_home = doors.send(BATCH, key=key, Origin="https://shop.example")
    assert at_home.status_code == 200
    assert at_home.headers["access-control-allow-origin"] == "https://shop.example"
    assert "access-control-allow-credentials" not in at_home.headers
    assert "Retry-After" in at_home.headers["access-control-expose-headers"]
    abroad = doors.send(BATCH, key=key, Origin="https://evil.example")
    assert code(abroad) == (403, "origin_not_allowed")
    assert "access-control-allow-origin" not in abroad.headers
    assert doors.send(BATCH, key=key).status_code == 200
    large = {**BATCH, "pad": "x" * 600_000}
    assert code(doors.send(large, key=key)) == (413, "body_too_large")
    assert code(doors.send({**large, "writeKey": key}, key="")) == (413, "body_too_large")


@pytest.mark.parametrize(
    ("agent", "noted"),
    [
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "robot"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", None),
    ],
)
def test_of_a_browser_only_whether_it_is_a_robot_is_kept(doors, agent, noted):
    doors.send(BATCH, key=doors.browser.write_key, **{"User-Agent": agent})
    with doors.stores.records.read() as connection:
        [row] = connection.exec_driver_sql("select envelope from inbox")
    assert json.loads(row[0]).get("agent", "") == (noted or "")
    assert "Mozilla" not in row[0]


def test_a_preflight_echoes_listed_origins_alone(doors):
    listed = doors.request("OPTIONS", "/v1/t", headers={"Origin": "https://shop.example"})
    assert listed.headers["access-control-allow-origin"] == "https://shop.example"
    assert "Authorization" in listed.headers["access-control-allow-headers"]
    assert listed.headers["vary"] == "Origin"
    other = doors.request("OPTIONS", "/v1/t", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers


def test_a_site_is_known_from_the_moment_its_source_is_added(doors):
    new = {"Origin": "https://new.example"}
    assert (
        "access-control-allow-origin" not in doors.request("OPTIONS", "/v1/t", headers=new).headers
    )
    doors.workspace.sources.add("new", kind="browser", origins=["https://new.example"])
    answer = doors.request("OPTIONS", "/v1/t", headers=new)
    assert answer.headers["access-control-allow-origin"] == "https://new.example"


def test_a_batch_of_posthog_is_judged_and_kept_as_one(doors):
    item = {"event": "Order Completed", "distinct_id": "ada", "uuid": "u1", "properties": {}}
    body = {"batch": [item, {"event": "x", "uuid": "u2"}], "api_key": doors.server.write_key}
    answer = doors.send(body, "/batch/", key="")
    [verdict] = answer.json()["verdicts"]
    assert answer.json()["accepted"] == 1
    assert (verdict["messageId"], verdict["code"]) == ("u2", "missing_identifier")
    assert code(doors.send({"batch": [item], "api_key": "no"}, "/batch/", key="")) == (
        401, "unknown_key",
    )  # fmt: skip


def test_a_browser_client_gets_the_settings_it_needs_before_it_sends(doors):
    key = doors.browser.write_key
    said = doors.request("GET", f"/v1/projects/{key}/settings").json()
    assert said["integrations"]["Segment.io"] == {
        "apiKey": key, "apiHost": "c.test/v1", "protocol": "http",
    }  # fmt: skip
    assert code(doors.request("GET", "/v1/projects/nobody/settings")) == (404, "not_found")


def test_metrics_of_a_client_are_counted_as_left_out(doors):
    assert doors.send({"series": []}, "/v1/m").status_code == 200
    [line] = doors.workspace.sources.ledger()
    assert (line.received, line.dropped, line.difference) == (1, 1, 0)


def test_a_revoked_key_and_a_source_switched_off_hold_at_once(doors):
    assert doors.send(BATCH).status_code == 200
    fresh = doors.workspace.sources.rotate("shop").write_key
    assert doors.send(BATCH).status_code == 200, "the old key holds on for a while"
    assert doors.send(BATCH, key=fresh).status_code == 200
    doors.workspace.sources.disable("shop")
    assert code(doors.send(BATCH, key=fresh)) == (404, "source_disabled")
    doors.workspace.sources.enable("shop")
    assert doors.send(BATCH, key=fresh).status_code == 200
    last = doors.workspace.sources.rotate("shop", overlap=timedelta()).write_key
    assert code(doors.send(BATCH, key=fresh)) == (401, "unknown_key")
    assert doors.send(BATCH, key=last).status_code == 200


def test_what_is_nowhere_is_said_as_json(doors):
    assert code(doors.request("GET", "/v1/batch")) == (404, "not_found")
    assert code(doors.request("GET", "/nothing")) == (404, "not_found")


def test_while_the_records_are_away_senders_are_told_to_come_again(doors, monkeypatch):
    away = RecordsFailed("of the shop", OSError("connection refused"), "Wait.")

    def fails(*_: object) -> None:
        raise away

    with monkeypatch.context() as broken:
        broken.setattr(doors.stores.records, "kept_writer", fails)
        broken.setattr(doors.stores.records, "read", fails)
        for key in (doors.server.write_key, "nobody's"):
            answer = doors.send(BATCH, key=key)
            assert code(answer) == (503, "unavailable")
            assert int(answer.headers["retry-after"]) > 0
        script = doors.request("GET", "/v1/projects/nobody/settings")
        assert code(script) == (503, "unavailable")
        assert doors.request("GET", "/stand/nobody").status_code == 503
        assert code(doors.request("POST", "/hooks/src_nobody")) == (503, "unavailable")
    assert doors.send(BATCH).status_code == 200


def test_a_file_that_may_not_grow_is_a_full_disk(doors):
    if doors.stores.records.place.startswith("PostgreSQL"):
        pytest.skip("its disk is not ours to fill")
    doors.send(BATCH)

    def stays_small(connection: Any, _: object) -> None:
        connection.execute("pragma max_page_count=1")

    listen(doors.stores.records._writer, "connect", stays_small)
    doors.collector.writer.close()
    doors.collector.writer = InboxWriter(doors.stores.records, doors.collector.book.admit)
    large = {"batch": [{**PAGE, "messageId": "large", "properties": {"text": "x" * 30_000}}]}
    assert code(doors.send(large)) == (503, "storage_full")


def test_a_look_at_the_records_holds_up_nobody_else(doors, monkeypatch):
    looks, goes_on = threading.Event(), threading.Event()
    read = doors.stores.records.read

    def slow() -> object:
        looks.set()
        goes_on.wait()
        return read()

    monkeypatch.setattr(doors.stores.records, "read", slow)

    async def both() -> list[int]:
        nobodys = asyncio.create_task(
            doors.asked("POST", "/v1/batch", headers={"Authorization": basic("x")}, json=BATCH)
        )
        await asyncio.to_thread(looks.wait)
        known = {"Authorization": basic(doors.server.write_key)}
        taken = await doors.asked("POST", "/v1/batch", headers=known, json=BATCH)
        goes_on.set()
        return [taken.status_code, (await nobodys).status_code]

    assert asyncio.run(both()) == [200, 401]


class TestLimits:
    """With limits of their own."""

    @pytest.fixture
    def limits(self, request) -> Limits:
        return replace(Limits(least_free=0, least_free_share=0.0), **request.param)

    @pytest.mark.parametrize("limits", [{"key_per_second": 2}], indirect=True)
    def test_too_many_requests_are_told_to_wait(self, doors):
        answers = [doors.send(BATCH) for _ in range(3)]
        assert code(answers[-1]) == (429, "rate_limited")
        assert answers[-1].headers["retry-after"] == answers[-1].headers["x-ratelimit-reset"] == "1"
        assert answers[0].status_code == 200

    @pytest.mark.parametrize("limits", [{"key_per_second": 1}], indirect=True)
    def test_a_key_that_many_addresses_use_too_fast_is_told_of_on_its_source(self, doors):
        key = {"Authorization": basic(doors.server.write_key)}
        answers = [
            doors.request("POST", "/v1/batch", headers=key, json=BATCH, address=f"198.51.100.{no}")
            for no in range(12)
        ]
        late = sum(1 for one in answers if one.status_code == 429)
        assert {one.status_code for one in answers} == {200, 429}
        doors.send(BATCH, key=doors.browser.write_key)
        told = {one.door.key: one.beyond_limit for one in doors.workspace.sources.all()}
        assert told == {"shop": late, "site": 0}
        [waits] = [
            one
            for one in examine(doors.workspace.folder, doors.stores.settings).waits
            if one.what == "requests beyond the limit"
        ]
        assert waits.finding.startswith(f"{late} of source shop")
        browser = Asker(doors.workspace)
        for language, words in (("it", "respinte"), ("en", "were turned away")):
            page = browser.get(f"/sources?lang={language}").text
            [alert] = re.findall(r'role="alert">(.*?)</p>', page)
            assert alert.startswith("shop: ")
            assert f" {late} " in alert
            assert words in alert
            assert "<code>percorso source rotate shop</code>" in alert
        assert doors.ledger() == (12 - late, 0, 12 - late)

    @pytest.mark.parametrize("limits", [{"least_free": 2**60}], indirect=True)
    def test_nothing_is_taken_when_the_disk_is_nearly_full_and_again_when_it_is_not(self, doors):
        answer = doors.send(BATCH)
        assert code(answer) == (503, "storage_full")
        assert int(answer.headers["retry-after"]) > 0
        assert doors.workspace.sources.ledger() == []
        doors.make_room()
        assert doors.send(BATCH).status_code == 200

    @pytest.mark.parametrize("limits", [{"under_way": 10}], indirect=True)
    def test_too_much_at_once_is_refused_and_what_was_counted_is_given_back(self, doors):
        assert code(doors.send(BATCH)) == (503, "overloaded")
        assert doors.collector.under_way.bytes == 0

    @pytest.mark.parametrize("limits", [{"under_way": 300_000}], indirect=True)
    def test_a_large_body_without_room_is_refused_before_it_comes_and_a_small_one_taken(
        self, doors
    ):
        async def sent(size: int, goes_on: asyncio.Event):
            async def body():
                yield json.dumps(BATCH).encode().ljust(size)
                await goes_on.wait()

            key = {"Authorization": basic(doors.server.write_key), "Content-Length": str(size)}
            answer = await doors.asked("POST", "/v1/batch", headers=key, content=body())
            return answer.status_code, answer.json().get("code")

        async def beside_one_that_comes():
            comes, come = asyncio.Event(), asyncio.Event()
            come.set()
            first = asyncio.create_task(sent(200_000, comes))
            await asyncio.sleep(0)
            while not doors.collector.under_way.bytes:
                await asyncio.sleep(0)
            # Its body never comes: it is refused by its head.
            others = [await sent(100_000, asyncio.Event()), await sent(1_000, come)]
            comes.set()
            return [await first, *others]

        told = asyncio.run(beside_one_that_comes())
        assert told == [(200, None), (503, "overloaded"), (200, None)]
        assert doors.collector.under_way.bytes == 0

    @pytest.mark.parametrize("limits", [{"body_seconds": 0.01}], indirect=True)
    def test_a_body_that_does_not_come_is_waited_for_no_longer(self, doors):
        async def never_ends():
            yield b'{"batch":'
            await asyncio.Event().wait()

        headers = {"Authorization": basic(doors.server.write_key)}
        answer = doors.request("POST", "/v1/batch", headers=headers, content=never_ends())
        assert code(answer) == (408, "body_timeout")
        assert doors.collector.under_way.bytes == 0

    def test_who_does_not_bring_what_was_told_holds_no_room(self):
        under_way = UnderWay(1_000)
        share = Share(under_way)
        assert share.expect(700)
        assert share.come(100)
        share.dawdle()
        assert under_way.bytes == 100
        assert share.come(850)
        assert not share.come(100)
        share.end()
        assert under_way.bytes == 0

    @pytest.mark.parametrize("limits", [{"event_of_server": 1024 * 1024}], indirect=True)
    def test_a_server_may_be_allowed_larger_events(self, doors):
        event = {**PAGE, "properties": {"text": "x" * 100_000}}
        assert doors.send({"batch": [event]}).json()["accepted"] == 1
        browser = {"Authorization": basic(doors.browser.write_key)}
        refused = doors.send({"batch": [event]}, key="", **browser)
        assert refused.json()["verdicts"][0]["code"] == "event_too_large"
