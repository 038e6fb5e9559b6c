"""The folder of a lake: immutable files, and a manifest that says which of them hold."""

import contextlib
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from percorso.domain.errors import EngineError, InputError, NotFoundError
from percorso.domain.lake import FORMAT, LakeFile, LakeManifest
from percorso.store.lock import hold_lake
from percorso.store.warehouse_file import sync_folder

MANIFEST_NAME = "manifest.json"
_FOLDER_NAME = "lake"
_LOCK_NAME = "lock"
_DRAFT_PREFIX = ".draft-"
_SUFFIX = ".parquet"
_NAMES = ("bucket-*" + _SUFFIX, "anonymous-*" + _SUFFIX)
_HASH_LETTERS = 16


class LakeMissing(NotFoundError):
    """No lake lies in the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(
            f"There is no lake in {folder}: it holds no {MANIFEST_NAME}. Write one first: "
            f"percorso lake export --out {folder}"
        )


class NotALake(InputError):
    """The folder a lake is to be written to holds other things."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        super().__init__(
            f"{folder} is no lake: it holds {name!r}. Name an empty folder, or one that does not "
            "exist yet."
        )


class LakeFormatUnknown(InputError):
    """A lake that another release of Percorso wrote in another form."""

    def __init__(self, folder: Path, found: str) -> None:
        self.folder = folder
        self.found = found
        super().__init__(
            f"The lake {folder} is of the form {found!r}; this release knows {FORMAT!r}. Write it "
            "anew into another folder: percorso lake export --out DIR"
        )


class LakeUnreadable(EngineError):
    """A manifest that cannot be read."""

    def __init__(self, folder: Path, cause: Exception) -> None:
        self.folder = folder
        self.cause = cause
        super().__init__(
            f"The manifest of the lake {folder} cannot be read: {cause}. The workspace is whole: "
            "take the folder away and write the lake anew."
        )


class LakeNotWritten(EngineError):
    """The disk or the folder refuses the lake."""

    def __init__(self, folder: Path, cause: OSError) -> None:
        self.folder = folder
        self.cause = cause
        super().__init__(
            f"The lake {folder} could not be written: {cause.strerror or cause}. What lay there "
            "holds on. Check free disk space and permissions, then try again."
        )


def lake_of_workspace(folder: Path) -> Path:
    """Where the lake of a workspace lies, unless it is told otherwise."""
    return folder / _FOLDER_NAME


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file of a lake on disk, fsynced, under the name of its content."""

    path: str
    bytes: int
    sha256: str


class LakeFolder:
    """Where a lake lies; nothing in it is ever changed, only added, named and removed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextlib.contextmanager
    def hold(self, wait_seconds: float) -> Iterator[None]:
        """Hold the lake alone, made where there is none; what a killed export left is swept.

        Raises:
            NotALake: the folder holds other things.
            LakeNotWritten: the disk or the folder refuses.
            LakeHeld: another process writes it.
        """
        try:
            # It tells what persons did: the folder is its owner's alone.
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._require_own()
            with hold_lake(self.folder, wait_seconds=wait_seconds):
                self._sweep()
                yield
        except OSError as cause:
            raise LakeNotWritten(self.folder, cause) from cause

    def manifest(self) -> LakeManifest:
        """What holds now.

        Raises:
            LakeMissing: there is no manifest.
            LakeFormatUnknown: it is of another form.
            LakeUnreadable: it is damaged, or the disk refuses.
        """
        try:
            said = msgspec.json.decode((self.folder / MANIFEST_NAME).read_bytes())
            found = said.get("format") if isinstance(said, dict) else None
            if isinstance(found, str) and found != FORMAT:
                raise LakeFormatUnknown(self.folder, found)
            return msgspec.convert(said, LakeManifest)
        except FileNotFoundError:
            raise LakeMissing(self.folder) from None
        except (OSError, ValueError) as cause:
            raise LakeUnreadable(self.folder, cause) from cause

    def draft(self, name: str) -> Path:
        """Where a file is written before it has its name."""
        return self.folder / f"{_DRAFT_PREFIX}{name}{_SUFFIX}"

    def seal(self, draft: Path, name: str) -> SealedFile:
        """Make a draft durable under a name that its content gives; a file of that name stays."""
        with draft.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        size = draft.stat().st_size
        path = self.folder / f"{name}-{digest[:_HASH_LETTERS]}{_SUFFIX}"
        if path.exists() and path.stat().st_size == size:
            draft.unlink()
        else:
            draft.replace(path)
        return SealedFile(path.name, size, digest)

    def publish(self, manifest: LakeManifest) -> None:
        """Let the manifest hold from now on, durably: who reads sees the old one or this."""
        sync_folder(self.folder)
        draft = self.folder / (_DRAFT_PREFIX + MANIFEST_NAME)
        with draft.open("wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / MANIFEST_NAME)
        sync_folder(self.folder)

    def remove_unknown(self, manifest: LakeManifest) -> None:
        """Remove the files that the manifest does not know, also those of a killed export."""
        unknown = [path for path in self._files() if path.name not in manifest.paths]
        for path in unknown:
            path.unlink()
        if unknown:
            sync_folder(self.folder)

    def withdraw(self) -> None:
        """Take everything away; nobody finds a lake there any more."""
        (self.folder / MANIFEST_NAME).unlink(missing_ok=True)
        for path in self._files():
            path.unlink()
        sync_folder(self.folder)

    def fault_of(self, file: LakeFile, *, by_content: bool) -> str | None:
        """What is wrong with a file, in words; None where it is as it was written.

        Args:
            file: As the manifest tells it.
            by_content: Whether its bytes are read and hashed; else only its size is looked at.
        """
        path = self.folder / file.path
        try:
            if path.stat().st_size != file.bytes:
                return "its size is another than was written"
            if by_content:
                with path.open("rb") as opened:
                    if hashlib.file_digest(opened, "sha256").hexdigest() != file.sha256:
                        return "its bytes are not those that were written"
        except FileNotFoundError:
            return "it is not there"
        except OSError as cause:
            return f"it cannot be read ({cause.strerror or cause})"
        return None

    def _files(self) -> list[Path]:
        return [path for pattern in _NAMES for path in self.folder.glob(pattern)]

    def _require_own(self) -> None:
        """A folder without a manifest may hold what a killed export left, and nothing else.

        Raises:
            NotALake: it holds something else.
        """
        if (self.folder / MANIFEST_NAME).exists():
            return
        ours = {_LOCK_NAME, *(path.name for path in self._files())}
        for path in self.folder.iterdir():
            if path.name not in ours and not path.name.startswith(_DRAFT_PREFIX):
                raise NotALake(self.folder, path.name)

    def _sweep(self) -> None:
        for path in self.folder.glob(_DRAFT_PREFIX + "*"):
            path.unlink()
