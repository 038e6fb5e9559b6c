"""Where a command's answer goes: the screen, or a file written whole."""

import os
import tempfile
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


def write_out(text: str, path: Path | None) -> None:
    """Print the text, or put it into a file that is there whole or not at all.

    Raises:
        NotWritten: the disk or the folder refuses.
    """
    if path is None:
        typer.echo(text, nl=not text.endswith("\n"))
        return
    draft: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(
            "w", dir=path.parent, prefix=".percorso-", delete=False, encoding="utf-8"
        ) as file:
            draft = Path(file.name)
            file.write(text)
        draft.chmod(0o666 & ~_umask())
        draft.replace(path)
    except OSError as cause:
        if draft is not None:
            draft.unlink(missing_ok=True)
        raise NotWritten(path, cause) from cause


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
