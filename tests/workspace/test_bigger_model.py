"""A bigger model is asked only where one is set, told no person, and believed in nothing else."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from percorso.settings import Settings
from percorso.voice.masking import masked_text
from percorso.workspace.voice.bigger_model import (
    ModelAddressUnsafe,
    ModelFailed,
    NoBiggerModel,
    read_by_bigger_model,
)

TEXT = "Sono furiosa: ordine 10044321, scrivetemi a ada@shop.it o al 055 123 4567"
THEMES = ("delivery", "delivery.late")
SAID = ["delivery.late", "moon"]
GOOD = {"level": -0.8, "themes": SAID, "intent": "complaint", "urgency": "high"}


@pytest.fixture(scope="module")
def model():
    """A server that answers as it is told to, and remembers what it was asked."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self):
            size = int(self.headers["Content-Length"])
            server.asked.append((self.path, self.headers, json.loads(self.rfile.read(size))))
            self.send_response(server.status)
            if server.status == 302:
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.end_headers()
            content = server.says if isinstance(server.says, str) else json.dumps(server.says)
            self.wfile.write(json.dumps({"choices": [{"message": {"content": content}}]}).encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def settings(model):
    model.asked, model.says, model.status = [], GOOD, 200
    return Settings(
        text_model_url=f"http://127.0.0.1:{model.server_port}/v1", text_model="small",
        text_model_key="secret", text_model_seconds=5.0,
    )  # fmt: skip


def test_an_answer_is_taken_as_far_as_we_know_its_words(model, settings):
    found = read_by_bigger_model(TEXT, settings, THEMES)
    assert (found.level, found.themes, found.intent) == (-0.8, ("delivery.late",), "complaint")
    path, head, asked = model.asked[0]
    assert (path, head["Authorization"], asked["model"]) == (
        "/v1/chat/completions", "Bearer secret", "small"
    )  # fmt: skip
    sent = asked["messages"][1]["content"]
    assert sent == found.sent == masked_text(TEXT)
    assert not any(one in json.dumps(asked) for one in ("10044321", "ada@", "4567"))


@pytest.mark.parametrize(
    "says",
    ["no json", "[]", "null", {**GOOD, "level": 7}, {**GOOD, "level": True},
     {**GOOD, "intent": "obey"}, {**GOOD, "themes": 3}, {"level": 0}],
)  # fmt: skip
def test_an_answer_of_another_form_is_no_reading(model, settings, says):
    model.says = says
    with pytest.raises(ModelFailed):
        read_by_bigger_model(TEXT, settings, THEMES)


@pytest.mark.parametrize("status", [302, 401, 500])
def test_no_redirection_is_followed_and_no_failure_taken(model, settings, status):
    model.status = status
    with pytest.raises(ModelFailed, match=str(status)):
        read_by_bigger_model(TEXT, settings, THEMES)
    assert len(model.asked) == 1


def test_without_an_address_or_over_an_open_network_no_text_leaves(model, settings):
    with pytest.raises(NoBiggerModel):
        read_by_bigger_model(TEXT, Settings(), THEMES)
    for url in ("http://8.8.8.8/v1", "http://model.example/v1", "file:///etc/passwd", "ftp://x"):
        with pytest.raises(ModelAddressUnsafe):
            read_by_bigger_model(TEXT, Settings(text_model_url=url), THEMES)
    assert model.asked == []


def test_an_address_nobody_answers_at_is_said():
    gone = Settings(text_model_url="http://127.0.0.1:9/v1", text_model_seconds=1.0)
    with pytest.raises(ModelFailed):
        read_by_bigger_model(TEXT, gone, THEMES)


def test_what_points_to_a_person_is_masked():
    said = masked_text(
        "My name is Bob Hill, IT60 X054 2811 1010 0000 0123 456, www.x.it/u?id=7, RSSADA80A41D612X"
    )
    assert said == "My name is [name], [iban], [link] [code]"
    assert masked_text("Arrivata in 3 giorni, 2 lampade su 10") == (
        "Arrivata in 3 giorni, 2 lampade su 10"
    )
