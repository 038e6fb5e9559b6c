"""Counters and stands by the command line: made, told once, given another address."""

import re
import urllib.request

import pytest

from tests.flows.door import percorso
from tests.flows.server import Server

STAND = ("--firm", "Casa Lume", "--privacy-url", "https://lume.example/privacy")


def add(tmp_path, name, kind, *more):
    return percorso("source", "add", name, "--kind", kind, "-w", tmp_path / "home", *more)


def test_the_address_of_a_counter_is_told_once_and_its_key_is_not_kept(tmp_path):
    made = add(tmp_path, "bari", "counter", "--json").data
    assert set(made) == {"name", "id", "write_key", "address", "notice"}
    assert re.fullmatch(r"http://127.0.0.1:8400/counter/pc_[\w-]{43}", made["address"])
    [listed] = percorso("source", "list", "-w", tmp_path / "home", "--json").data
    assert "address" not in listed
    key = made["address"].rpartition("/")[2].encode()
    records = [path.read_bytes() for path in (tmp_path / "home").glob("records.sqlite*")]
    assert not any(key in one for one in records)
    rotated = percorso("source", "rotate", "bari", "-w", tmp_path / "home", "--json").data
    assert rotated["address"] not in (None, made["address"])


def test_the_address_of_a_stand_can_be_printed_again(tmp_path):
    said = add(tmp_path, "fiera", "stand", *STAND, "--channel", "event").out
    address = re.search(r"address:   (\S+)", said)[1]
    assert f"to print:  {address}/poster" in said
    assert "█" in said
    [listed] = percorso("source", "list", "-w", tmp_path / "home", "--json").data
    assert listed["address"] == address


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("stand", ()), ("stand", ("--firm", "Casa Lume")),
        ("stand", (*STAND, "--channel", "phone")),
        ("stand", ("--firm", "x", "--privacy-url", "javascript:alert(1)")),
        ("counter", STAND), ("counter", ("--origin", "https://shop.example")),
        ("counter", ("--title", "x" * 81)), ("server", ("--title", "x")),
    ],
)  # fmt: skip
def test_what_makes_no_place_is_refused_with_what_to_say(tmp_path, kind, more):
    answer = add(tmp_path, "bari", kind, *more)
    assert answer.code == 2
    assert "--" in answer.err
    assert percorso("source", "list", "-w", tmp_path / "home", "--json").data == []


def test_a_source_has_one_door(tmp_path):
    assert add(tmp_path, "bari", "counter").code == 0
    assert add(tmp_path, "bari", "stand", *STAND).code == 4
    assert add(tmp_path, "bari", "server").code == 4


def test_an_address_is_that_of_the_server_that_runs(tmp_path):
    with Server(tmp_path / "home", "--only", "collect") as server:
        made = add(tmp_path, "fiera", "stand", *STAND, "--json")
        assert made.data["address"].startswith(f"{server.address}/stand/pt_")
        # The code on paper leads phones there, and to a phone this machine's own name is its own.
        assert f"Only this machine reaches {server.address}" in made.err
        [listed] = percorso("source", "list", "-w", tmp_path / "home", "--json").data
        assert listed["address"] == made.data["address"]
        with urllib.request.urlopen(made.data["address"]) as page:  # noqa: S310 - our own server
            assert "Casa Lume" in page.read().decode()
        server.kill()
        # What a killed server has left behind misleads nobody.
        [listed] = percorso("source", "list", "-w", tmp_path / "home", "--json").data
        assert listed["address"].startswith("http://127.0.0.1:8400/stand/pt_")
        assert "No server runs" in listed["notice"]


def test_without_a_server_the_address_that_is_assumed_is_said(tmp_path, monkeypatch):
    for name, kind, more in (("fiera", "stand", STAND), ("bari", "counter", ())):
        said = add(tmp_path, name, kind, *more)
        assert "http://127.0.0.1:8400 is assumed" in said.err
        assert "PERCORSO_PUBLIC_URL" in said.err
    assert "is assumed" in percorso("source", "list", "-w", tmp_path / "home").err
    monkeypatch.setenv("PERCORSO_PUBLIC_URL", "https://dati.lume.example/")
    answer = percorso("source", "list", "-w", tmp_path / "home")
    assert "https://dati.lume.example/stand/pt_" in answer.out
    assert answer.err == ""
