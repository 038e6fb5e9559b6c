"""What the pictures say at the real door: tints of a comparison, hypotheses that harden."""

import re

import pytest

from tests.flows.door import percorso

DOCUMENT = """
rows: [{key: goal, cells: {awareness: Ideas for light, purchase: {text: No surprises, n: 12}}}]
touchpoints: [{name: Instagram, stage: awareness, channel: social}]
emotions: {awareness: 0.4}
"""


def visits(city, customer, *names):
    """A customer's visits, a minute apart."""
    return "".join(
        f"{city}-{customer},2025-03-01T10:{minute:02d}:00Z,{name},{city}\n"
        for minute, name in enumerate(names)
    )


@pytest.fixture
def two_cities(desk):
    """In Rome nobody goes on from the cart; both cities go on alike from the product page."""
    rows = "customer,at,touchpoint,city\n"
    for number in range(60):
        rows += visits("Roma", number, "Product Viewed", "Cart Viewed")
        rows += visits("Milano", number, "Product Viewed", "Cart Viewed", "Order Completed")
        rows += visits("Roma", 100 + number, "Product Viewed") if number % 2 else ""
        rows += visits("Milano", 100 + number, "Product Viewed") if number % 2 else ""
    desk.load(rows)
    return desk


def test_two_groups_are_tinted_only_where_the_interval_leaves_zero_out(two_cities):
    asked = ("--where", 'city = "Roma"', "--compare-where", 'city = "Milano"', "--lang", "en")
    data = two_cities.map(*asked).data
    drawn = percorso("map", "-w", two_cities.home, "--format", "svg", *asked).out
    cards = dict(
        re.findall(r'aria-label="([^,"]+), [^>]*>(.*?)(?=<g[^>]*class="card|$)', drawn, re.S)
    )
    names = {row["key"]: row["name"] for row in data["touchpoints"]}
    sure = {}
    for row in data["comparison"]["touchpoints"]:
        both = row["journeys"] and row["journeys_other"]
        told = row["moves_on_share"] if both else row["reach"]
        sure[names[row["key"]]] = told["low"] > 0 or told["high"] < 0
    assert sure == {"Product page": False, "Cart": True, "Order": True}
    assert {name: 'class="delta' in cards[name] for name in sure} == sure


def test_a_map_begins_without_data_and_hardens_with_them(desk):
    document = desk.folder / "map.yaml"
    document.write_text(DOCUMENT, encoding="utf-8")
    assert percorso("hypotheses", "import", document, "-w", desk.home).code == 0
    told = []
    for rows in (None, "customer,at,touchpoint,stars\nada,2025-03-01T10:00:00Z,instagram,5\n"):
        if rows is not None:
            desk.load(rows)
        said = percorso("map", "-w", desk.home, "--lang", "en").out
        drawn = percorso("map", "-w", desk.home, "--lang", "en", "--format", "svg").out
        told.append((
            "hypothesis: Instagram" in said,
            "Emotion, Awareness: +0.40 (3.8 ★) · hypothesis" in said,
            'class="card typed"' in drawn,
            ">hypothesis 3.8<" in drawn,
            "Ideas for light · hypothesis" in said and "n 12 · weak" in drawn,
        ))  # fmt: skip
    assert told == [(True, True, True, True, True), (False, False, False, False, True)]
