"""The warehouse made anew says the same; a damaged one is set aside and made anew by itself."""

import logging
import random
import shutil
from pathlib import Path

import pytest

from percorso.domain.errors import EngineError
from percorso.workspace import Workspace
from tests.workspace.company import Company

ORDERS = (
    "customer,at,touchpoint,order_id,amount\n"
    "ada,2025-03-01T10:00:00Z,Home,,\n"
    "ada,2025-03-01T10:05:00Z,Order Completed,O-1001,12.50\n"
    "bob,2025-03-02T09:00:00Z,Home,,\n"
)
TRACKING = (
    "tracking_number,order_id,email,at,status\n"
    "TRK-1,O-1001,,2025-03-02T10:00:00Z,In transit\n"
    "TRK-2,,cleo@b.it,2025-03-03T11:00:00Z,Delivered\n"
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a company with two sources."""
    company = Company(tmp_path_factory.mktemp("template"))
    company.load(ORDERS)
    company.load(TRACKING, source="courier", name="tracking.csv")
    return company.folder


@pytest.fixture
def loaded(template: Path, tmp_path: Path) -> Company:
    """A company with two sources, in a folder of its own."""
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    return Company(tmp_path)


def customers(company: Company) -> list[tuple[object, ...]]:
    return company.records("select no, id from customer order by no")


def aside(company: Company) -> list[str]:
    return sorted(path.name for path in company.home.glob("warehouse.damaged-*"))


def test_rebuilt_is_equal_and_no_customer_is_made_twice(loaded):
    content, known = loaded.content(), customers(loaded)
    links = loaded.records("select count(*) from identity_link")
    rebuilt = loaded.workspace.rebuild()
    assert rebuilt.is_equal is True
    assert loaded.content() == content
    assert customers(loaded) == known
    assert loaded.records("select count(*) from identity_link") == links


def test_replayed_and_reread_rows_are_found_again(loaded):
    loaded.load("customer,at,touchpoint\ndan,01/13/2025 10:00,Home\ndan,01/02/2025 10:00,Cart\n",
                source="till", date_order="dmy", name="till.csv")  # fmt: skip
    loaded.workspace.rejected.replay("till", date_order="mdy")
    loaded.workspace.reread("till", date_order="mdy")
    assert loaded.workspace.rebuild().is_equal is True
    assert loaded.warehouse("select count(*) from interaction") == [(7,)]


@pytest.mark.parametrize(
    "change",
    [
        "update interaction set amount_minor = 1251 where amount_minor = 1250",
        "delete from interaction where interaction_no = 2",
        "insert into interaction from interaction where interaction_no = 2",
        "update resolved set customer_no = 99 where ord = 1",
    ],
)
def test_the_checksum_sees_every_change(loaded, change):
    with loaded.warehouse_file(read_only=False) as connection:
        connection.execute(change).fetchall()
    assert loaded.workspace.rebuild().is_equal is False
    assert loaded.workspace.rebuild().is_equal is True


def test_the_checksum_does_not_depend_on_the_order_of_rows(loaded):
    before = loaded.workspace.rebuild().after
    with loaded.warehouse_file(read_only=False) as connection:
        for table in ("interaction", "resolved"):
            connection.execute(
                f"create or replace table {table} as from {table} order by hash(interaction_no)"
            ).fetchall()
    assert loaded.workspace.rebuild().before == before


def damaged(whole: bytes, how: str) -> bytes:
    chance = random.Random(7)
    return {
        "random bytes": chance.randbytes(len(whole)),
        "cut": whole[: len(whole) // 2],
        "empty": b"",
        "head": chance.randbytes(8192) + whole[8192:],
        "data": whole[:16384] + chance.randbytes(len(whole) - 16384),
    }[how]


@pytest.mark.parametrize("how", ["random bytes", "cut", "empty", "head", "data"])
def test_a_damaged_warehouse_is_set_aside_and_made_anew_with_a_sentence(loaded, how, caplog):
    content = loaded.content()
    path = loaded.home / "warehouse.duckdb"
    path.write_bytes(damaged(path.read_bytes(), how))
    with caplog.at_level(logging.WARNING, "percorso"):
        shown = loaded.workspace.map().data["totals"]
    assert shown["interactions"] == 5
    assert loaded.content() == content
    assert len(aside(loaded)) == 1
    assert "nothing that was loaded is lost" in caplog.text
    loaded.workspace.map()
    assert len(aside(loaded)) == 1, "a new one is set aside again"


def test_a_load_into_a_damaged_warehouse_ends_like_any_other(loaded):
    (loaded.home / "warehouse.duckdb").write_bytes(b"no database" * 2000)
    report = loaded.load(ORDERS.replace("ada", "dan"), name="more.csv")
    assert (report.loaded, report.duplicate) == (2, 1)
    assert loaded.warehouse("select count(*) from interaction") == [(7,)]


def test_a_warehouse_of_another_release_is_made_anew(loaded, caplog):
    content = loaded.content()
    with loaded.warehouse_file(read_only=False) as connection:
        connection.execute("update layout set version = 1").fetchall()
        connection.execute("alter table loaded_segment drop column mapping_version").fetchall()
    with caplog.at_level(logging.WARNING, "percorso"):
        loaded.workspace.map()
    assert "another release" in caplog.text
    assert loaded.content() == content
    assert aside(loaded) == []


def test_a_lost_warehouse_is_made_anew(loaded):
    content = loaded.content()
    (loaded.home / "warehouse.duckdb").unlink()
    loaded.workspace.map()
    assert loaded.content() == content


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_a_damaged_segment_is_told_precisely_and_the_rest_stays_usable(loaded, damage, caplog):
    name = loaded.records("select name from segment where source_no = 2")[0][0]
    segment = loaded.home / "archive" / f"{name}.parquet"
    whole = segment.read_bytes()
    if damage == "gone":
        segment.unlink()
    else:
        segment.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with caplog.at_level(logging.WARNING, "percorso"):
        [lost] = loaded.workspace.rebuild().lost
    assert (lost.source_key, lost.rows) == ("courier", 2)
    assert lost.file.endswith("tracking.csv")
    assert str(segment) in caplog.text
    assert loaded.workspace.map().data["totals"]["interactions"] == 3
    # The file loaded again, then the segment put back: each row is there once.
    assert loaded.load(TRACKING, source="courier", name="tracking.csv").loaded == 2
    segment.write_bytes(whole)
    assert loaded.workspace.map().data["totals"]["interactions"] == 5


def test_damaged_records_are_told_in_a_sentence(loaded):
    (loaded.home / "records.sqlite").write_bytes(b"these are no records" * 500)
    with pytest.raises(EngineError, match=r"records\.sqlite"):
        Workspace(loaded.home, loaded.settings)
