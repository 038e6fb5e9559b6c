"""A card on its page: what repeats itself is one line, and nothing that was said is folded."""

from percorso.web.customer_card import runs


def contact(time: str, name: str = "Page", **more: str) -> dict[str, str]:
    return {"time": time, "name": name, "where": "Site", "facts": "", "text": "", "felt": ""} | more


def test_contacts_that_say_nothing_more_are_folded_behind_the_newest() -> None:
    made = runs([contact("12:06"), contact("12:04"), contact("11:49"), contact("11:40", "Cart")])
    assert [(one["time"], one["before"]) for one in made] == [
        ("12:06", ["12:04", "11:49"]), ("11:40", []),
    ]  # fmt: skip


def test_what_was_said_felt_or_bought_is_never_folded() -> None:
    said = [contact("12:06", text="late"), contact("12:04", text="late"), contact("12:03")]
    assert [one["before"] for one in runs(said)] == [[], [], []]
    bought = [contact("12:06", facts="O-1"), contact("12:04", facts="O-1")]
    assert [one["before"] for one in runs(bought)] == [[], []]


def test_another_day_or_place_begins_a_run_of_its_own() -> None:
    assert [one["before"] for one in runs([contact("9:00"), contact("8:00", where="App")])] == [
        [],
        [],
    ]
    assert runs([]) == []
