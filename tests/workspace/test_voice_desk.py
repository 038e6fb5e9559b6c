"""What the texts of a workspace are about: whose count, and whose do not."""

import pytest

from percorso.voice.seeds import SeedsUnreadable, edited, shipped_seeds
from percorso.workspace.voice_desk import TextsAsked, ThemeUnknown, TouchpointNotThere
from tests.workspace.company import Company

REVIEWS = "customer_id,at,touchpoint,stars,text\n" + "".join(
    [
        *(f"late{no},2026-03-0{no},review,1,Arrivato in ritardo\n" for no in range(1, 7)),
        *(f"fine{no},2026-03-0{no},review,5,Bella lampada di qualità\n" for no in range(1, 7)),
        "mute,2026-03-01,review,4,\n",
        "odd,2026-03-01,review,3,Grazie mille\n",
    ]
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    company = Company(tmp_path_factory.mktemp("voice"))
    company.load(REVIEWS, source="reviews", columns={"customer": "customer_id"})
    return company


def test_themes_say_how_many_spoke_and_what_it_does_to_the_score(shop):
    report = shop.workspace.voice.themes()
    themes = {theme.key: theme for theme in report.themes}
    assert (report.texts, report.without_topic) == (13, 1)
    assert (themes["delivery.late"].texts, themes["delivery.late"].customers) == (6, 6)
    # All 13: (6 · -1 + 6 · 1 + 0) / 13 = 0; without the late ones (6 + 0) / 7.
    assert themes["delivery.late"].impact.points == pytest.approx(-50 * 6 / 7)
    assert report.names["delivery.late"] == "In ritardo"


def test_a_list_of_the_firm_counts_in_the_report(shop):
    seeds = {"it": edited(shipped_seeds("it"), "[thanks] Grazie\ngrazie\n", "ours.txt")}
    report = shop.workspace.voice.themes(seeds)
    assert report.without_topic == 0
    assert report.version != shop.workspace.voice.themes().version


def test_what_few_speak_of_has_its_number_alone(shop):
    seeds = {"it": edited(shipped_seeds("it"), "[thanks] Grazie\ngrazie\n", "ours.txt")}
    said = {one["key"]: one for one in shop.workspace.voice.themes(seeds).as_json()["themes"]}
    assert said["thanks"] == {
        "key": "thanks", "name": "Grazie", "texts": 1, "share": 1 / 13, "customers": None,
        "moods": None, "feeling": None, "impact": None, "trend": None,
    }  # fmt: skip
    assert said["delivery.late"]["customers"] == 6


def test_kept_readings_tell_what_reading_now_tells(shop):
    kept, now = shop.workspace.voice.themes(), shop.workspace.voice.themes({})
    assert (kept.texts, kept.without_topic, kept.moods) == (now.texts, now.without_topic, now.moods)
    assert [one.key for one in kept.themes] == [one.key for one in now.themes]
    for one, other in zip(kept.themes, now.themes, strict=True):
        assert one.impact == other.impact
        assert one.feeling is None or one.feeling.value == pytest.approx(other.feeling.value)


def test_a_theme_opens_its_texts_and_who_wrote_them(shop):
    voice = shop.workspace.voice
    found = voice.texts(TextsAsked(theme="delivery.late", most=2), "en")
    assert (found.name, found.total, found.customers) == ("Late", 6, 6)
    assert [(one.at[:10], one.rating, one.words) for one in found.texts] == [
        ("2026-03-05", "1/5 stars", "in ritardo"), ("2026-03-04", "1/5 stars", "in ritardo")
    ]  # fmt: skip
    late = {shop.workspace.customer(f"late{no}").id for no in range(1, 7)}
    assert {one.customer for one in found.writers} == late
    assert {one.customer for one in found.texts} < late
    assert voice.texts(TextsAsked(theme="delivery.late", mood="positive")).total == 0
    place = found.texts[0].touchpoint
    assert voice.texts(TextsAsked(touchpoint=place)).total == 13
    assert voice.themes(touchpoint=place).texts == 13


def test_a_kept_list_reads_all_texts_anew_and_taken_away_they_read_as_before(shop):
    voice = shop.workspace.voice
    before = voice.themes()
    assert voice.keep_seed_list("it", "[thanks] Grazie\ngrazie\n", by="Paola")
    assert not voice.keep_seed_list("it", "[thanks] Grazie\ngrazie\n", by="Paola")
    after = voice.themes()
    assert (after.without_topic, after.names["thanks"]) == (0, "Grazie")
    assert voice.texts(TextsAsked(theme="thanks")).total == 1
    with pytest.raises(SeedsUnreadable):
        voice.keep_seed_list("it", "grazie", by="Paola")
    assert voice.seed_list("it") == "[thanks] Grazie\ngrazie"
    voice.keep_seed_list("it", "", by="Paola")
    assert voice.themes() == before


def test_what_is_not_there_is_said(shop):
    with pytest.raises(ThemeUnknown):
        shop.workspace.voice.texts(TextsAsked(theme="delivery.lunar"))
    with pytest.raises(TouchpointNotThere):
        shop.workspace.voice.themes(touchpoint="moon")
