"""What the texts of a workspace are about: whose count, and whose do not."""

import pytest

from percorso.voice.seeds import edited, shipped_seeds
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
        "key": "thanks", "name": "Grazie", "texts": 1,
        "customers": None, "moods": None, "impact": None,
    }  # fmt: skip
    assert said["delivery.late"]["customers"] == 6
