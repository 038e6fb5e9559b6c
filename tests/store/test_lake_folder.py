"""The folder of a lake: what is refused, what is swept, and who holds it."""

import json

import pytest

from percorso.cli.main import exit_code
from percorso.domain.lake import FORMAT, LakeManifest
from percorso.store.lake_folder import (
    LakeFolder,
    LakeFormatUnknown,
    LakeMissing,
    LakeNotWritten,
    LakeUnreadable,
    NotALake,
)
from percorso.store.lock import LakeHeld


def manifest(**other: object) -> LakeManifest:
    told = {
        "format": FORMAT, "generation": 1, "workspace": "w_1", "written_at": "2026-11-22T10:00:00Z",
        "engine": "duckdb 2.0.0", "identity_version": 0, "catalogue_version": 1, "loaded": "",
        "data_until": None, "time_zone": "Europe/Rome", "currency": "EUR", "text": None,
        "buckets": 64, "interactions": 0, "customers": 0, "anonymous_interactions": 0,
        "columns": (), "touchpoints": (), "files": (),
    } | other  # fmt: skip
    return LakeManifest(**told)  # type: ignore[arg-type]


@pytest.fixture
def lake(tmp_path):
    folder = LakeFolder(tmp_path / "lake")
    with folder.hold(0):
        folder.publish(manifest())
    return folder


def test_what_is_published_is_what_is_read(lake):
    assert lake.manifest() == manifest()


def test_a_folder_of_other_things_is_left_alone(tmp_path):
    (tmp_path / "photo.jpg").touch()
    with pytest.raises(NotALake, match=r"photo\.jpg") as told, LakeFolder(tmp_path).hold(0):
        pass
    assert exit_code(told.value) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["photo.jpg"]


def test_only_its_owner_enters_the_folder_that_is_made(lake):
    assert lake.folder.stat().st_mode & 0o777 == 0o700


def test_one_at_a_time_writes(lake):
    with lake.hold(0), pytest.raises(LakeHeld) as told, lake.hold(0):
        pass
    assert exit_code(told.value) == 4


def test_where_no_lake_is_none_is_found(tmp_path):
    with pytest.raises(LakeMissing) as told:
        LakeFolder(tmp_path).manifest()
    assert exit_code(told.value) == 3


def test_a_lake_of_another_form_is_not_guessed_at(lake):
    path = lake.folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": "percorso.lake/9"}))
    with pytest.raises(LakeFormatUnknown, match=r"percorso\.lake/9"):
        lake.manifest()


@pytest.mark.parametrize("damage", ["", "[]", "{}", '{"format": "percorso.lake/1"}', "\x00\x01"])
def test_a_damaged_manifest_is_said(lake, damage):
    (lake.folder / "manifest.json").write_text(damage)
    with pytest.raises(LakeUnreadable) as told:
        lake.manifest()
    assert exit_code(told.value) == 5


def test_what_the_manifest_does_not_know_is_removed_and_nothing_else(lake):
    stray = lake.folder / "bucket-003-0123456789abcdef.parquet"
    stray.touch()
    (lake.folder / "notes.txt").touch()
    lake.draft("bucket-004").touch()
    with lake.hold(0):
        assert not lake.draft("bucket-004").exists()
        lake.remove_unknown(lake.manifest())
    assert sorted(path.name for path in lake.folder.iterdir()) == [
        "lock", "manifest.json", "notes.txt",
    ]  # fmt: skip


def test_a_file_in_the_way_of_the_folder_is_said(tmp_path):
    (tmp_path / "lake").touch()
    with pytest.raises(LakeNotWritten), LakeFolder(tmp_path / "lake").hold(0):
        pass


def test_an_equal_file_keeps_its_place(lake):
    first = lake.draft("bucket-000")
    first.write_bytes(b"rows")
    sealed = lake.seal(first, "bucket-000")
    inode = (lake.folder / sealed.path).stat().st_ino
    again = lake.draft("bucket-000")
    again.write_bytes(b"rows")
    assert lake.seal(again, "bucket-000") == sealed
    assert (lake.folder / sealed.path).stat().st_ino == inode
    assert not again.exists()
