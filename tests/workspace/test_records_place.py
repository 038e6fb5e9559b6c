"""Records in a database: no missing setting and no wrong database makes a workspace look empty."""

import json

import pytest

from percorso.cli.main import exit_code
from percorso.settings import SettingInvalid, Settings
from percorso.store.records.opening import (
    RecordsGone,
    RecordsInDatabase,
    RecordsInFolder,
    RecordsOfAnother,
)
from percorso.workspace import Workspace
from percorso.workspace.examining import examine
from tests.workspace.company import Company

VISIT = "customer,at,touchpoint\nada,2025-01-01T10:00:00Z,Home\n"


@pytest.fixture
def address(postgresql):
    with postgresql.database() as one:
        yield one


def opened(home, records_url="", *, create=False) -> Workspace:
    return Workspace(home, Settings(workspace=home, records_url=records_url), create=create)


@pytest.fixture
def home(tmp_path, address):
    """A workspace that lies in a database, with one visit."""
    home = tmp_path / "home"
    file = tmp_path / "visit.csv"
    file.write_text(VISIT)
    opened(home, address, create=True).load(file, source="shop")
    return home


def test_its_folder_holds_no_records_and_says_where_they_are(home, address):
    assert not list(home.glob("records.sqlite*"))
    said = json.loads((home / "records.json").read_text())
    assert said["place"].startswith("PostgreSQL on ")
    assert opened(home, address).map().data["totals"]["customers"] == 1
    found = examine(home, Settings(workspace=home, records_url=address))
    assert found.is_sound
    assert "fsync on, synchronous_commit on" in found.facts["commits of the records"]


def test_without_the_setting_it_says_what_is_missing(home):
    for create in (False, True):
        with pytest.raises(RecordsInDatabase, match="PERCORSO_RECORDS_URL") as told:
            opened(home, create=create)
    assert exit_code(told.value) == 3
    assert not list(home.glob("records.sqlite*"))


def test_an_empty_database_is_not_taken_for_it(home, postgresql):
    with postgresql.database() as empty:
        with pytest.raises(RecordsGone) as told:
            opened(home, empty, create=True)
        tables = postgresql.do(
            "select count(*) from information_schema.tables where table_schema = 'public'",
            postgresql.name(empty),
        )
    assert exit_code(told.value) == 3
    assert tables == "0"


def test_the_database_of_another_workspace_is_refused(home, tmp_path, address):
    with pytest.raises(RecordsOfAnother, match="'home'") as told:
        opened(tmp_path / "other", address, create=True)
    assert exit_code(told.value) == 4


def test_records_of_a_folder_are_not_left_behind_for_an_empty_database(tmp_path, address):
    company = Company(tmp_path)
    company.load(VISIT)
    with pytest.raises(RecordsInFolder) as told:
        opened(company.home, address, create=True)
    assert exit_code(told.value) == 4
    assert company.workspace.map().data["totals"]["customers"] == 1


def test_a_workspace_whose_founding_was_interrupted_is_founded_by_the_next_command(home, address):
    (home / "records.json").unlink()
    assert opened(home, address).map().data["totals"]["customers"] == 1
    assert (home / "records.json").exists()


def test_no_setting_prints_its_password():
    assert "secret" not in repr(Settings(records_url="postgresql://ada:secret@db/shop"))
    with pytest.raises(SettingInvalid) as told:
        Settings(records_url="mysql://ada:secret@db/shop")
    assert "secret" not in str(told.value)
    assert "postgresql://" in str(told.value)
