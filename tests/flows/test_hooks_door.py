"""A running server takes what senders deliver: every recorded example, signed by its sender."""

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import duckdb
import pytest
from sqlalchemy import text

from percorso.cli.options import open_workspace, settings_of
from percorso.collect.hooks import FORMATS, Delivery
from percorso.collect.hooks.meta import verify_token
from percorso.domain.contact import Contact
from percorso.domain.mapping import IDENTIFIER_ROLES
from percorso.workspace.server.loader import move_inbox
from percorso.workspace.stores import open_stores
from tests.collect.hooks.recorded import Example, examples
from tests.collect.hooks.senders import BODY_SIGNED, TIME_SIGNED, delivered, live_secret
from tests.conftest import DATABASES, records_url_in
from tests.flows.door import percorso
from tests.thorough import one_in

# One server for all, and it ends before its warehouse is looked at.
pytestmark = pytest.mark.xdist_group("hooks")

PUBLIC = "https://hooks.esempio.it"
# Each has a mapping of its own: it is tried beside the others.
EXAMPLES = [one for one in examples() if one.form != "generic"]
# Proven to be the sender's, and not what its format says.
ODD = (b"\xff\xfe no text", b'{"action": "parcel_status_changed"}', b"[" * 5_000)
PROFILE = """
profile: bookings
columns: {at: booking.at, touchpoint: booking.kind, email: booking.guest.email}
constants: {channel: store}
private: [booking.guest.name]
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A server of the command line, and the webhooks it knows."""

    workspace: Path
    process: subprocess.Popen
    port: int
    ids: dict[str, str]

    def sent(self, form: str, delivery: Delivery, method: str = "POST") -> tuple[int, object]:
        """Status and body of the answer to a delivery."""
        query = urlsplit(delivery.url).query
        path = f"/hooks/{self.ids.get(form, form)}" + (f"?{query}" if query else "")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, path, delivery.body, dict(delivery.headers))
        answer = connection.getresponse()
        told = answer.read()
        connection.close()
        is_json = answer.headers.get_content_type() == "application/json"
        return answer.status, json.loads(told) if is_json else told.decode()

    def signed(
        self, form: str, example: Example, signer: str = "new secret", at: datetime | None = None
    ) -> Delivery:
        """An example as its sender delivers it now."""
        url = f"{PUBLIC}/hooks/{self.ids[form]}"
        headers = example.told.get("headers", {})
        return delivered(form, example.body, signer, at or datetime.now(UTC), headers, url)

    def standard(self, body: bytes, message_id: str) -> Delivery:
        """A body of one's own, as Standard Webhooks signs it."""
        at, headers = datetime.now(UTC), {"webhook-id": message_id}
        return delivered("generic", body, "new secret", at, headers, PUBLIC)

    def ledger(self) -> dict[str, dict]:
        """What became of what each source has brought."""
        lines = percorso("ledger", "--workspace", self.workspace, "--json").data
        return {line["source"]: line for line in lines}


@pytest.fixture(scope="module", params=one_in(2, DATABASES))
def records_url_of_module(request) -> Iterator[str]:
    """Formats differ, and are read before a database is asked: with each change one will do."""
    yield from records_url_in(request.param, request)


@pytest.fixture(scope="module")
def server(tmp_path_factory, records_url_of_module) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("hooks")
    workspace = folder / "casa-lume"
    (folder / "bookings.yaml").write_text(PROFILE, encoding="utf-8")
    desk = open_workspace(settings_of(workspace), create=True).sources
    ids = {}
    for form in FORMATS:
        old, new = (live_secret(form, f"{age} secret") for age in ("old", "new"))
        profile = str(folder / "bookings.yaml") if form == "generic" else None
        ids[form] = desk.add_webhook(form, format_=form, secret=old, profile=profile).id
        desk.replace_secret(form, new)
    process = subprocess.Popen(
        [sys.executable, "-m", "percorso", "up", "--workspace", workspace, "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PERCORSO_PUBLIC_URL": PUBLIC + "/"},
    )
    port = int(process.stdout.readline().rsplit(":", 1)[1])
    yield Server(workspace, process, port, ids)
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


@pytest.fixture(scope="module")
def answers(server) -> dict[str, tuple[int, object]]:
    """What each example was answered; every one is delivered twice, under both live secrets."""
    first = {one.name: server.sent(one.form, server.signed(one.form, one)) for one in EXAMPLES}
    for one in EXAMPLES:
        # What has neither id nor time is two messages when it comes in two seconds.
        if one.name != "freshdesk-simple":
            server.sent(one.form, server.signed(one.form, one, "old secret"))
    for odd in ODD:
        at = datetime.now(UTC)
        url = f"{PUBLIC}/hooks/{server.ids['sendcloud']}"
        assert (
            server.sent("sendcloud", delivered("sendcloud", odd, "new secret", at, {}, url))[0]
            == 200
        )
    (generic,) = [one for one in examples() if one.name == "generic-bookings"]
    assert server.sent("generic", server.signed("generic", generic))[0] == 200
    ride = b'{"ride": {"asked": 1772355600}, "kind": "ride"}'
    assert server.sent("generic", server.standard(ride, "msg_ride"))[0] == 200
    return first


def test_every_delivery_is_kept_and_counted(server, answers):
    refused = {name: answer for name, answer in answers.items() if answer[0] != 200}
    assert refused == {}
    for one in EXAMPLES:
        assert answers[one.name][1]["accepted"] == len(one.messages())


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_a_foreign_key_is_refused_and_nothing_is_kept(server, form):
    one = next(one for one in examples() if one.form == form)
    status, said = server.sent(form, server.signed(form, one, "foreign secret"))
    assert (status, said["code"], said["success"]) == (401, "bad_signature", False)


@pytest.mark.parametrize("form", TIME_SIGNED)
def test_an_old_delivery_is_refused(server, form):
    one = next(one for one in examples() if one.form == form)
    old = server.signed(form, one, at=datetime.now(UTC) - timedelta(minutes=6))
    status, said = server.sent(form, old)
    assert (status, said["code"]) == (401, "stale_signature")


@pytest.mark.parametrize("form", BODY_SIGNED)
def test_a_changed_body_is_refused(server, form):
    one = next(one for one in examples() if one.form == form)
    whole = server.signed(form, one)
    status, said = server.sent(form, replace(whole, body=whole.body + b" "))
    assert (status, said["code"]) == (401, "bad_signature")


def test_calls_that_try_the_address_are_answered(server):
    query = {"hub.mode": "subscribe", "hub.challenge": "77", "hub.verify_token": ""}
    query["hub.verify_token"] = verify_token("new secret")
    asked = Delivery(b"", {}, f"{PUBLIC}/x?{urlencode(query)}")
    assert server.sent("meta", asked, "GET") == (200, "77")
    assert server.sent("meta", Delivery(b"", {}, f"{PUBLIC}/x"), "GET")[0] == 401
    assert server.sent("woocommerce", Delivery(b"webhook_id=3")) == (200, "")
    assert server.sent("shopify", Delivery(b""), "GET")[0] == 401


def test_an_address_nobody_has_is_not_found(server):
    status, said = server.sent("src_nobody", Delivery(b"{}"))
    assert (status, said["code"]) == (404, "not_found")


def test_a_source_that_is_switched_off_takes_nothing(server):
    one = next(one for one in examples() if one.form == "telegram")
    percorso("source", "disable", "telegram", "--workspace", server.workspace)
    assert server.sent("telegram", server.signed("telegram", one))[1]["code"] == "source_disabled"
    percorso("source", "enable", "telegram", "--workspace", server.workspace)
    assert server.sent("telegram", server.signed("telegram", one))[0] == 200


@pytest.fixture(scope="module")
def stored(server, answers) -> list[dict]:
    """What the warehouse holds, once the server has stopped and all that waited is loaded."""
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(30)
    stores = open_stores(server.workspace, settings_of(server.workspace), create=False)
    move_inbox(stores)
    with stores.records.read() as records:
        sources = dict(records.execute(text("select no, key from source")).all())
        names = dict(records.execute(text("select no, name from observed_name")).all())
    with duckdb.connect(str(server.workspace / "warehouse.duckdb"), read_only=True) as warehouse:
        found = warehouse.execute("select * from interaction")
        columns = [column[0] for column in found.description]
        rows = [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
    return [
        {**row, "source": sources[row["source_no"]], "name": names[row["observed_name_no"]]}
        for row in rows
    ]


def told(example: Example) -> list[tuple[str, Contact]]:
    """Each contact of an example, with its message's id."""
    read = FORMATS[example.form].read
    return [
        (message.id, one)
        for message in example.messages()
        for one in read(message.raw, example.receipt)
    ]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_is_in_the_warehouse_once_as_it_is_told(stored, example):
    for message_id, one in told(example):
        found = [
            row for row in stored
            if row["source"] == example.form and row["name"] == one.name
            and row["message_id"] == (message_id or row["message_id"])
            and (row["text"] or "") == one.cells.get("text", "")
        ]  # fmt: skip
        assert len(found) == 1
        (row,) = found
        assert (row["direction"], row["actor"]) == (one.direction, one.actor)
        assert row["human_verdict"] == one.verdict
        assert row["occurred_at_quality"] == one.at_quality
        if one.at_quality == "exact":
            assert row["occurred_at"].replace(tzinfo=UTC) == one.at
        subject = row["subject"] or {}
        for role in ("order_id", "tracking_number", "case_id"):
            assert subject.get(role) == one.cells.get(role)
        cents = Decimal(one.cells["amount"]) * 100 if "amount" in one.cells else None
        assert row["amount_minor"] == cents
        keys = {key["type"] for key in row["identifier_keys"]}
        assert keys == {role for role in IDENTIFIER_ROLES if role in one.cells}


def test_every_message_is_accounted_for_and_only_the_odd_are_rejected(server, stored):
    for form, line in server.ledger().items():
        rejected = {"sendcloud": len(ODD), "generic": 1}.get(form, 0)
        assert (line["difference"], line["pending"], line["rejected"]) == (0, 0, rejected), form
    sendgrid = server.ledger()["sendgrid"]
    assert (sendgrid["stored"], sendgrid["duplicate"], sendgrid["dropped"]) == (11, 11, 2)


def test_what_is_not_what_its_format_says_is_kept_with_its_place(server, stored):
    listed = percorso("rejected", "list", "--workspace", server.workspace, "--json").data
    found = [one for one in listed if one["source"] == "sendcloud"]
    assert {one["code"] for one in found} == {"unmapped_payload"}
    assert any("At $.parcel.status.message" in one["reason"] for one in found)


def test_what_a_machine_did_is_kept_and_counts_for_nobody(server, stored):
    machines = [row for row in stored if row["human_verdict"] == "machine"]
    assert len(machines) == 8
    with duckdb.connect(str(server.workspace / "warehouse.duckdb"), read_only=True) as warehouse:
        counted = warehouse.execute("select count(*) from resolved").fetchall()[0][0]
    assert counted == len(stored) - len(machines)


def test_a_vote_is_good_or_bad(stored):
    (vote,) = [row for row in stored if row["name"] == "ticket.rated"]
    assert (vote["rating_value"], vote["rating_kind"]) == (0.0, "good_bad")


def test_a_message_nobody_could_read_comes_in_by_another_profile(server, stored, tmp_path):
    listed = ("rejected", "list", "--workspace", server.workspace, "--json")
    (waiting,) = [one for one in percorso(*listed).data if one["source"] == "generic"]
    assert (waiting["code"], waiting["rows"]) == ("unmapped_payload", 1)
    profile = tmp_path / "rides.yaml"
    profile.write_text("{profile: rides, columns: {at: ride.asked, touchpoint: kind}}")
    percorso("source", "read", "generic", "--profile", profile, "--workspace", server.workspace)
    replay = percorso(
        "rejected", "replay", "--source", "generic", "--workspace", server.workspace, "--json"
    )
    assert (replay.data["tried"], replay.data["replayed"]) == (1, 1)
    assert [one for one in percorso(*listed).data if one["source"] == "generic"] == []


def test_a_generic_message_is_read_by_the_profile_of_its_source(stored):
    (one,) = [row for row in stored if row["source"] == "generic"]
    assert (one["name"], one["observed_channel"]) == ("visita in negozio", "store")
    assert "Ada Neri" not in (one["properties"] or "")
    assert one["occurred_at"] == datetime(2026, 3, 1, 14, 0)


def test_a_review_that_names_an_order_is_its_customer_s(server, stored):
    with duckdb.connect(str(server.workspace / "warehouse.duckdb"), read_only=True) as warehouse:
        owners = dict(
            warehouse.execute("select interaction_no, customer_no from resolved").fetchall()
        )
    of = {
        row["source"]: owners[row["interaction_no"]] for row in stored
        if row["name"] in ("order_placed", "trustpilot_review")
        and (row["subject"] or {}).get("order_id") == "#1001"
    }  # fmt: skip
    assert of["shopify"] is not None
    assert of["trustpilot"] == of["shopify"]


def test_a_map_is_drawn_of_what_came_live(server, stored):
    answer = percorso("map", "--workspace", server.workspace, "--format", "json")
    places = {place["key"] for place in answer.data["touchpoints"]}
    assert {"order", "home_delivery", "trustpilot_review", "ticket_opened"} <= places
