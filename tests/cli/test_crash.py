"""What nobody foresaw ends in a sentence, and its details in a private file."""

import stat
import tempfile
from pathlib import Path

from percorso.workspace import Workspace
from tests.flows.door import Answer, Desk, percorso


def rebuilt(folder: Path) -> Answer:
    """What `percorso rebuild` says of a workspace nothing was loaded into yet."""
    Workspace(folder / "home", create=True)
    return percorso("rebuild", "-w", folder / "home")


def test_a_mistake_of_ours_is_a_sentence_and_its_details_are_kept(tmp_path, monkeypatch):
    def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError("division by a canary")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(Workspace, "rebuild", fails)
    answer = rebuilt(tmp_path)
    assert answer.code == 1
    assert "Traceback" not in answer.err
    assert "ZeroDivisionError: division by a canary" in answer.err
    [details] = Path(tmp_path).glob("percorso-crash-*.txt")
    assert str(details) in answer.err
    assert "Traceback" in details.read_text()
    assert stat.S_IMODE(details.stat().st_mode) == 0o600


def test_details_that_cannot_be_written_are_not_lost(tmp_path, monkeypatch):
    def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    monkeypatch.setattr(Workspace, "rebuild", fails)
    answer = rebuilt(tmp_path)
    assert answer.code == 1
    assert "could not be written" in answer.err
    assert "raise ZeroDivisionError" in answer.err


def test_what_a_room_says_while_it_works_stands_on_the_error_stream(tmp_path):
    desk = Desk(tmp_path)
    desk.load("customer,at,touchpoint\nada,2025-03-01,Home\n")
    (desk.home / "warehouse.duckdb").write_bytes(b"no database" * 100)
    answer = desk.map()
    assert answer.code == 0
    assert answer.data["totals"]["interactions"] == 1
    assert "percorso: The warehouse warehouse.duckdb was damaged" in answer.err
