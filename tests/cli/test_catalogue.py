"""The catalogue from the command line: what is edited holds for all history at once."""

import csv
import io
import json

import pytest

from tests.flows.door import Desk, percorso

LOG = (
    "customer,at,touchpoint\n"
    "ada,2025-03-01T10:00:00Z,Zig zag\n"
    "ada,2025-03-01T11:00:00Z,Cassa 2\n"
    "bob,2025-03-02T10:00:00Z,Zig zag\n"
    "bob,2025-03-02T11:00:00Z,Cassa 3\n"
)


@pytest.fixture
def desk(tmp_path) -> Desk:
    desk = Desk(tmp_path)
    assert desk.load(LOG).code == 0
    return desk


def catalogue(desk: Desk, *arguments: object):
    return percorso("catalogue", *arguments, "-w", desk.home)


def listed(desk: Desk) -> dict[str, dict]:
    return {one["name_it"]: one for one in catalogue(desk, "list", "--json").data}


def test_unknown_names_are_their_own_touchpoints_without_a_place(desk):
    assert listed(desk)["Zig zag"]["stage"] == "unplaced"
    assert listed(desk)["Zig zag"]["interactions"] == 2
    assert "zig_zag" in catalogue(desk, "list").out


def test_placing_moves_the_history_without_a_reload(desk):
    done = catalogue(desk, "place", "Zig zag", "--stage", "service", "--channel", "phone",
                     "--name-en", "Zigzag", "--owner", "Anna", "--promise-hours", "24")  # fmt: skip
    assert done.code == 0, done
    place = next(one for one in desk.map().data["touchpoints"] if one["key"] == "zig_zag")
    assert (place["stage"], place["channel"], place["owner"]) == ("service", "phone", "Anna")
    assert listed(desk)["Zig zag"]["promise_seconds"] == 86_400


def test_a_name_led_into_another_touchpoint_takes_its_history_along(desk):
    assert len(desk.map().data["variants"]) == 2
    done = catalogue(desk, "place", "Cassa 3", "--into", "Cassa 2")
    assert done.code == 0, done
    [variant] = desk.map().data["variants"]
    assert variant["journeys"] == 2
    assert listed(desk)["Cassa 2"]["observed_names"] == ["Cassa 2", "Cassa 3"]


def test_a_name_may_lead_to_a_touchpoint_that_is_made_for_it(desk):
    for name in ("Cassa 2", "Cassa 3"):
        done = catalogue(desk, "place", name, "--into", "Tutte le casse")
        assert done.code == 0, done
    assert listed(desk)["Tutte le casse"]["interactions"] == 2


def test_a_goal_makes_success(desk):
    assert desk.map().data["totals"]["success"] in (0, None)
    assert catalogue(desk, "place", "Cassa 2", "--goal").code == 0
    assert desk.map().data["totals"]["success"] == 1


@pytest.mark.parametrize("form", ["csv", "json"])
def test_what_is_exported_comes_back_unchanged(desk, form):
    path = desk.folder / f"catalogue.{form}"
    assert catalogue(desk, "export", "--format", form, "--out", path).code == 0
    done = catalogue(desk, "import", path)
    assert (done.code, done.out) == (0, "0 touchpoints changed.\n"), done


def test_an_edited_table_comes_back_and_the_history_follows(desk):
    rows = list(csv.DictReader(io.StringIO(catalogue(desk, "export").out)))
    for row in rows:
        if row["key"] == "zig_zag":
            row |= {"stage": "loyalty", "name_it": "Zig e zag"}
    path = desk.folder / "edited.json"
    path.write_text(json.dumps(rows))
    done = catalogue(desk, "import", path)
    assert (done.code, done.out) == (0, "1 touchpoint changed.\n"), done
    place = next(one for one in desk.map().data["touchpoints"] if one["key"] == "zig_zag")
    assert (place["stage"], place["name"]) == ("loyalty", "Zig e zag")


def test_a_table_with_one_wrong_row_changes_nothing(desk):
    rows = list(csv.DictReader(io.StringIO(catalogue(desk, "export").out)))
    rows[0]["name_it"] = "Changed"
    rows[-1]["stage"] = "nowhere"
    path = desk.folder / "edited.json"
    path.write_text(json.dumps(rows))
    before = listed(desk)
    done = catalogue(desk, "import", path)
    assert done.code == 2
    assert "nowhere" in done.err
    assert listed(desk) == before


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("place", "Nobody knows it", "--stage", "service"), 3, "Nobody knows it"),
        (("place", "Zig zag", "--stage", "nowhere"), 2, "awareness"),
        (("place", "Zig zag", "--channel", "nowhere"), 2, "phone"),
        (("import", "/no/such/file.csv"), 3, "/no/such/file.csv"),
        (("export", "--format", "xlsx"), 2, "csv"),
    ],
)
def test_a_mistake_is_told_with_what_there_is(desk, arguments, code, word):
    answer = catalogue(desk, *arguments)
    assert answer.code == code, answer
    assert word in answer.err


@pytest.mark.parametrize("content", [b"\xff\xfe\x00nonsense", b"[1, 2]", b"[{", b"", b"a,b\n1,2\n"])
def test_a_file_that_is_no_catalogue_is_refused(desk, content):
    path = desk.folder / "odd.csv"
    path.write_bytes(content)
    answer = catalogue(desk, "import", path)
    assert answer.code == 2, answer
    assert "Traceback" not in answer.err


def test_an_edit_is_listed_and_taken_back(desk):
    before = listed(desk)
    catalogue(desk, "place", "Zig zag", "--stage", "service", "--owner", "Anna")
    catalogue(desk, "place", "Cassa 3", "--into", "Cassa 2")
    last, first = catalogue(desk, "changes", "--json").data
    assert first["touchpoints"][0]["fields"] == [
        {"field": "stage", "before": "unplaced", "after": "service"},
        {"field": "owner", "before": None, "after": "Anna"},
    ]
    assert last["names"] == [{"name": "Cassa 3", "before": "cassa_3", "after": "cassa_2"}]
    assert "Cassa 3: cassa_3 → cassa_2" in catalogue(desk, "undo").out
    assert listed(desk)["Cassa 3"]["interactions"] == 1
    assert "owner Anna → –" not in catalogue(desk, "undo").out
    assert listed(desk) == before
    assert catalogue(desk, "undo").code == 3
    assert "(taken back)" in catalogue(desk, "changes").out


def test_what_changes_nothing_is_no_edit(desk):
    catalogue(desk, "place", "Zig zag", "--stage", "unplaced")
    assert catalogue(desk, "changes").out == ""


def test_an_import_is_one_edit(desk):
    file = desk.folder / "catalogue.csv"
    file.write_text(
        "key,name_it,name_en,stage,channel\n"
        "zig_zag,Zig,Zig,service,phone\ncassa_2,Cassa due,Till two,purchase,store\n"
    )
    assert catalogue(desk, "import", file).code == 0
    assert len(catalogue(desk, "changes", "--json").data[0]["touchpoints"]) == 2
    catalogue(desk, "undo")
    assert {"Zig zag", "Cassa 2", "Cassa 3"} == set(listed(desk))


def test_an_edit_that_something_else_overtook_is_left_as_it_is(desk):
    catalogue(desk, "place", "Zig zag", "--owner", "Anna")
    file = desk.folder / "typed.yaml"
    file.write_text("owners:\n  touchpoints:\n    Zig zag: Ugo\n")
    assert percorso("hypotheses", "import", file, "-w", desk.home).code == 0
    refused = catalogue(desk, "undo")
    assert (refused.code, "'Zig zag' is no longer" in refused.err) == (4, True), refused
    assert listed(desk)["Zig zag"]["owner"] == "Ugo"


def test_a_name_that_came_later_goes_back_with_its_edit(desk):
    catalogue(desk, "place", "Cassa 3", "--into", "Cassa 2")
    desk.load("customer,at,touchpoint\neva,2025-03-04T10:00:00Z,Cassa 3\n", source="till")
    assert listed(desk)["Cassa 2"]["interactions"] == 3
    catalogue(desk, "undo")
    assert listed(desk)["Cassa 3"]["interactions"] == 2


def test_owner_and_promise_are_taken_away_again(desk):
    catalogue(desk, "place", "Zig zag", "--owner", " Anna  Neri ", "--promise-hours", "24")
    assert listed(desk)["Zig zag"]["owner"] == "Anna Neri"
    catalogue(desk, "place", "Zig zag", "--owner", "", "--promise-hours", "0")
    assert (listed(desk)["Zig zag"]["owner"], listed(desk)["Zig zag"]["promise_seconds"]) == (
        None, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [("--name-it", " "), ("--name-en", "x" * 201), ("--owner", "x" * 81), ("--promise-hours", "-1"),
     ("--promise-hours", "nan")],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_whole(desk, wrong):
    refused = catalogue(desk, "place", "Zig zag", "--stage", "service", *wrong)
    assert refused.code == 2
    assert listed(desk)["Zig zag"]["stage"] == "unplaced"
