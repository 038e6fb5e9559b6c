"""Public pages of surveys: looking shows, sending records, once, under the right customer."""

import re
from urllib.parse import urlencode

import pytest

from percorso.collect.survey.place import SurveyPlace
from percorso.domain.survey.questions import survey_of
from percorso.store.records import doors as door_records
from percorso.workspace.surveys.desk import SiteUnusable
from tests.collect.http.conftest import founded_in
from tests.collect.http.test_entry_pages import EVIL, HOME

SURVEY = survey_of({
    "key": "consegna", "name_it": "La consegna", "name_en": "The delivery",
    "questions": [
        {"key": "score", "kind": "csat", "it": "Com’è andata?", "en": "How was it?",
         "is_needed": True},
        {"key": "wrong", "kind": "choice", "text": "Che cosa?",
         "choices": [{"key": "late", "it": "Tardi"}, {"key": "broken", "it": "Rotto"}],
         "show_if": {"question": "score", "test": "at_most", "value": "3"}},
        {"key": "why", "kind": "text", "text": "Perché?"},
    ],
})  # fmt: skip


class Public:
    """A survey as people see it."""

    def __init__(self, doors) -> None:
        self.doors = doors
        made = doors.workspace.surveys.make(SURVEY, privacy_url="https://lume.example/privacy")
        self.path = "/s/" + made.address.rpartition("/")[2]

    def get(self, path: str = ""):
        return self.doors.request("GET", (path or self.path) + ("" if "?" in path else "?lang=en"))

    def send(self, path: str = "", page=None, headers=None, **fields: str):
        """Send the form of a page, as if it had stood open for a minute."""
        told = (
            dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
            if page
            else {}
        )
        told |= {f"a.{key}": value for key, value in fields.items()}
        for stamp in ("stamp", "first"):
            if stamp in told:
                told[stamp] = self.older(told[stamp])
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Origin": HOME}
        return self.doors.request(
            "POST", f"{path or self.path}?lang=en", headers=kind | (headers or {}),
            content=urlencode(told),
        )  # fmt: skip

    def older(self, stamp: str) -> str:
        """The stamp a minute later: what was served then."""
        from percorso.collect.entry.stamps import _mac

        served, nonce, _ = stamp.split(".")
        told = f"{int(served) - 60}.{nonce}"
        return f"{told}.{_mac(self.place.secret, told)}"

    @property
    def place(self) -> SurveyPlace:
        with self.doors.stores.records.read() as connection:
            [door] = [one for one in door_records.doors(connection) if one.kind == "survey"]
        return SurveyPlace.from_text(door.place)

    def ledger(self) -> tuple[int, int]:
        """(received, pending); nothing where nothing came."""
        lines = [one for one in self.doors.workspace.sources.ledger() if "survey" in one.source]
        return (lines[0].received, lines[0].pending) if lines else (0, 0)

    def results(self):
        self.doors.workspace.load_inbox()
        return self.doors.workspace.surveys.results("consegna")


@pytest.fixture(scope="module")
def founded(request, tmp_path_factory):
    """On one database: what is kept is kept by the inbox, which is tested on both."""
    yield from founded_in("SQLite", request, tmp_path_factory)


@pytest.fixture
def public(doors) -> Public:
    return Public(doors)


def test_looking_shows_what_a_link_holds_and_records_nothing(public):
    for path in ("?score=1", "?score=1&done=1", "/poster"):
        assert public.get(public.path + path).status_code == 200
    assert 'value="1" checked' in public.get(public.path + "?score=1&lang=en").text
    assert public.doors.request("HEAD", public.path).status_code in (200, 405, 404)
    assert public.ledger() == (0, 0)


def test_a_page_keeps_no_cookie_runs_no_script_and_says_who_asks(public):
    page = public.get()
    assert "<script" not in page.text
    assert " style=" not in page.text
    assert "set-cookie" not in page.headers
    assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src")
    assert "https://lume.example/privacy" in page.text
    assert "How was it?" in page.text


def test_answers_are_taken_step_by_step_and_the_last_one_counts(public):
    first = public.get()
    then = public.send(page=first, score="2")
    assert then.status_code == 200
    assert "Tardi" in then.text
    assert "Your answer is recorded." in then.text
    end = public.send(page=then, wrong="late", why="Due giorni dopo")
    assert end.status_code == 303
    # Back, and another answer on the same page: of the same response.
    public.send(page=first, score="4")
    # The same form sent twice is one.
    public.send(page=first, score="4")
    found = public.results()
    assert (found.asked.responses, found.asked.revised, found.asked.whole) == (1, 1, 1)
    assert found.headline.estimate["n"] == 1
    assert found.headline.counts == (0, 0, 0, 1, 0)
    assert [one.share["value"] for one in found.questions[1].choices] == [1.0, 0.0]
    [words] = public.doors.workspace.surveys.written("consegna")
    assert (words.text, words.rating, words.customer) == ("Due giorni dopo", 4, None)
    assert public.ledger() == (4, 0)


def test_what_is_missing_or_unfit_is_said_and_nothing_recorded(public):
    page = public.get()
    for fields in ({}, {"score": "6"}, {"score": "x"}, {"score": EVIL}):
        answer = public.send(page=page, **fields)
        assert answer.status_code == 422
        assert "<script" not in answer.text
    assert public.send(score="3").status_code == 422
    foreign = public.send(page=page, score="3", headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert public.ledger() == (0, 0)


def test_too_much_text_is_refused_and_nothing_recorded(public):
    answer = public.send(page=public.get(), score="5", why="x" * 10_000_000)
    assert answer.status_code == 413
    assert "Go back" in answer.text
    assert public.ledger() == (0, 0)


def test_a_link_of_their_own_is_a_customers_and_needs_no_form_of_ours(public):
    doors = public.doors
    doors.send({"batch": [{"type": "track", "event": "Order Completed", "userId": "ada",
                           "messageId": "m1", "timestamp": "2026-01-01T10:00:00Z"}]})  # fmt: skip
    doors.workspace.load_inbox()
    path = "/s/" + doors.workspace.surveys.link_for("consegna", "ada").rpartition("/")[2]
    assert doors.request("GET", path).status_code == 200
    # A button in a mail sends its answer alone, from the mail program's page.
    pressed = public.send(path, headers={"Origin": "https://mail.example"}, score="5")
    assert pressed.status_code == 200
    public.send(path, page=pressed, why="Puntuali")
    found = public.results()
    assert (found.asked.asked, found.asked.answered, found.asked.rate["value"]) == (1, 1, 1.0)
    [words] = doors.workspace.surveys.written("consegna")
    assert (words.rating, words.text) == (5, "Puntuali")
    assert words.customer is not None
    # It stands on the map, in the touchpoint of the survey, with its rating felt.
    assert "survey_consegna" in {one.key for one in doors.workspace.catalogue.met()}
    # Nobody makes a token of another's, and a closed survey takes nothing.
    name, _, mac = path.rpartition("/")[2].partition(".")
    for token in (f"{name}.{mac[::-1]}", f"{name}.", "x.y", "sv_no", name):
        assert doors.request("GET", f"/s/{token}").status_code == 404
    doors.workspace.surveys.close("consegna")
    assert public.send(path, score="1").status_code == 404
    assert public.send(page=pressed, score="1").status_code == 404


def test_a_changed_survey_is_a_new_version_and_its_answers_say_which(public):
    told = SURVEY.as_json()
    told["questions"][0]["en"] = "How did it go?"
    now = public.doors.workspace.surveys.change(survey_of(told))
    assert now.kept.version == 2
    assert public.doors.workspace.surveys.change(survey_of(told)).kept.version == 2
    page = public.get()
    assert "How did it go?" in page.text


def test_only_the_sites_named_may_frame_a_survey_and_no_own_link(public):
    page = public.get()
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    tag = public.doors.workspace.surveys.embed(
        "consegna", "https://Shop.example", "http://b.test:81"
    )
    assert 'data-survey="sv_' in tag
    page = public.get()
    assert page.headers["content-security-policy"].endswith(
        "frame-ancestors https://shop.example http://b.test:81"
    )
    assert "x-frame-options" not in page.headers
    then = public.send(page=page, score="5")
    assert "x-frame-options" not in then.headers
    poster = public.doors.request("GET", public.path + "/poster")
    assert poster.headers["x-frame-options"] == "DENY"
    script = public.doors.request("GET", "/survey.js")
    assert script.headers["content-type"].startswith("text/javascript")
    for kept in ("cookie", "localStorage", "sessionStorage", "innerHTML", "eval"):
        assert kept not in script.text
    for site in ("https://a.example; script-src *", "shop.example", "https://a.example/x", "*"):
        with pytest.raises(SiteUnusable):
            public.doors.workspace.surveys.embed("consegna", site)
