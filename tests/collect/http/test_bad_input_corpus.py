"""The bad-input corpus of RELIABILITY 5 through the doors: status, code, reason, kept, replayed."""

import ast
import contextlib
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from percorso.collect.http.limits import Limits
from percorso.workspace.restoring import up_to_date
from tests.collect.http.conftest import Doors, basic, founded_in
from tests.collect.http.corpus import CASES, ELSEWHERE, OPEN, Case
from tests.conftest import DATABASES
from tests.thorough import one_in

# All cases are sent once, then loaded together, then replayed.
pytestmark = pytest.mark.xdist_group("corpus")

TESTS = Path(__file__).parents[2]
ROOM = Limits(least_free=0, least_free_share=0.0)
HOME_PAGE = "https://shop.example"
_ROWS = """
select source_no, message_id, occurred_at, received_at, occurred_at_quality, properties, flags,
  len(identifier_keys), observed_name_no, human_verdict, verdict_reason
from interaction order by interaction_no"""
KEPT = [case for case in CASES if case.kept]
NUMBER = {id(case): number for number, case in enumerate(CASES)}


def source_of(case: Case) -> str:
    """The name of the source a case is sent for."""
    return "shop" if case.is_known_by_id else f"case-{NUMBER[id(case)]}"


@dataclass
class Corpus:
    """All cases, sent and loaded.

    Attributes:
        answers: What each was answered.
        refused: What was counted as turned away, by code, in its request.
        rows, kept, ledger: What there is of its source.
    """

    doors: Doors
    answers: list[httpx.Response]
    refused: list[Counter[str]]
    rows: dict[str, list[dict[str, Any]]]
    kept: dict[str, list[dict[str, Any]]]
    ledger: dict[str, dict[str, int]]

    def of(self, case: Case) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """What is stored and what is set aside of a case."""
        rows, kept = self.rows.get(source_of(case), []), self.kept.get(source_of(case), [])
        if not case.is_known_by_id:
            return rows, kept
        good, odd = (f"{name}-{NUMBER[id(case)]}" for name in ("good", "odd"))
        kept = [entry for entry in kept if f'"{odd}"' in entry["row"]]
        return [row for row in rows if row["message_id"] in (good, odd)], kept

    def look(self) -> None:
        """See what is stored, set aside and counted now."""
        workspace = self.doors.workspace
        self.kept = {}
        for entry in workspace.rejected.rows(limit=1_000):
            self.kept.setdefault(entry.source_key, []).append(entry.as_json())
        self.ledger = {line.source: line.as_json() for line in workspace.sources.ledger()}
        with self.doors.stores.records.read() as connection:
            keys = dict(connection.exec_driver_sql("select no, key from source").fetchall())
            names = dict(
                connection.exec_driver_sql("select no, name from observed_name").fetchall()
            )
        self.rows = {}
        with up_to_date(self.doors.stores) as warehouse:
            for row in warehouse.rows(_ROWS):
                self.rows.setdefault(keys[row[0]], []).append(
                    {
                        "message_id": row[1], "at": row[2].replace(tzinfo=UTC),
                        "received_at": row[3].replace(tzinfo=UTC), "quality": row[4],
                        "properties": json.loads(row[5] or "{}"), "flags": row[6] or [],
                        "identifiers": row[7], "name": names[row[8]], "verdict": row[9],
                        "reason": row[10],
                    }
                )  # fmt: skip


@pytest.fixture(scope="module", params=one_in(2, DATABASES))
def founded(request, tmp_path_factory):
    """What is odd in a message is found before a database is asked: one will do each time."""
    yield from founded_in(request.param, request, tmp_path_factory)


@pytest.fixture(scope="module")
def corpus(request, founded, tmp_path_factory):
    home = tmp_path_factory.mktemp("corpus") / "home"
    shutil.copytree(founded.home, home)
    with contextlib.ExitStack() as made:
        url = founded.records_url
        if url:
            cluster = request.getfixturevalue("postgresql")
            url = made.enter_context(cluster.database(like=cluster.name(url)))
        yield from sent_and_loaded(Doors(home, founded.keys, ROOM, url))


def sent_and_loaded(doors: Doors) -> Iterator[Corpus]:
    """Send every case, and load what came."""
    found = Corpus(doors, [], [], {}, {}, {})
    for case in CASES:
        doors.collector.refused.clear()
        found.answers.append(send(doors, case))
        found.refused.append(Counter(doors.collector.refused))
    doors.workspace.load_inbox()
    found.look()
    yield found
    doors.collector.writer.close()


def send(doors: Doors, case: Case) -> httpx.Response:
    """Send a case for a source of its own."""
    body, key = case.body, case.key
    if case.is_known_by_id:
        # The first source of the doors; its messages differ by the number of their case.
        key = doors.server.write_key
        for name in (b'"good"', b'"odd"'):
            body = body.replace(name, b'"%s-%d"' % (name.strip(b'"'), NUMBER[id(case)]))
    elif key in ("server", "browser"):
        origins = [HOME_PAGE] if key == "browser" else []
        key = doors.workspace.sources.add(source_of(case), kind=key, origins=origins).write_key
    doors.collector.limits = replace(ROOM, **case.limits)
    headers = {**case.headers, **({"Authorization": basic(key)} if key else {})}
    return doors.request("POST", case.path, headers=headers, content=body)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_case_has_its_status_its_code_and_its_reason(corpus, case):
    answer = corpus.answers[NUMBER[id(case)]]
    said = answer.json()
    assert (answer.status_code, said.get("code", "")) == (case.status, case.code)
    assert "set-cookie" not in answer.headers
    if case.code:
        assert said["success"] is False
        assert said["message"].endswith(".")
        assert said["request_id"]
        assert corpus.refused[NUMBER[id(case)]] == {case.code: 1}
    else:
        assert tuple(one["code"] for one in said["verdicts"]) == case.verdicts
        assert all(one["message"].endswith(".") for one in said["verdicts"])


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_case_is_stored_or_kept_or_counted_and_never_lost(corpus, case):
    rows, kept = corpus.of(case)
    assert len(rows) == case.stored
    assert tuple(entry["code"] for entry in kept) == (case.kept or ())
    assert all(case.row(row) for row in rows if not row["message_id"].startswith("good"))


@pytest.mark.parametrize("source", dict.fromkeys(map(source_of, CASES)))
def test_the_ledger_agrees_with_the_list(corpus, source):
    ledger = corpus.ledger.get(source, Counter())
    assert ledger["difference"] == ledger["duplicate"] == 0
    assert ledger["rejected"] == len(corpus.kept.get(source, []))
    assert ledger["stored"] == len(corpus.rows.get(source, []))


@pytest.fixture(scope="module")
def mended(corpus):
    """What was kept after every fix was tried, in one go for all sources, and tried again."""
    replay = corpus.doors.workspace.rejected.replay
    assert replay().replayed == 0
    fixable = [case for case in KEPT if case.fix]
    assert replay(encoding="utf-16").replayed == 1
    for left in (len(fixable) - 1, 0):
        assert replay(encoding="cp1252", insist=True, new_ids=True).replayed == left
    corpus.look()
    return corpus


@pytest.mark.parametrize("case", KEPT, ids=str)
def test_a_case_that_is_kept_comes_in_once_when_it_is_mended_and_else_waits(mended, case):
    rows, kept = mended.of(case)
    assert mended.ledger[source_of(case)]["difference"] == 0
    assert len(kept) == (0 if case.fix else 1)
    assert len(rows) == (2 if case.fix else case.stored)


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a byte of cp1252", "città C:\\xe0"), ("a lone surrogate", "a\ufffdb"), ("NaN", None),
        ("an integer of 5,000 digits", None), ("a trailing comma in one event", None),
    ],
)  # fmt: skip
def test_what_was_mended_says_what_it_meant(mended, what, text):
    [case] = [one for one in CASES if one.what == what]
    [row] = [row for row in mended.of(case)[0] if row["message_id"].startswith("odd")]
    assert row["properties"].get("text") == text


def test_what_is_refused_twice_is_one_entry_and_a_duplicate(doors):
    bad = {"type": "track", "userId": "ada", "messageId": "m1"}
    for _ in range(2):
        assert doors.send({"batch": [bad, bad]}).json()["rejected"] == 2
        assert doors.send(b"<html>").status_code == 400
    [line] = doors.workspace.sources.ledger()
    assert (line.received, line.rejected, line.duplicate, line.difference) == (6, 2, 4, 0)
    assert len(list(doors.workspace.rejected.rows("shop"))) == 2
    assert doors.workspace.rejected.replay("shop").replayed == 0
    [line] = doors.workspace.sources.ledger()
    assert (line.received, line.rejected, line.duplicate, line.difference) == (6, 2, 4, 0)


def test_another_content_under_a_known_id_that_comes_again_is_a_duplicate(doors):
    page = {"type": "page", "userId": "ada", "messageId": "m1", "timestamp": "2026-11-20T10:00:00Z"}
    for names in (("Home", "Other"), ("Other", "Home")):
        for name in names:
            doors.send({"batch": [{**page, "name": name}]})
        doors.workspace.load_inbox()
    [line] = doors.workspace.sources.ledger()
    assert (line.received, line.stored, line.rejected, line.duplicate) == (4, 1, 1, 2)
    assert doors.workspace.rejected.replay("shop", new_ids=True).replayed == 1
    [line] = doors.workspace.sources.ledger()
    assert (line.received, line.stored, line.difference) == (5, 2, 0)


def customers(doors: Doors) -> int:
    """How many customers the warehouse knows."""
    doors.workspace.load_inbox()
    with up_to_date(doors.stores) as warehouse:
        return int(warehouse.value("select count(*) from customer"))


def test_an_alias_circle_is_one_customer(doors):
    alias = {"type": "alias", "timestamp": "2026-11-20T10:00:00Z"}
    doors.send({"batch": [
        {**alias, "previousId": "a", "userId": "b", "messageId": "1"},
        {**alias, "previousId": "b", "userId": "b", "messageId": "2"},
        {**alias, "previousId": "a", "userId": "b", "messageId": "3"},
    ]})  # fmt: skip
    assert customers(doors) == 1


def test_two_known_users_of_one_address_stay_two(doors):
    identify = {
        "type": "identify", "traits": {"email": "ada@shop.example"},
        "timestamp": "2026-11-20T10:00:00Z",
    }  # fmt: skip
    doors.send({"batch": [
        {**identify, "userId": "ada", "messageId": "1"},
        {**identify, "userId": "bob", "messageId": "2"},
    ]})  # fmt: skip
    assert customers(doors) == 2


def identified(doors: Doors, *addresses: str) -> None:
    """Send an event of each mail address, each from a device of its own."""
    doors.send({"batch": [
        {"type": "identify", "traits": {"email": address}, "anonymousId": f"d{place}",
         "messageId": f"{place}", "timestamp": "2026-11-20T10:00:00Z"}
        for place, address in enumerate(addresses)
    ]})  # fmt: skip


def test_a_domain_is_one_in_its_own_letters_and_in_ascii(doors):
    identified(
        doors, "ada@münchen.example", "Ada@MÜNCHEN.example", "ada@mu\u0308nchen.example",
        "ada@xn--mnchen-3ya.example",
    )  # fmt: skip
    assert customers(doors) == 1
    found = doors.workspace.customer("ADA@münchen.example", clear=True)
    shown = [one.value for one in found.identifiers if one.type == "email"]
    assert shown == ["ada@xn--mnchen-3ya.example"]


def test_a_homograph_is_somebody_else(doors):
    identified(doors, "ada@apple.example", "ada@\u0430pple.example")
    assert customers(doors) == 2


NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def pings(user: str, count: int, apart: timedelta, since: datetime = NOON) -> list[object]:
    """The same event of one user, at equal distances."""
    return [
        {"type": "track", "event": "Ping", "userId": user, "messageId": f"{user}-{since}-{place}",
         "timestamp": (since + place * apart).isoformat()}
        for place in range(count)
    ]  # fmt: skip


def after(doors: Doors, *events: object) -> tuple[int, int, int, int]:
    """(contacts that count, customers, stored, left out as a machine's) when these are in."""
    assert doors.send({"batch": list(events)}).status_code == 200
    doors.workspace.load_inbox()
    with up_to_date(doors.stores) as warehouse:
        [counted] = warehouse.rows(
            "select (select count(*) from resolved), (select count(*) from customer)"
        )
    [line] = doors.workspace.sources.ledger()
    assert line.difference == 0
    return *counted, line.stored, line.machine


def test_h3_two_hundred_a_second_of_one_id(doors):
    apart = timedelta(milliseconds=5)
    assert after(doors, *pings("ada", 1, apart), *pings("bot", 800, apart)) == (801, 2, 801, 0)
    # What was counted as a person's is found to be a machine's by what comes later.
    more = pings("bot", 400, apart, NOON + 800 * apart)
    assert after(doors, *more) == (1, 1, 1201, 1200)
    assert after(doors, *pings("bot", 1, apart, NOON - timedelta(hours=3))) == (1, 1, 1202, 1201)
    weeks_before = NOON - timedelta(days=20)
    assert after(doors, *pings("bot", 1, apart, weeks_before)) == (2, 2, 1203, 1201)
    assert doors.workspace.rebuild().is_equal is True


def test_h4_one_event_at_one_beat_for_a_day(doors):
    apart, day_before = timedelta(seconds=60), NOON - timedelta(days=1)
    bot = pings("bot", 1440, apart, day_before)
    by_hand = {**pings("bot", 1, apart, NOON - timedelta(hours=2, seconds=13))[0], "event": "Home"}
    assert after(doors, *bot[:300], by_hand) == (301, 1, 301, 0)
    assert after(doors, *bot[300:]) == (1, 1, 1441, 1440)
    assert doors.workspace.rebuild().is_equal is True


def test_every_case_of_the_corpus_has_its_test_or_its_reason():
    here = {case.id for case in CASES}
    wanted = {
        f"{letter}{number}"
        for letter, last in (
            ("A", 11),
            ("B", 15),
            ("C", 16),
            ("D", 15),
            ("E", 7),
            ("F", 22),
            ("H", 4),
        )
        for number in range(1, last + 1)
    }
    assert wanted <= here | ELSEWHERE.keys() | OPEN.keys()
    for tests in ELSEWHERE.values():
        for test in tests:
            path, _, name = test.partition("::")
            tree = ast.parse((TESTS / path).read_text())
            names = {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}
            assert name in names, test
