"""Where a command's answer goes: the screen, or a file written whole."""

import contextlib
import gzip
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

import typer

from percorso.domain.errors import EngineError


class NotWritten(EngineError):
    """The file could not be written."""

    def __init__(self, path: Path, cause: OSError) -> None:
        self.path = path
        self.cause = cause
        super().__init__(
            f"{path} could not be written: {cause.strerror or cause}. Check the folder, its "
            "permissions and free disk space."
        )


class AnswerNotPrinted(EngineError):
    """The screen, a pipe or a redirected file did not take the answer."""

    def __init__(self, cause: OSError) -> None:
        self.cause = cause
        super().__init__(
            f"The answer could not be printed: {cause.strerror or cause}. What was loaded is kept; "
            "make room where the output goes and ask again."
        )


def write_out(content: str | bytes, path: Path | None) -> None:
    """Print text or bytes, or put them into a file that is there whole or not at all.

    Raises:
        NotWritten: the disk or the folder refuses.
    """
    if path is None:
        typer.echo(content, nl=isinstance(content, str) and not content.endswith("\n"))
        return
    whole = content.encode() if isinstance(content, str) else content
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            # A pipe or a device is written to, never replaced; a folder refuses by itself.
            target.write_bytes(whole)
        else:
            _replace(whole, target)
    except OSError as cause:
        raise NotWritten(path, cause) from cause


def make_folder(path: Path) -> None:
    """Make a folder for several files, where there is none.

    Raises:
        NotWritten: the disk refuses, or a file is in the way.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as cause:
        raise NotWritten(path, cause) from cause


def write_pieces(pieces: Iterable[str], path: Path | None) -> None:
    """Print pieces of text as they come, or put them into a file, there whole or not at all.

    A file whose name ends in `.gz` is compressed.

    Raises:
        NotWritten: the disk or the folder refuses.
    """
    if path is None:
        for piece in pieces:
            typer.echo(piece, nl=False)
        return
    draft: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=".percorso-", delete=False
        ) as file:
            draft = Path(file.name)
            with (
                gzip.open(file, "wb")
                if path.suffix == ".gz"
                else contextlib.nullcontext(file) as to
            ):
                for piece in pieces:
                    to.write(piece.encode())
        draft.chmod(0o666 & ~_umask())
        draft.replace(path)
    except OSError as cause:
        raise NotWritten(path, cause) from cause
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)


def _replace(whole: bytes, target: Path) -> None:
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    draft: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(
            "wb", dir=target.parent, prefix=".percorso-", delete=False
        ) as file:
            draft = Path(file.name)
            file.write(whole)
        draft.chmod(mode)
        draft.replace(target)
    except OSError:
        if draft is not None:
            draft.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
