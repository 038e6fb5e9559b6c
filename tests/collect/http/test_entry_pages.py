"""Counters and stands: who may enter contacts, what is kept, and what no page gives away."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from percorso.collect.entry.place import EntryPlace
from percorso.collect.entry.stamps import new_stamp
from percorso.collect.http.limits import Limits, Room

HOME = "http://c.test"
EVIL = '"><script>alert(1)</script>'


class Place:
    """A counter or a stand, as a browser sees it."""

    def __init__(self, doors, kind: str, **told: str) -> None:
        made = doors.workspace.sources.add_entry(kind, kind=kind, **told)
        self.doors, self.name = doors, kind
        self.path = made.address.removeprefix("http://127.0.0.1:8400")
        [door] = [one.door for one in doors.workspace.sources.all() if one.door.key == kind]
        self.secret = EntryPlace.from_text(door.place).secret

    def get(self, path: str = "", **headers: str):
        return self.doors.request("GET", self.path + path, headers=headers)

    def stamp(self, age: timedelta = timedelta(minutes=1)) -> str:
        return new_stamp(self.secret, datetime.now(UTC) - age)

    def send(self, path: str = "", headers: dict[str, str] | None = None, **fields: str):
        fields = {"stamp": self.stamp(), **fields}
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Origin": HOME}
        return self.doors.request(
            "POST", self.path + path, headers=kind | (headers or {}), content=urlencode(fields)
        )

    def ledger(self) -> tuple[int, int, int]:
        """(received, rejected, pending), nothing where nothing came."""
        lines = [one for one in self.doors.workspace.sources.ledger() if one.source == self.name]
        return (lines[0].received, lines[0].rejected, lines[0].pending) if lines else (0, 0, 0)


@pytest.fixture
def counter(doors) -> Place:
    return Place(doors, "counter", title="Bari")


@pytest.fixture
def stand(doors) -> Place:
    return Place(
        doors, "stand", title="Fiera", channel="event", firm="Casa & Lume",
        privacy_url="https://lume.example/privacy",
    )  # fmt: skip


def terms(page) -> str:
    return re.search(r'name="terms" value="(\w+)"', page.text)[1]


def test_a_contact_is_on_disk_when_the_page_says_so(counter):
    answer = counter.send(kind="visit", email="ada@shop.example", by="Marta & C.")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{counter.path}?lang=it&kept=1&by=Marta%20%26%20C."
    assert counter.ledger() == (1, 0, 1)
    again = counter.doors.request("GET", answer.headers["location"])
    assert "Registrato." in again.text
    assert 'value="Marta &amp; C."' in again.text


def test_what_was_typed_is_shown_again_and_never_as_code(counter, stand):
    for place in (counter, stand):
        answer = place.send(email=EVIL, name=EVIL, note=EVIL, kind=EVIL, terms="x")
        assert answer.status_code == 422
        assert "<script" not in answer.text
        assert "&lt;script&gt;" in answer.text
    assert counter.ledger() == stand.ledger() == (0, 0, 0)


def test_a_title_of_signs_is_text(doors):
    place = Place(doors, "counter", title="<b>Bari</b>")
    assert "<b>Bari" not in place.get().text


@pytest.mark.parametrize("path", ["", "/poster", "?done=1"])
def test_no_page_runs_a_script_keeps_a_cookie_or_is_kept(stand, path):
    page = stand.get(path)
    assert page.status_code == 200
    assert "<script" not in page.text
    assert " style=" not in page.text
    assert page.headers["content-security-policy"].startswith(
        "default-src 'none'; style-src 'self'"
    )
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "same-origin"
    assert "set-cookie" not in page.headers


def test_looking_records_nothing_and_sending_does(stand):
    page = stand.get("?marketing_email=yes&email=ada@shop.example")
    assert page.status_code == 200
    assert 'value="yes" checked' not in page.text
    assert stand.ledger() == (0, 0, 0)
    sent = stand.send(terms=terms(page), email="ada@shop.example", marketing_email="yes")
    assert sent.status_code == 303
    assert stand.ledger() == (1, 0, 1)


def test_without_a_choice_or_with_another_text_nothing_is_recorded(stand):
    page = stand.get()
    assert "Casa &amp; Lume" in page.text
    for fields in (
        {"terms": terms(page), "email": "ada@shop.example"},
        {"terms": "another", "email": "ada@shop.example", "marketing_email": "yes"},
        {"terms": terms(page), "email": "ada@shop.example", "marketing_phone": "yes"},
    ):
        assert stand.send(**fields).status_code == 422
    assert stand.ledger() == (0, 0, 0)


@pytest.mark.parametrize(
    ("headers", "fields", "status"),
    [
        ({"Origin": "https://evil.example"}, {}, 403),
        ({"Origin": "null"}, {}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, {}, 403),
        ({}, {"stamp": "1.2.3"}, 403),
        ({}, {"website": "https://buy.example"}, 422),
    ],
)  # fmt: skip
def test_forms_of_others_and_of_programs_are_turned_away(counter, headers, fields, status):
    answer = counter.send(headers=headers, kind="visit", **fields)
    assert answer.status_code == status
    assert counter.ledger() == (0, 0, 0)


def test_a_form_too_fast_or_too_old_is_shown_again_as_it_was(counter):
    for age in (timedelta(0), timedelta(hours=13)):
        answer = counter.send(kind="visit", note="il listino", stamp=counter.stamp(age))
        assert answer.status_code == 422
        assert "il listino" in answer.text
    assert counter.ledger() == (0, 0, 0)


def test_many_forms_at_once_of_one_address_have_to_wait(counter):
    answers = [counter.send(kind="visit", note=str(number)).status_code for number in range(40)]
    assert answers[:5] == [303] * 5
    assert 422 in answers
    assert counter.ledger()[0] == answers.count(303)


def test_where_the_disk_is_short_the_page_says_that_nothing_is_kept(doors, counter):
    doors.collector.room = Room(doors.workspace.folder, Limits(least_free_share=0.999_999))
    answer = counter.send(kind="visit")
    assert answer.status_code == 503
    assert "Torna indietro" in answer.text
    assert answer.headers["retry-after"] == "30"
    doors.make_room()
    assert counter.send(kind="visit").status_code == 303
    assert counter.ledger() == (1, 0, 1)


def test_a_key_replaced_or_switched_off_opens_nothing(doors, counter):
    assert counter.get().status_code == 200
    doors.workspace.sources.rotate("counter", overlap=timedelta(0))
    gone = counter.get(**{"Accept-Language": "en-GB,en;q=0.8"})
    assert gone.status_code == 404
    assert "does not hold" in gone.text
    assert counter.send(kind="visit").status_code == 404
    [listed] = [one for one in doors.workspace.sources.all() if one.door.key == "counter"]
    assert listed.address is None
    doors.workspace.sources.disable("counter")
    assert doors.request("GET", "/counter/pc_nobody").status_code == 404


def test_an_address_opens_its_own_pages_alone(doors, counter, stand):
    key = counter.path.rpartition("/")[2]
    assert doors.request("GET", f"/stand/{key}").status_code == 404
    assert doors.request("GET", f"/counter/{stand.path.rpartition('/')[2]}").status_code == 404
    assert doors.send({"batch": []}, key=key).status_code == 401


def test_a_list_is_looked_at_first_and_its_bad_rows_are_kept_with_their_reason(doors, counter):
    text = "Data;Cosa;Email\n20/11/2026;Fiera;ada@shop.example\n21/11/2026;<b>cena</b>;\n"
    looked = doors.request(
        "POST", f"{counter.path}/list?lang=it", headers={"Origin": HOME},
        data={"stamp": counter.stamp()}, files={"file": ("l.csv", text.encode(), "text/csv")},
    )  # fmt: skip
    assert looked.status_code == 200
    assert "&lt;b&gt;cena&lt;/b&gt;" in looked.text
    assert "non è tra le parole note" in looked.text
    assert counter.ledger() == (0, 0, 0)
    kept = counter.send("/list?lang=it", rows=text)
    assert kept.headers["location"].endswith("kept=1&bad=1&list=1")
    assert counter.ledger() == (2, 1, 1)


@pytest.mark.parametrize("file", [b"", b"a;b\n", b"Cosa\n", b"x" * 300_001])
def test_a_file_that_is_no_list_is_said_to_be_none(doors, counter, file):
    answer = doors.request(
        "POST", f"{counter.path}/list", headers={"Origin": HOME},
        data={"stamp": counter.stamp()}, files={"file": ("l.csv", file, "text/csv")},
    )  # fmt: skip
    assert answer.status_code == 422
    assert 'id="file-problem"' in answer.text


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"--x"), ("multipart/form-data; boundary=x", b"nothing"),
        ("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 50)),
        ("application/x-www-form-urlencoded", b"\xff=1"),
    ],
)  # fmt: skip
def test_a_body_that_is_no_form_keeps_the_door_open(counter, kind, body):
    answer = counter.doors.request(
        "POST", counter.path, headers={"Content-Type": kind, "Origin": HOME}, content=body
    )
    assert answer.status_code in (400, 403)
    assert counter.get().status_code == 200


def test_the_poster_warns_where_no_phone_can_follow_it(doors, stand):
    page = stand.get("/poster?lang=en")
    assert "<svg" in page.text
    assert f"{HOME}{stand.path}" in page.text
    assert "PERCORSO_PUBLIC_URL" not in page.text
    at_home = stand.get("/poster?lang=en", Host="127.0.0.1:8400")
    assert "PERCORSO_PUBLIC_URL" in at_home.text
