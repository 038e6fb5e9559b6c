"""What the doctor finds: a sound workspace sound, every trouble named, and nothing changed."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from percorso.store.records.database import Records
from percorso.workspace import Workspace
from tests.flows.door import Answer, Desk, percorso

ORDERS = (
    "customer,at,touchpoint\n"
    "ada,2025-03-01T10:00:00Z,Home\n"
    "bob,2025-03-02T10:00:00Z,Home\n"
    "cleo,soon,Home\n"
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with two rows of one source, and one that was rejected."""
    desk = Desk(tmp_path_factory.mktemp("template"))
    assert desk.load(ORDERS).data["loaded"] == 2
    return desk.home


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Path:
    """The same in a folder of its own."""
    home = tmp_path / "home"
    shutil.copytree(template, home)
    home.chmod(0o700)
    return home


def doctor(home: Path) -> Answer:
    return percorso("doctor", "-w", home, "--json")


def records_say(home: Path, sql: str) -> None:
    records = Records(home / "records.sqlite")
    with records.write() as connection:
        connection.exec_driver_sql(sql)
    records.close()


def segment(home: Path) -> Path:
    [found] = (home / "archive").glob("*.parquet")
    return found


def flip(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1] + bytes([path.read_bytes()[-1] ^ 1]))


def test_a_sound_workspace_is_sound_and_its_content_is_told(home):
    found = doctor(home)
    assert found.code == 0, found.out
    [source] = found.data["sources"]
    assert (source["source"], source["rows"], source["interactions"]) == ("shop", 2, 2)
    assert (source["received"], source["stored"], source["rejected"]) == (3, 2, 1)
    assert (source["from"], source["to"]) == ("2025-03-01T10:00:00Z", "2025-03-02T10:00:00Z")
    assert found.data["facts"]["rejected rows"] == "1 open"
    told = percorso("doctor", "-w", home).out
    assert told.endswith("sound\n")
    assert "received 3 = 2 stored + 0 duplicate + 1 rejected + 0 dropped" in told


def test_it_changes_nothing(home):
    def content() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}

    before = content()
    doctor(home)
    assert content() == before


TROUBLES: dict[str, tuple[str, Callable[[Path], object]]] = {
    "segment changed": ("archive", lambda home: flip(segment(home))),
    "segment gone": ("archive", lambda home: segment(home).unlink()),
    "chain": ("hash chain", lambda home: records_say(home, "update segment set sha256 = 'x'")),
    "ledger": ("ledger", lambda home: records_say(home, "update ledger set received = 9")),
    "stored": ("ledger", lambda home: records_say(home, "update ledger set stored=1, rejected=2")),
    "warehouse damaged": (
        "warehouse", lambda home: (home / "warehouse.duckdb").write_bytes(b"no database" * 99)
    ),
    "warehouse gone": ("warehouse", lambda home: (home / "warehouse.duckdb").unlink()),
    "read otherwise": (
        "warehouse", lambda home: records_say(home, "update segment set mapping_version = 2")
    ),
    "records damaged": (
        "records", lambda home: (home / "records.sqlite").write_bytes(b"no records" * 999)
    ),
    "records gone": ("records", lambda home: (home / "records.sqlite").unlink()),
    "open to others": ("permissions", lambda home: home.chmod(0o755)),
}  # fmt: skip


@pytest.mark.parametrize("trouble", TROUBLES)
def test_every_trouble_is_named_with_what_to_do(home, trouble):
    name, happens = TROUBLES[trouble]
    happens(home)
    found = doctor(home)
    assert found.code == 5
    assert found.data["sound"] is False
    bad = [check for check in found.data["checks"] if not check["sound"]]
    assert name in {check["check"] for check in bad}
    assert all(check["advice"] for check in bad)
    assert percorso("doctor", "-w", home).out.endswith("not sound\n")


def test_what_the_next_command_mends_is_sound_again(home):
    (home / "warehouse.duckdb").write_bytes(b"no database" * 99)
    assert doctor(home).code == 5
    Workspace(home).map()
    assert doctor(home).code == 0


def test_where_no_workspace_is_there_is_none(tmp_path):
    answer = percorso("doctor", "-w", tmp_path / "none")
    assert answer.code == 3
    assert not (tmp_path / "none").exists()
