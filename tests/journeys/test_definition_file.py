"""A journey in YAML: everything it may say is read, everything wrong is named with its line."""

import pytest

from percorso.domain.catalogue import STAGES, Touchpoint
from percorso.domain.catalogue.names_index import TouchpointNames
from percorso.domain.written_journey import WrittenJourney
from percorso.journeys.definition_file import (
    JourneyFileRefused,
    Words,
    journey_as_yaml,
    read_journey,
)

PLACES = (
    Touchpoint("search", "Ricerca nel sito", "Site search", "consideration", "web", "customer"),
    Touchpoint("product_page", "Scheda", "Product page", "consideration", "web", "customer"),
    Touchpoint("order", "Ordine", "Order", "purchase", "web", "customer", is_goal=True),
    Touchpoint("cancellation", "Annullato", "Cancelled", "service", "web", "customer"),
    Touchpoint("newsletter", "Newsletter", "Newsletter", "loyalty", "email", "company"),
    Touchpoint("no", "No", "No", "unplaced", "other", "customer"),
)
WORDS = Words(TouchpointNames(PLACES, [("Ordine, pagato", "order")]), STAGES)
FULL = """\
journey: first-order
name: {it: Primo ordine, en: First order}
like: purchase
start: [search, Product page]
success: ["Ordine, pagato"]
failure: [cancellation]
gap: 21d
collapse: {product_page: 30min, web: 10 min, default: 0}
tail: {within: 30d, stages: [delivery, Assistenza e post-vendita]}
broadcasts: newsletter
stages: [consideration, Acquisto, service]
by: customer
where: 'city = "Milano"'
"""


def read(text: str) -> WrittenJourney:
    return read_journey(text, "try.yaml", WORDS)


def problems(text: str) -> list[tuple[int, str]]:
    with pytest.raises(JourneyFileRefused) as refused:
        read(text)
    return list(refused.value.problems)


def test_everything_a_file_may_say_is_read():
    assert read(FULL) == WrittenJourney(
        key="first-order",
        name_it="Primo ordine",
        name_en="First order",
        like="purchase",
        start=("search", "product_page"),
        success=("order",),
        failure=("cancellation",),
        gap_seconds=21 * 86400.0,
        collapse={"product_page": 1800.0, "web": 600.0, "default": 0.0},
        tail_seconds=30 * 86400.0,
        tail_stages=("delivery", "service"),
        broadcasts=("newsletter",),
        stages=("consideration", "purchase", "service"),
        by_case=False,
        where='city = "Milano"',
    )


def test_what_is_not_said_is_left_to_the_built_in_one():
    assert read("journey: short") == WrittenJourney("short", "short", "short")


def test_no_start_is_any_contact_and_no_goal_is_none():
    written = read("journey: short\nstart: null\nsuccess: []\ngap: propose\n")
    assert (written.start, written.success, written.gap_seconds) == ((), (), None)


def test_page_stands_for_all_that_has_pages():
    written = read("journey: short\ncollapse: {page: 10min, default: 0}\n")
    assert written.collapse == {"web": 600.0, "app": 600.0, "default": 0.0}


def test_a_word_stays_a_word_whatever_yaml_makes_of_it():
    assert read("journey: 2026\nsuccess: [no]\n").success == ("no",)


@pytest.mark.parametrize("text", [FULL, "journey: short", "journey: a\nstart: []\ntail: 0\n"])
def test_what_is_written_reads_as_it_was(text):
    assert read(journey_as_yaml(read(text))) == read(text)


def test_all_that_is_wrong_is_told_at_once_with_its_line_and_the_nearest_name():
    text = """\
journey: First order
likes: purchase
start: [serch, order]
success:
  - ordre
  - zzz
gap: soon
collapse: {shelf: 30min}
stages: [servic]
where: city =
"""
    found = problems(text)
    assert [line for line, _ in found] == [1, 2, 3, 5, 6, 7, 8, 9, 10]
    said = dict(found)
    assert "small letters" in said[1]
    assert "Did you mean like" in said[2]
    assert "Did you mean search" in said[3]
    assert "Did you mean order" in said[5]
    assert said[6] == "there is no touchpoint 'zzz'."
    assert "30min, 12h or 21d" in said[7]
    assert "'shelf'" in said[8]
    assert "Did you mean service" in said[9]
    assert "cannot be read" in said[10]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 0, "empty"),
        ("- journey", 1, "wanted keys"),
        ("journey: purchase", 1, "built in"),
        ("gap: 21d", 1, "journey: wanted a key"),
        ("journey: a\njourney: b", 2, "second time"),
        ("journey: a\nname: {fr: Achat}", 2, "wanted it and en"),
        ("journey: a\nsuccess: [order]\nfailure: [Ordine]", 3, "well or badly"),
        ("journey: a\nstart: [search]\nbroadcasts: [search]", 3, "begins journeys or does not"),
        ("journey: a\nlike: lifecycle\ntail: 3d", 3, "never cut"),
        ("journey: a\nlike: sales", 2, "lifecycle, purchase, service"),
        ("journey: a\nsuccess: {order: 1}", 2, "wanted a touchpoint"),
        ("journey: a\ngap: 0", 2, "above 0"),
        ("journey: a\ngap: 20y", 2, "ten years"),
        ("journey: &a b\nname: *a", 1, "anchors"),
        ("journey: [", 1, "no YAML"),
        ("journey: \x07", 0, "no YAML"),
        ("journey: " + "[" * 20, 1, "deeper"),
        ("journey: " + "a" * 70_000, 0, "64 KB"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_line(text, line, said):
    (found,) = [one for one in problems(text) if said in one[1]]
    assert found[0] == line
