"""Profiles at the real door: shown before loading, recognised, printed, given back."""

import json

import pytest

from tests.flows.door import Desk, percorso

TRACKING = (
    "Tracking,Ordine,Data,Ora,Stato\n"
    "TRK-1001,O-1001,13/03/2025,10:30,consegnata\n"
    "TRK-1002,O-1002,14/03/2025,11:00,non consegnata\n"
    "TRK-1003,O-1003,mai,11:00,consegnata\n"
)
PROFILE = """
profile: our-courier
columns: {tracking_number: Tracking, order_id: Ordine, at: Data+Ora}
rules:
  - {role: touchpoint, column: Stato, words: {consegnata: arrived, "non consegnat*": failed}}
"""


@pytest.fixture
def desk(tmp_path) -> Desk:
    (tmp_path / "mine.yaml").write_text(PROFILE, encoding="utf-8")
    return Desk(tmp_path)


def test_a_preview_shows_the_first_interactions_and_loads_nothing(desk):
    profile = desk.folder / "mine.yaml"
    shown = desk.load(TRACKING, "--profile", profile, "--preview").data
    assert shown["profile"] == "our-courier"
    assert [(one["at"], one["touchpoint"]) for one in shown["interactions"]] == [
        ("2025-03-13T09:30:00Z", "arrived"), ("2025-03-14T10:00:00Z", "failed"),
    ]  # fmt: skip
    assert shown["interactions"][0]["references"] == {
        "order_id": "O-1001", "tracking_number": "TRK-1001",
    }  # fmt: skip
    assert [one["line"] for one in shown["rejected"]] == [4]
    assert not desk.home.exists()


def test_a_preview_as_text_is_a_table(desk):
    path = desk.export(TRACKING)
    answer = percorso(
        "load", path, "-w", desk.home, "--source", "courier", "--preview",
        "--profile", desk.folder / "mine.yaml",
    )  # fmt: skip
    [row] = [line for line in answer.out.splitlines() if line.startswith("2 ")]
    assert row.split()[:5] == ["2", "2025-03-13", "09:30", "arrived", "-"]
    assert "Nothing was loaded." in answer.out


def test_a_preview_shows_the_lines_of_a_thing_together(desk):
    content = "Invoice,Data,Cliente,Importo\n7,2025-03-01,ada,10\n7,2025-03-01,ada,2.5\n"
    how = ("--one-per", "Invoice", "--columns", 'touchpoint=="order"', "--preview")
    [one] = desk.load(content, *how).data["interactions"]
    assert (one["amount"], len(one["properties"]["lines"])) == (12.5, 2)


def test_dates_the_first_rows_leave_open_are_shown_with_the_question(desk):
    shown = desk.load("data,evento\n01/02/2025,visita\n", "--preview").data
    assert any("day first is assumed here" in line for line in shown["said"])
    assert shown["interactions"][0]["at"] == "2025-01-31T23:00:00Z"


def test_the_profile_of_a_source_can_be_printed_edited_and_given_back(desk):
    desk.load(TRACKING, "--profile", desk.folder / "mine.yaml", source="courier")
    edited = desk.folder / "edited.yaml"
    assert percorso("profiles", "show", "courier", "-w", desk.home, "--out", edited).code == 0
    edited.write_text(edited.read_text("utf-8").replace("arrived", "handed over"), "utf-8")
    shown = desk.load(TRACKING, "--profile", edited, "--preview", source="courier").data
    assert shown["interactions"][0]["touchpoint"] == "handed over"


@pytest.mark.parametrize(("when", "said", "order"), [
    ("3 marzo 2026", "%d %b %Y (day, month, year)", None),
    ("March 3rd, 2026", "%b %d, %Y (month, day, year)", None),
    ("2026-03-01", "%Y-%m-%d (year, month, day)", None),
    ("13/03/2026 10:00", "%d/%m/%Y (day, month, year)", "dmy"),
    ("03/13/2026 10:00", "%m/%d/%Y (month, day, year)", "mdy"),
])  # fmt: skip
def test_how_the_days_of_a_source_were_read_is_said_with_its_profile(desk, when, said, order):
    loaded = desk.load(f'data,evento,cliente\n"{when}",visita,ada\n').data["said"]
    assert any(line.startswith(f"times are read as: {said.split(' (')[0]}") for line in loaded)
    assert any(line == f"order of the date: {order}" for line in loaded) == (order is not None)
    shown = percorso("profiles", "show", "shop", "-w", desk.home).out
    assert f"# days of the last file: {said}\n" in shown
    assert (f"order: {order}" in shown) == (order is not None)


def test_a_source_nobody_knows_is_said_with_those_there_are(desk):
    desk.load(TRACKING, "--profile", desk.folder / "mine.yaml", source="courier")
    answer = percorso("profiles", "show", "shop", "-w", desk.home)
    assert answer.code == 3
    assert "Its sources: courier." in answer.err


def test_a_built_in_profile_is_printed_as_it_can_be_given(desk):
    listed = json.loads(percorso("profiles", "list", "--json").out)
    key = listed[0]["profile"]
    assert f"profile: {key}" in percorso("profiles", "show", key).out
    text = percorso("profiles", "list").out
    assert key in text
    assert "Mailchimp opens  (asked for by name)" in text


def test_a_load_without_a_usable_row_ends_with_2_and_the_reason(desk):
    content = "data,evento,importo\n2025-03-01,visita,tanto\n2025-03-02,visita,poco\n"
    answer = desk.load(content, "--columns", "amount=importo")
    assert answer.code == 2
    assert answer.data["rejected"] == 2
    assert "Every row was rejected (2), most often (2) for bad_number" in answer.err
    again = desk.load(content.replace("tanto", "9"), "--columns", "amount=importo")
    assert (again.code, again.data["loaded"]) == (0, 1)


def test_objects_inside_json_are_columns_named_by_their_way_in(desk):
    lines = [
        {"event": "visit", "timestamp": "2025-03-01T10:00:00Z", "user": {"id": "ada"},
         "context": {"page": {"url": "/a"}, "tags": ["x", 1]}, "context.page.url": "first",
         "none": {}},
    ]  # fmt: skip
    content = "".join(json.dumps(line) + "\n" for line in lines)
    path = desk.export(content, "events.jsonl")
    shown = desk.load(path, "--preview", "--columns", "customer=user.id").data
    [one] = shown["interactions"]
    assert one["who"] == {"user_id": "ada"}
    assert one["properties"] == {
        "context.page.url": "first", "context.page.url.2": "/a", "context.tags": '["x",1]',
        "none": "{}",
    }  # fmt: skip


def test_a_touchpoint_without_any_amount_has_no_value(desk):
    desk.load(
        "customer,at,event,amount\nada,2025-03-01T10:00:00Z,visit,\n"
        "ada,2025-03-01T11:00:00Z,sale,12.50\n"
    )
    values = {one["name"]: one["value_minor"] for one in desk.map().data["touchpoints"]}
    assert values == {"visit": None, "sale": 1250}


def test_each_way_of_reading_a_source_is_a_version_and_the_last_one_used_goes_on(desk):
    head = "codice,quando,cosa,tot\n"
    plain = desk.folder / "plain.yaml"
    plain.write_text("profile: mine\ncolumns: {user_id: codice, at: quando, touchpoint: cosa}\n")
    summed = desk.folder / "summed.yaml"
    summed.write_text(plain.read_text().replace("cosa}", "cosa, amount: tot}"))
    for number, profile in enumerate((plain, summed, plain), start=1):
        row = f"c{number},2025-03-0{number} 10:00,Ordine,12\n"
        assert desk.load(head + row, "--profile", profile).data["loaded"] == 1
    said = desk.load(head + "c4,2025-03-04 10:00,Ordine,12\n").data["said"]
    assert not any(line.startswith("amount") for line in said)
    last = percorso("profiles", "show", "shop", "-w", desk.home).out
    assert last.startswith("# version 1 of 2 of the source shop\n")
    assert "amount" not in last
    second = percorso("profiles", "show", "shop", "-w", desk.home, "--version", "2").out
    assert second.startswith("# version 2 of 2")
    desk.export(second, "again.yaml")
    again = desk.load(
        head + "c5,2025-03-05 10:00,Ordine,12\n", "--profile", desk.folder / "again.yaml"
    )
    assert 'amount: "tot"' in again.data["said"]
    answer = percorso("profiles", "show", "shop", "-w", desk.home, "--version", "7")
    assert answer.code == 3
    assert "there are 1 to" in answer.err
