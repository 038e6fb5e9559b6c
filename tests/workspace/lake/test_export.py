"""The lake says what the warehouse says, and an export writes what changed and nothing else."""

import json
import re
from datetime import timedelta

import polars
import pyarrow.parquet
import pytest

from percorso.workspace.lake import shown_lake, writing
from percorso.workspace.lake.writing import (
    BucketsUnusable,
    LakeOfAnotherWorkspace,
    TextReasonMissing,
)
from percorso.workspace.maps.placing import Placing
from percorso.workspace.people.consent_desk import Paper
from tests.conftest import REPOSITORY
from tests.workspace.company import Company
from tests.workspace.lake.conftest import AT_ONCE, BUCKETS, Lake, rows, written_buckets

RESOLVED = """
select i.interaction_id, r.customer_no, r.group_no::integer, epoch_us(i.occurred_at),
  r.observed_name_no, r.source_no, r.felt, r.amount_minor
from resolved as r join interaction as i using (interaction_no) order by 1"""
LAKE = """
select interaction_id, customer_no, group_no, epoch_us(occurred_at), observed_name_no, source_no,
  felt, amount_minor from lake order by 1"""


def test_every_interaction_is_there_once_as_the_warehouse_has_it(lake):
    export = lake.export()
    assert lake.ask(LAKE, export) == lake.company.warehouse(RESOLVED)
    assert export.manifest.interactions == 61
    assert (export.manifest.customers, export.manifest.anonymous_interactions) == (40, 1)


def test_every_column_of_the_resolved_view_is_in_it(lake):
    resolved = {row[0] for row in lake.company.warehouse("describe resolved")}
    told = {column.name for column in lake.export().manifest.columns}
    # Numbers of cases and orders are told as `case_ref` and `order_ref`.
    assert resolved - {"interaction_no", "case_id", "order_id"} <= told


def test_the_page_of_the_lake_describes_every_column_and_no_other(lake):
    page = (REPOSITORY / "docs/look-up/lake.md").read_text(encoding="utf-8")
    described = re.findall(r"^\| `(\w+)`", page.partition("## Manifest")[0], re.MULTILINE)
    told = [column.name for column in lake.export(text="a test").manifest.columns]
    assert described == told


def test_rows_carry_the_names_the_records_give(lake):
    export = lake.export()
    told = lake.ask(
        "select distinct customer_no, customer_id from lake where customer_no is not null", export
    )
    assert sorted(told) == sorted(lake.company.records("select no, id from customer"))
    names = lake.ask("select distinct observed_name, touchpoint_key, source_key from lake", export)
    assert ("Order Completed", "order", "shop") in names
    assert ("Passer-by", "passer_by", "shop") in names


def test_a_file_is_ordered_by_customer_and_total_order_and_holds_whole_customers(lake):
    export = lake.export()
    seen: dict[int, str] = {}
    for one in export.manifest.files:
        table = pyarrow.parquet.read_table(lake.folder / one.path).to_pylist()
        keys = [(row["customer_no"] or 0, row["ord"]) for row in table]
        assert keys == sorted(keys)
        for row in table:
            expected = None if row["customer_no"] is None else row["group_no"] * BUCKETS // 256
            assert one.bucket == expected
            assert seen.setdefault(row["customer_no"], one.path) == one.path
    places = lake.ask(
        "select customer_no, list(ord order by occurred_us) from lake group by 1", export
    )
    assert {tuple(places) for _, places in places} == {(1,), (1, 2)}


def test_polars_and_pyarrow_read_it(lake):
    shown = shown_lake(lake.export().folder)
    frame = polars.read_parquet(shown.files)
    assert frame.height == shown.manifest.interactions
    assert str(frame.schema["occurred_at"]) == "Datetime(time_unit='us', time_zone='UTC')"
    table = pyarrow.parquet.ParquetDataset([str(path) for path in shown.files]).read()
    assert table.num_rows == frame.height
    assert table.column_names == [column.name for column in shown.manifest.columns]


def test_all_files_have_one_schema(lake):
    lake.export()
    found = {
        str(pyarrow.parquet.ParquetFile(path).schema) for path in lake.folder.glob("*.parquet")
    }
    schemas = {schema.partition("\n")[2] for schema in found}
    assert len(schemas) == 1
    assert "required" not in schemas.pop().partition("{")[2]


def test_the_manifest_names_versions_cut_off_currency_and_every_file(lake):
    export = lake.export()
    told = json.loads((lake.folder / "manifest.json").read_text())
    assert (told["format"], told["generation"], told["currency"]) == ("percorso.lake/1", 1, "EUR")
    assert (told["identity_version"], told["catalogue_version"]) == (1, 1)
    assert told["data_until"] == "2025-03-03T10:00:00Z"
    assert {one["path"] for one in told["files"]} == {
        path.name for path in lake.folder.glob("*.parquet")
    }
    assert shown_lake(lake.folder, check=True).manifest == export.manifest
    assert shown_lake(lake.folder, check=True).faults == {}


def needles(lake: Lake) -> list[tuple[object, ...]]:
    return lake.company.records(
        "select clear_value from identifier union all select key from identifier"
    )


@pytest.mark.parametrize("text", [None, "a test"])
def test_no_identifier_and_no_order_number_is_in_it_and_texts_only_if_asked(lake, text):
    export = lake.export(text=text)
    told = lake.ask("select * exclude (occurred_at) from lake", export)
    cells = {str(cell) for row in told for cell in row}
    assert cells.isdisjoint(str(row[0]) for row in needles(lake))
    assert not any("@b.it" in cell or "O-10" in cell for cell in cells)
    assert ("says 2" in cells) == (text is not None)
    assert export.manifest.text == text


def test_an_order_is_one_keyed_hash_however_it_is_written(lake):
    lake.company.load(rows(("n2", "", "", "2025-03-09T10:00:00Z", "Refund", " o-1002 ")),
                      name="refund.csv")  # fmt: skip
    lake.company.load(rows(("n4", "", "", "2025-03-09T10:00:00Z", "Refund", "null")),
                      name="blocked.csv")  # fmt: skip
    found = lake.ask("select observed_name, order_ref from lake where customer_no in "
        "(select customer_no from lake where observed_name in ('Visit 2', 'Visit 4')) "
        "order by customer_no, ord", lake.export())  # fmt: skip
    of_two, of_four = found[:3], found[3:]
    assert of_two[1][1] == of_two[2][1] != of_four[1][1]
    assert of_four[2] == ("Refund", None)


def test_the_same_content_is_the_same_files_whatever_the_number_of_parts(
    lake, monkeypatch, tmp_path
):
    whole = lake.export()
    monkeypatch.setattr(writing, "_ROWS_PER_MB", 0)
    again = lake.company.workspace.lake.export(tmp_path / "other", buckets=BUCKETS)
    assert again.manifest.files == whole.manifest.files


def test_a_second_export_changes_nothing(lake):
    first = lake.export()
    files, manifest = lake.identity_of_files(), (lake.folder / "manifest.json").stat()
    second = lake.export()
    assert (second.is_new, second.written) == (False, ())
    assert second.manifest == first.manifest
    assert lake.identity_of_files() == files
    assert (lake.folder / "manifest.json").stat() == manifest


def test_a_load_that_brings_nothing_new_to_say_is_no_other_state(lake):
    before = lake.export().manifest
    lake.company.load(rows(("n1", "n1@b.it", "", "2025-03-01T10:01:00Z", "Visit 1")), name="b.csv")
    assert lake.export().manifest == before
    lake.company.load(rows(("n1", "", "", "2025-04-01T10:01:00Z", "Visit 1")), name="c.csv")
    assert lake.export().manifest.loaded != before.loaded


def test_a_rebuilt_warehouse_has_the_same_lake(lake):
    lake.export()
    lake.company.workspace.rebuild()
    assert lake.export().written == ()


def touched(lake: Lake, change, *touchpoints: str) -> tuple[set[int | None], set[int | None]]:
    """(buckets written, buckets that held or hold one of these names), all else untouched."""
    before = lake.export()
    holding = lake.buckets_of(before, (*touchpoints, ""))
    files = lake.identity_of_files()
    change()
    after = lake.export()
    assert after.manifest.generation == before.manifest.generation + 1
    kept = [one.path for one in after.manifest.files if one.path not in after.written]
    assert {name: lake.identity_of_files()[name] for name in kept} == {
        name: files[name] for name in kept
    }
    assert lake.ask(LAKE, after) == lake.company.warehouse(RESOLVED)
    return written_buckets(after), holding | lake.buckets_of(after, (*touchpoints, ""))


def test_a_load_rewrites_the_buckets_of_whom_it_tells(lake):
    more = rows(("n7", "", "", "2025-04-01T10:00:00Z", "Later"))
    written, holding = touched(lake, lambda: lake.company.load(more, name="more.csv"), "Visit 7")
    assert written == holding
    assert len(written) == 1


def test_a_merge_rewrites_the_buckets_of_both(lake):
    lake.company.load(rows(("", "a@b.it", "", "2025-03-05T10:00:00Z", "Of a mail")), name="a.csv")
    merge = rows(("n5", "a@b.it", "", "2025-03-06T10:00:00Z", "Joined"))
    written, holding = touched(
        lake, lambda: lake.company.load(merge, name="m.csv"), "Visit 5", "Of a mail"
    )
    assert written == holding
    assert len(written) == 2


def test_a_split_rewrites_the_buckets_of_both(lake):
    lake.company.load(
        rows(
            ("n5", "", "tablet", "2025-03-05T10:00:00Z", "Login"),
            ("", "", "tablet", "2025-03-09T10:00:00Z", "On the tablet"),
        ),
        name="a.csv",
    )
    owner = "select customer_no from lake where observed_name = 'On the tablet'"
    before = lake.ask(owner, lake.export())
    split = rows(("n9", "", "tablet", "2025-03-08T10:00:00Z", "Login"))
    written, holding = touched(
        lake, lambda: lake.company.load(split, name="s.csv"), "Visit 5", "Visit 9"
    )
    assert lake.ask(owner, lake.export()) != before
    assert written == holding
    assert len(written) == 2


def test_an_erased_customer_is_in_no_file_at_once_where_nothing_is_kept(lake):
    [(gone,)] = lake.ask(
        "select customer_id from lake where observed_name = 'Visit 3'", lake.export()
    )

    def erase() -> None:
        [(no,)] = lake.company.records(f"select no from customer where id = '{gone}'")
        with lake.company.warehouse_file(read_only=False) as connection:
            connection.execute(
                "delete from interaction where interaction_no in "
                f"(select interaction_no from resolved where customer_no = {no})"
            ).fetchall()
            connection.execute("update layout set is_resolved = false").fetchall()

    written, holding = touched(lake, erase, "Visit 3")
    assert written <= holding
    assert len(holding) == 1
    for path in lake.folder.glob("*.parquet"):
        assert gone not in pyarrow.parquet.read_table(path)["customer_id"].to_pylist()


def test_an_anonymous_interaction_touches_the_file_of_its_own(lake):
    more = rows(("", "", "", "2025-04-01T10:00:00Z", "Passer-by"))
    written, _ = touched(lake, lambda: lake.company.load(more, name="more.csv"))
    assert written == {None}


def test_a_name_led_elsewhere_rewrites_the_buckets_that_have_it(lake):
    written, holding = touched(
        lake,
        lambda: lake.company.workspace.catalogue.place("Visit 7", Placing(into="order")),
        "Visit 7",
    )
    assert written == holding


def test_a_touchpoints_new_name_rewrites_no_file(lake):
    written, _ = touched(
        lake, lambda: lake.company.workspace.catalogue.place("order", Placing(name_it="Acquisto"))
    )
    assert written == set()
    told = shown_lake(lake.folder).manifest
    assert [at.name_it for at in told.touchpoints if at.key == "order"] == ["Acquisto"]
    assert told.catalogue_version == 2


def test_who_holds_the_old_manifest_reads_on_until_the_files_are_let_go(lake):
    old = lake.export().manifest
    lake.company.load(rows(("n7", "", "", "2025-04-01T10:00:00Z", "Later")), name="more.csv")
    new = lake.export(keep=timedelta(hours=1)).manifest
    assert all((lake.folder / one.path).exists() for one in old.files)
    assert [one.path for one in new.replaced] == [
        one.path for one in old.files if one not in new.files
    ]
    assert not lake.export(keep=AT_ONCE).is_new
    assert {path.name for path in lake.folder.glob("*.parquet")} == {one.path for one in new.files}
    assert shown_lake(lake.folder).manifest.replaced == ()


def test_a_lost_or_cut_file_is_written_again(lake):
    first = lake.export()
    gone, cut = (lake.folder / one.path for one in first.manifest.files[:2])
    gone.unlink()
    cut.write_bytes(cut.read_bytes()[:-1])
    assert shown_lake(lake.folder).faults == {
        gone.name: "it is not there",
        cut.name: "its size is another than was written",
    }
    assert lake.export().manifest.files == first.manifest.files
    assert shown_lake(lake.folder, check=True).faults == {}


def test_a_changed_byte_is_found_by_its_checksum(lake):
    path = lake.folder / lake.export().manifest.files[0].path
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert shown_lake(lake.folder).faults == {}
    assert list(shown_lake(lake.folder, check=True).faults) == [path.name]


def test_the_number_of_buckets_stays_until_another_is_asked_for(lake):
    lake.export()
    assert lake.export(buckets=None).manifest.buckets == BUCKETS
    assert lake.export(buckets=1).manifest.buckets == 1
    assert [one.bucket for one in lake.export(buckets=None).manifest.files] == [0, None]


def test_an_empty_workspace_has_an_empty_lake(tmp_path):
    company = Company(tmp_path)
    told = company.workspace.lake.export().manifest
    assert (told.interactions, told.files, told.data_until) == (0, (), None)
    assert company.workspace.lake.show().files == []


@pytest.mark.parametrize("buckets", [0, 257, -1])
def test_a_number_of_buckets_that_cannot_be_is_refused(lake, buckets):
    with pytest.raises(BucketsUnusable):
        lake.export(buckets=buckets)
    assert not lake.folder.exists()


def test_texts_need_a_reason(lake):
    with pytest.raises(TextReasonMissing):
        lake.export(text=" ")


def test_the_lake_of_another_workspace_is_left_alone(lake, tmp_path):
    lake.export()
    (tmp_path / "b").mkdir()
    other = Company(tmp_path / "b")
    with pytest.raises(LakeOfAnotherWorkspace):
        other.workspace.lake.export(lake.folder)


def test_who_is_restricted_is_in_no_lake_until_it_is_lifted(lake):
    lake.company.load(
        rows(
            ("17", "", "", "2025-03-01T10:00:00Z", "Home"),
            ("18", "", "", "2025-03-02T10:00:00Z", "Cart"),
            ("", "", "b1", "2025-03-02T11:00:00Z", "Home"),
        )
    )
    whole = lake.export().manifest
    workspace = lake.company.workspace
    workspace.consent.restrict("18", paper=Paper())
    told = lake.export()
    assert told.manifest.interactions == whole.interactions - 1
    assert lake.ask("select count(*) from lake where observed_name = 'Cart'", told) == [(0,)]
    assert told.manifest.loaded != whole.loaded
    workspace.consent.restrict("18", paper=Paper(), lift=True)
    again = lake.export().manifest
    assert (again.loaded, again.interactions) == (whole.loaded, whole.interactions)
    # What came back is told as before, in the same files.
    assert {one.content for one in again.files} == {one.content for one in whole.files}
