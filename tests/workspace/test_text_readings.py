"""Texts are read once each, kept beside what they are read from, and read anew when that is due."""

import pytest

from percorso.workspace.texts import unread
from tests.workspace.company import Company

HEAD = "customer_id,at,touchpoint,stars,text\n"
FIRST = HEAD + "".join(
    [
        "ada,2026-03-01,ticket,,Pacco arrivato rotto e in ritardo: sono furiosa\n",
        "bob,2026-03-02,ticket,,Quanto costa la spedizione? Grazie\n",
        "cai,2026-03-03,review,1,Pessima qualità\n",
        "dan,2026-03-04,ticket,,\n",
    ]
)
READINGS = """
select i.text, t.language, t.level is not null as tells, t.intent, t.urgency
from text_reading as t join interaction as i using (interaction_no) order by i.text"""
FEELINGS = """
select i.text, f.felt < -0.3 as is_bad, f.trust
from text_feeling as f join interaction as i using (interaction_no) order by i.text"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    company = Company(tmp_path_factory.mktemp("readings"))
    company.load(FIRST, source="desk", columns={"customer": "customer_id"})
    return company


def read_so_far(company):
    return company.warehouse("select content from text_reading order by interaction_no")


def test_every_text_is_read_and_a_feeling_stands_where_nobody_was_asked(shop):
    said = shop.warehouse(READINGS)
    assert [row[0][:5] for row in said] == ["Pacco", "Pessi", "Quant"]
    assert {row[1] for row in said} == {"it"}
    # A rating outranks its text, and thanks are no feeling.
    assert shop.warehouse(FEELINGS) == [
        ("Pacco arrivato rotto e in ritardo: sono furiosa", True, 0.75)
    ]
    assert ("delivery.damaged",) in shop.warehouse("select key from text_theme")


def test_the_map_tells_what_was_asked_and_what_was_read(shop):
    places = {one["key"]: one["emotion"] for one in shop.workspace.map().data["touchpoints"]}
    emotions = sorted((one["n"], one["text_n"], one["raw"]) for one in places.values())
    assert emotions == [(0, 1, None), (1, 0, -1.0)]
    read = next(one for one in places.values() if one["text_n"])
    assert read["value"] < -0.3
    assert read["evidence"] == "weak"


def test_what_is_new_is_read_and_nothing_else_again(shop, monkeypatch):
    from percorso.workspace.texts import keeping

    before = read_so_far(shop)
    texts = []
    plain = keeping.reading_of
    monkeypatch.setattr(
        keeping,
        "reading_of",
        lambda reader, text, said: texts.append(text) or plain(reader, text, said),
    )
    shop.load(HEAD + "eve,2026-03-05,ticket,,Ottimo servizio\n", source="desk", name="more.csv")
    assert texts == ["Ottimo servizio"]
    assert read_so_far(shop)[: len(before)] == before


def test_another_edition_reads_all_anew_and_the_map_follows(shop, monkeypatch):
    generation = shop.warehouse("select generation from layout")
    with monkeypatch.context() as patched:
        patched.setattr(unread, "EDITION", 77)
        from percorso.workspace.texts import keeping

        patched.setattr(keeping, "trust_of", lambda language, channel: 0.1)
        emotions = [one["emotion"] for one in shop.workspace.map().data["touchpoints"]]
        assert shop.warehouse("select distinct trust, read_with from text_feeling, layout") == [
            (0.1, "77")
        ]
        assert shop.warehouse("select generation from layout") > generation
        assert sum(one["text_n"] for one in emotions) == 2
    shop.workspace.map()
    assert shop.warehouse("select distinct trust, read_with from text_feeling, layout") == [
        (0.75, "1")
    ]


def test_a_rebuild_reads_the_same_and_an_erasure_leaves_none(shop):
    said = shop.warehouse(READINGS)
    assert shop.workspace.rebuild().is_equal
    assert shop.warehouse(READINGS) == said
    shop.workspace.erasure.erase("ada", actor="Paola", reason="letter")
    kept = shop.warehouse(READINGS)
    assert kept == [row for row in said if not row[0].startswith("Pacco")]
    assert shop.warehouse("select count(*) from text_theme where words like '%rott%'") == [(0,)]
