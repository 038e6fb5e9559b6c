"""Writes the lake of a workspace: the buckets whose rows changed, then the manifest."""

import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from percorso.domain.errors import ConflictError, InputError
from percorso.domain.lake import (
    FORMAT,
    MOST_BUCKETS,
    LakeColumn,
    LakeFile,
    LakeManifest,
    ReplacedFile,
)
from percorso.journeys.instants import iso_instant
from percorso.store.lake_folder import LakeFolder, LakeMissing
from percorso.store.warehouse import Warehouse, engine_version
from percorso.workspace.lake import lake_sql as ask
from percorso.workspace.lake.naming import LakeNames, tell_names
from percorso.workspace.left_out import tell_restricted
from percorso.workspace.progress import OnProgress
from percorso.workspace.restoring import ask_warehouse
from percorso.workspace.stores import Stores, now_utc

USUAL_BUCKETS = 64
# A part is sorted in memory: about a hundred bytes a row, and room for as much again.
_ROWS_PER_MB = 4_000
_COMPARING, _WRITING = "what changed", "writing the lake"


class BucketsUnusable(InputError):
    """A number of buckets that customers cannot be spread over."""

    def __init__(self, buckets: int) -> None:
        self.buckets = buckets
        super().__init__(
            f"A lake has 1 to {MOST_BUCKETS} buckets, since customers have {MOST_BUCKETS} groups "
            f"and no group is parted; got {buckets}. Choose a number in between."
        )


class TextReasonMissing(InputError):
    """What customers wrote would go into a lake without a reason."""

    def __init__(self) -> None:
        super().__init__(
            "What customers wrote goes into a lake only with a reason, which its manifest keeps: "
            "--text 'themes of complaints'"
        )


class LakeOfAnotherWorkspace(ConflictError):
    """The folder holds the lake of another workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(
            f"{folder} holds the lake of another workspace, whose customers have the same numbers "
            "for other persons. Name another folder: --out DIR"
        )


@dataclass(frozen=True, slots=True)
class LakeRequest:
    """What a lake is to be.

    Attributes:
        folder: Where it lies.
        buckets: Over how many buckets customers are spread; None is as before, or the usual.
        text: Why what customers wrote is to be in it; None leaves it out.
        keep: For how long replaced files stay for who is still reading them.
    """

    folder: Path
    buckets: int | None = None
    text: str | None = None
    keep: timedelta = timedelta(hours=1)

    def __post_init__(self) -> None:
        if self.buckets is not None and not 1 <= self.buckets <= MOST_BUCKETS:
            raise BucketsUnusable(self.buckets)
        if self.text is not None and not self.text.strip():
            raise TextReasonMissing


@dataclass(frozen=True, slots=True)
class LakeExport:
    """What an export did.

    Attributes:
        folder: Where the lake lies.
        manifest: What holds now.
        written: The files that are new.
        is_new: Whether this is another generation than before.
    """

    folder: Path
    manifest: LakeManifest
    written: tuple[str, ...]
    is_new: bool

    def as_json(self) -> dict[str, Any]:
        """The same as `--json` prints it."""
        return {
            "folder": str(self.folder),
            "generation": self.manifest.generation,
            "new": self.is_new,
            "files": len(self.manifest.files),
            "written": list(self.written),
            "kept": len(self.manifest.files) - len(self.written),
            "replaced": [one.path for one in self.manifest.replaced],
            "interactions": self.manifest.interactions,
            "customers": self.manifest.customers,
            "anonymous_interactions": self.manifest.anonymous_interactions,
            "data_until": self.manifest.data_until,
        }


@dataclass(frozen=True, slots=True)
class _Held:
    """What a bucket holds at the moment; bucket None is what nobody is known of."""

    bucket: int | None
    interactions: int
    customers: int
    content: str


def export_lake(stores: Stores, request: LakeRequest, on_progress: OnProgress) -> LakeExport:
    """Bring the lake up to the workspace; files whose rows are as before stay as they are.

    Raises:
        LakeOfAnotherWorkspace: the folder holds the lake of another workspace.
        NotALake: the folder holds other things.
        LakeHeld: another process writes it.
    """
    lake = LakeFolder(request.folder)
    with lake.hold(stores.settings.lock_wait_seconds):
        before = _before(stores, lake)
        return ask_warehouse(
            stores,
            lambda warehouse: _Export(stores, warehouse, lake, request, before).run(on_progress),
        )


def export_open(
    stores: Stores, warehouse: Warehouse, request: LakeRequest, on_progress: OnProgress
) -> LakeExport:
    """The same out of a warehouse that is open and up to date.

    Raises:
        LakeOfAnotherWorkspace: the folder holds the lake of another workspace.
        LakeHeld: another process writes it.
    """
    lake = LakeFolder(request.folder)
    with lake.hold(stores.settings.lock_wait_seconds):
        before = _before(stores, lake)
        return _Export(stores, warehouse, lake, request, before).run(on_progress)


def _before(stores: Stores, lake: LakeFolder) -> LakeManifest | None:
    try:
        manifest = lake.manifest()
    except LakeMissing:
        return None
    if manifest.workspace != stores.company().id:
        raise LakeOfAnotherWorkspace(lake.folder)
    return manifest


class _Export:
    """One export: the workspace as it is asked, and the lake as it was."""

    def __init__(
        self, stores: Stores, warehouse: Warehouse, lake: LakeFolder, request: LakeRequest,
        before: LakeManifest | None,
    ) -> None:  # fmt: skip
        self._warehouse = warehouse
        self._lake = lake
        self._request = request
        self._before = before
        self._buckets = request.buckets or (before.buckets if before else USUAL_BUCKETS)
        # Hashes of a lake are no other's: they cannot be laid beside those of an export.
        secret = hmac.digest(stores.secret, b"lake", "sha256")
        resolved = tuple(warehouse.table(ask.COLUMNS_OF_RESOLVED)[0])
        self._rows = ask.LakeRows(secret, request.text is not None, resolved)
        self._part_rows = stores.settings.memory_limit_mb * _ROWS_PER_MB
        self._names: LakeNames = tell_names(stores, warehouse)
        tell_restricted(stores, warehouse)

    def run(self, on_progress: OnProgress) -> LakeExport:
        """Write what changed and let it hold."""
        on_progress(_COMPARING, 0.0)
        self._warehouse.do(ask.spread_customers(self._buckets))
        held = [_Held(*row) for row in self._warehouse.rows(ask.contents(self._rows))]
        columns = self._columns()
        on_progress(_COMPARING, 1.0)
        kept = self._kept(held, columns)
        files = self._written([one for one in held if one.bucket not in kept], on_progress)
        whole = tuple((kept | files)[one.bucket] for one in held)
        return self._published(whole, columns)

    def _columns(self) -> tuple[LakeColumn, ...]:
        self._warehouse.do(ask.gather_part(self._rows, ()))
        rows = self._warehouse.rows(ask.columns_of_part())
        return tuple(LakeColumn(name, kind) for name, kind, *_ in rows)

    def _kept(
        self, held: Sequence[_Held], columns: tuple[LakeColumn, ...]
    ) -> dict[int | None, LakeFile]:
        """The files that say what their bucket holds now."""
        before = self._before
        if before is None or before.engine != _engine() or before.columns != columns:
            return {}
        files = {one.bucket: one for one in before.files}
        return {
            one.bucket: files[one.bucket]
            for one in held
            if one.bucket in files
            and files[one.bucket].content == one.content
            and self._lake.fault_of(files[one.bucket], by_content=False) is None
        }

    def _written(
        self, changed: Sequence[_Held], on_progress: OnProgress
    ) -> dict[int | None, LakeFile]:
        """A new file for each of these buckets, durable under its name."""
        files: dict[int | None, LakeFile] = {}
        total = sum(one.interactions for one in changed)
        done = 0
        for part in _parts(changed, self._part_rows):
            buckets = [one.bucket for one in part]
            self._warehouse.do(ask.gather_part(self._rows, buckets))
            self._warehouse.do(ask.PROVE_NOTHING)
            for one in part:
                files[one.bucket] = self._file(one)
                done += one.interactions
                on_progress(_WRITING, done / total)
            self._warehouse.do(ask.PROVE_AGAIN)
        return files

    def _file(self, held: _Held) -> LakeFile:
        name = "anonymous" if held.bucket is None else f"bucket-{held.bucket:03}"
        draft = self._lake.draft(name)
        self._warehouse.do(ask.write_bucket(held.bucket, draft))
        sealed = self._lake.seal(draft, name)
        return LakeFile(
            path=sealed.path,
            bucket=held.bucket,
            interactions=held.interactions,
            customers=held.customers,
            bytes=sealed.bytes,
            sha256=sealed.sha256,
            content=held.content,
        )

    def _published(
        self, files: tuple[LakeFile, ...], columns: tuple[LakeColumn, ...]
    ) -> LakeExport:
        before, now = self._before, now_utc()
        manifest = self._manifest(files, columns, now)
        is_new = before is None or _says(before) != _says(manifest)
        if before is not None and not is_new:
            manifest = replace(manifest, generation=before.generation, written_at=before.written_at)
        if manifest != before:
            self._lake.publish(manifest)
        self._lake.remove_unknown(manifest)
        old = {one.path for one in before.files} if before else set()
        written = tuple(one.path for one in files if one.path not in old)
        return LakeExport(self._lake.folder, manifest, written, is_new)

    def _manifest(
        self, files: tuple[LakeFile, ...], columns: tuple[LakeColumn, ...], now: datetime
    ) -> LakeManifest:
        names, company = self._names, self._names.company
        until_us = self._warehouse.value(ask.DATA_UNTIL)
        return LakeManifest(
            format=FORMAT,
            generation=self._before.generation + 1 if self._before else 1,
            workspace=company.id,
            written_at=_text(now),
            engine=_engine(),
            identity_version=names.identity_version,
            catalogue_version=company.catalogue_version,
            loaded=self._warehouse.value(ask.LOADED),
            data_until=None if until_us is None else iso_instant(until_us),
            time_zone=company.time_zone,
            currency=company.currency,
            text=self._request.text,
            buckets=self._buckets,
            interactions=sum(one.interactions for one in files),
            customers=sum(one.customers for one in files),
            anonymous_interactions=sum(one.interactions for one in files if one.bucket is None),
            columns=columns,
            touchpoints=names.touchpoints,
            files=files,
            replaced=self._replaced({one.path for one in files}, now),
        )

    def _replaced(self, holding: set[str], now: datetime) -> tuple[ReplacedFile, ...]:
        """What held before, and what was replaced not long ago."""
        if self._before is None:
            return ()
        let_go = [ReplacedFile(one.path, _text(now)) for one in self._before.files]
        earliest = _text(now - self._request.keep)
        return tuple(
            one
            for one in (*self._before.replaced, *let_go)
            if one.path not in holding and one.replaced_at > earliest
        )


def _says(manifest: LakeManifest) -> LakeManifest:
    """A manifest without what differs between two that say the same."""
    return replace(manifest, generation=0, written_at="", replaced=())


def _parts(changed: Sequence[_Held], most_rows: int) -> Iterator[list[_Held]]:
    """The buckets in groups that fit into memory together; a larger one is alone."""
    part: list[_Held] = []
    rows = 0
    for one in changed:
        if part and rows + one.interactions > most_rows:
            yield part
            part, rows = [], 0
        part.append(one)
        rows += one.interactions
    if part:
        yield part


def _engine() -> str:
    return f"duckdb {engine_version()}"


def _text(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds") + "Z"
