"""`percorso voice`: what it answers, and what it says when it cannot."""

import json

import pytest

from tests.flows.door import percorso

TEXT = "Corriere gentile, ma il pacco è arrivato rotto"


def test_a_text_is_read_with_its_reasons():
    answer = percorso("voice", "read", TEXT, "--json")
    reading = answer.data
    assert answer.code == 0
    assert (reading["language"], reading["mood"]) == ("it", "negative")
    assert [word["words"] for word in reading["words"]] == ["gentile", "rotto"]
    assert reading["words"][1]["why"] == ["turn"]


def test_a_file_gives_a_line_for_each_of_its_texts(tmp_path):
    file = tmp_path / "reviews.txt"
    file.write_text("Perfetta!\n\nIt fell apart\n", encoding="utf-8")
    answer = percorso("voice", "read", "--from", file, "--json")
    read = [json.loads(line) for line in answer.out.splitlines()]
    assert [one["mood"] for one in read] == ["positive", "negative"]


def test_a_text_without_a_known_word_has_no_feeling():
    assert "no word that says how it feels" in percorso("voice", "read", "Ordine 48213").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Say what to read"),
        (["  "], "Say what to read"),
        ([TEXT, "--lang", "fr"], "--lang is one of it, en"),
        (["--from", "nowhere.txt"], "nowhere.txt could not be read"),
    ],
)
def test_what_cannot_be_read_is_said(arguments, said):
    answer = percorso("voice", "read", *arguments)
    assert answer.code == 2
    assert said in answer.err


def test_bytes_that_are_no_text_are_refused(tmp_path):
    file = tmp_path / "reviews.bin"
    file.write_bytes(b"Perfetta \xff\xfe")
    answer = percorso("voice", "read", "--from", file)
    assert answer.code == 2
    assert "byte 9 is no UTF-8" in answer.err


def test_themes_intent_and_urgency_stand_beside_the_mood():
    reading = percorso("voice", "read", "Dov'è il pacco? Rispondete entro oggi", "--json").data
    assert "delivery.no_news" in [hit["key"] for hit in reading["themes"]]
    assert reading["intent"]["key"] == "status"
    assert reading["urgency"] == {
        "key": "high", "reasons": [{"kind": "deadline", "words": "entro oggi"}],
    }  # fmt: skip


def test_a_list_of_ones_own_is_laid_over_that_of_the_package(tmp_path):
    own = tmp_path / "ours.txt"
    own.write_text("[bulbs] Lampadine\nlampadin*\n", encoding="utf-8")
    answer = percorso("voice", "read", "Lampadina rotta", "--lang", "it", "--themes", f"it={own}")
    assert "bulbs (lampadina)" in answer.out


@pytest.mark.parametrize("given", ["ours.txt", "fr=ours.txt", "it=", "it=nowhere.txt"])
def test_a_list_without_language_or_file_is_refused(given):
    assert percorso("voice", "read", "Bella", "--themes", given).code == 2


def test_the_list_of_the_package_can_be_printed_and_read_back(tmp_path):
    file = tmp_path / "seeds.txt"
    assert percorso("voice", "seeds", "--lang", "it", "--out", file).code == 0
    assert percorso("voice", "read", "Bella", "--themes", f"it={file}").code == 0


def test_a_workspace_that_is_not_there_is_said(tmp_path):
    answer = percorso("voice", "themes", "--workspace", tmp_path / "nowhere")
    assert answer.code == 3
    assert "There is no workspace" in answer.err


def test_the_themes_of_a_workspace_stand_in_lines(tmp_path):
    file = tmp_path / "reviews.csv"
    rows = [f"c{no},2026-03-01,review,1,Arrivato in ritardo" for no in range(6)]
    rows += [f"d{no},2026-03-01,review,5,Bella lampada" for no in range(6)]
    file.write_text("user_id,at,touchpoint,stars,text\n" + "\n".join(rows), encoding="utf-8")
    percorso("load", file, "--workspace", tmp_path / "shop", "--source", "reviews")
    answer = percorso("voice", "themes", "--workspace", tmp_path / "shop")
    assert answer.code == 0
    assert "12 texts of customers, 0 without a topic" in answer.out
    late = next(line for line in answer.out.splitlines() if line.startswith("delivery.late"))
    assert "In ritardo: 6 texts of 6 customers" in late
    assert "impact -50.00" in late
