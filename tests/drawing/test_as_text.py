"""The map for a terminal says the most telling things first."""

from percorso.drawing.as_text import map_as_text
from tests.drawing.maps import any_size, empty_map, finding, lamp_shop, without_goal


def test_the_head_says_journeys_customers_and_conversion_with_its_n():
    head = map_as_text(lamp_shop()).splitlines()[0]
    totals = lamp_shop()["totals"]
    assert f"{totals['customers']:,}".replace(",", ".") in head
    assert "conversione" in head
    assert "n " in head


def test_one_journey_of_one_customer_is_told_in_the_singular():
    one = lamp_shop()
    one["totals"] |= {"journeys": 1, "customers": 1}
    assert "lifecycle: 1 percorso · 1 cliente · " in map_as_text(one)
    assert "lifecycle: 1 journey · 1 customer · " in map_as_text({**one, "language": "en"})


def test_at_most_ten_touchpoints_are_shown_and_the_others_counted():
    text = map_as_text(any_size(60))
    assert "50" in text.splitlines()[-1] or "altri 50" in text


def test_without_a_goal_the_head_says_how_to_name_one():
    assert "--success" in map_as_text(without_goal(lamp_shop()))


def test_a_map_without_journeys_says_so():
    assert "Nessun percorso" in map_as_text(empty_map(sources=lamp_shop()["sources"]))


def test_no_kind_of_finding_hides_another():
    moments = [
        finding("moment_of_truth", "cart", f"moment {number}", 0.2, 900) for number in range(12)
    ]
    pain = finding("pain_point", "cart", "a pain", 0.2, 900)
    text = map_as_text(any_size(5, findings=[*moments, pain]))
    assert "a pain" in text
    assert "moment 8" in text
    assert "moment 9" not in text


def test_markup_in_a_name_is_shown_as_it_is():
    hostile = lamp_shop()
    hostile["touchpoints"][0]["name"] = "[red]Sale[/red]"
    hostile["touchpoints"][0]["journeys"] = 10**6
    assert "[red]Sale[/red]" in map_as_text(hostile)
