"""Themes over many texts: counts, moods, and what a theme does to the score."""

import numpy as np
import pytest

from percorso.voice.impact import FEWEST_CUSTOMERS, Impact, impact_of
from percorso.voice.reading import TextReader
from percorso.voice.theme_totals import TREND_DAYS, ThemeTotals

READER = TextReader()


def total(texts: list[tuple[str, int | None, float | None]]) -> ThemeTotals:
    totals = ThemeTotals()
    for text, customer_no, felt in texts:
        totals.add(READER.read(text, "it"), customer_no, felt)
    return totals


def late_and_fine(late: int, fine: int) -> ThemeTotals:
    return total([
        *(("Arrivato in ritardo", no, -1.0) for no in range(late)),
        *(("Bella lampada", 1_000 + no, 1.0) for no in range(fine)),
    ])  # fmt: skip


def test_the_impact_is_the_score_less_the_score_without_the_theme():
    found = {of.key: of for of in late_and_fine(10, 30).totals()}["delivery.late"]
    # All: 50 + 50 · 0.5 = 75; without the late ones: 100.
    assert found.impact.points == pytest.approx(-25)
    assert found.impact.low < -25 < found.impact.high < 0
    assert (found.texts, found.customers, found.negative, found.impact.rated) == (10, 10, 10, 10)


def test_a_theme_of_few_customers_has_no_impact():
    few = {of.key: of for of in late_and_fine(FEWEST_CUSTOMERS - 1, 30).totals()}
    enough = {of.key: of for of in late_and_fine(FEWEST_CUSTOMERS, 30).totals()}
    assert few["delivery.late"].impact is None
    assert enough["delivery.late"].impact is not None


def test_many_texts_of_one_customer_are_one_customer():
    found = total([("In ritardo", 7, -1.0)] * 20).totals()
    assert {of.customers for of in found} == {1}


def test_texts_of_nobody_known_are_each_a_customer():
    assert {of.customers for of in total([("In ritardo", None, None)] * 6).totals()} == {6}


def test_without_ratings_on_both_sides_there_is_no_impact():
    nobody = total([("In ritardo", no, None) for no in range(9)]).totals()
    assert {of.impact for of in nobody} == {None}
    everybody = total([("In ritardo", no, -1.0) for no in range(9)]).totals()
    assert {of.impact for of in everybody} == {None}


def test_texts_without_a_topic_are_counted():
    totals = total([("Grazie mille", 1, None), ("Pacco rotto", 2, -1.0)])
    assert (totals.texts, totals.without_topic) == (2, 1)


def test_a_theme_that_does_nothing_has_an_interval_around_nought():
    generator = np.random.default_rng(6)
    covered = 0
    for _ in range(100):
        felt = generator.choice([-1.0, 0.0, 1.0], 300)
        found = impact_of(generator.random(300) < 0.3, felt, np.arange(300))
        assert isinstance(found, Impact)
        covered += found.low <= 0 <= found.high
    assert 88 <= covered <= 100


def test_a_theme_is_rising_only_where_the_interval_leaves_nothing_out():
    quarter = TREND_DAYS * 86_400_000_000
    totals = ThemeTotals()
    for no in range(60):
        late_now, late_before = no < 40, no < 5
        for is_late, at_us in ((late_now, 2 * quarter - no), (late_before, quarter - no - 60)):
            text = "Arrivato in ritardo" if is_late else "Bella lampada di qualità"
            totals.add(READER.read(text, "it"), no, None, at_us)
    trends = {of.key: of.trend for of in totals.totals()}
    assert trends["delivery.late"].direction == "up"
    assert (trends["delivery.late"].now, trends["delivery.late"].before) == (40 / 60, 5 / 60)
    assert trends["quality"].direction == "down"


def test_the_level_of_a_theme_is_that_of_its_clauses():
    texts = [("Bella lampada, ma arrivata in ritardo: pessimo", no, None) for no in range(6)]
    found = {of.key: of for of in total(texts).totals()}["delivery.late"]
    assert found.feeling.value < 0
    assert (found.feeling.n, found.negative) == (6, 6)
