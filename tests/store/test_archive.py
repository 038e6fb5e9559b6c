"""The archive: sealed whole, removed when nobody registered it, chained by hash."""

import hashlib
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from percorso.store.archive import Archive
from percorso.store.records.database import Records
from percorso.store.records.sources import Segment, add_source, register_segment, segments

NOW = datetime(2025, 1, 1)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    (tmp_path / "archive").mkdir()
    return Archive(tmp_path / "archive")


def draft(folder: Path, content: bytes) -> Path:
    path = folder / "draft"
    path.write_bytes(content)
    return path


def test_a_sealed_segment_has_the_draft_s_bytes_and_hash(archive, tmp_path):
    sealed = archive.seal(draft(tmp_path, b"rows"), "one")
    assert archive.path("one").read_bytes() == b"rows"
    assert sealed.sha256 == hashlib.sha256(b"rows").hexdigest()
    assert sealed.size_bytes == 4
    assert not (tmp_path / "draft").exists()


def test_what_nobody_registered_is_removed_and_the_rest_stays(archive, tmp_path):
    for name in ("kept", "stray"):
        archive.seal(draft(tmp_path, b"rows"), name)
    assert archive.remove_unregistered(["kept", "never sealed"]) == ["stray"]
    assert [path.stem for path in archive.folder.iterdir()] == ["kept"]


def test_other_files_in_the_folder_are_left_alone(archive):
    (archive.folder / "README.txt").write_text("mine")
    archive.remove_unregistered([])
    assert (archive.folder / "README.txt").exists()


def test_every_segment_s_entry_seals_the_one_before(tmp_path):
    records = Records(tmp_path / "r.sqlite")
    records.upgrade()
    with records.write() as connection:
        source = add_source(connection, key="shop", rank=10, at=NOW)
    for name in ("a", "b", "c"):
        with records.write() as connection:
            entry = Segment(name, source.no, 1, 5, NOW, hashlib.sha256(name.encode()).hexdigest())
            register_segment(connection, entry, door="file", file=f"{name}.csv")
    with records.read() as connection:
        chain = list(
            connection.execute(
                text("select name, sha256, chain_sha256 from segment order by position")
            )
        )
        assert [one.name for one in segments(connection)] == ["a", "b", "c"]
    last = ""
    for name, digest, link in chain:
        last = hashlib.sha256(f"{last}{name}{digest}".encode()).hexdigest()
        assert link == last
    records.close()
