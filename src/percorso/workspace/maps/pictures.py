"""The pictures of personas: kept in the workspace under the name of their content."""

import hashlib
from pathlib import Path

from percorso.domain.errors import EngineError
from percorso.domain.picture import picture_kind
from percorso.workspace.stores import Stores

_PICTURES = "pictures"


class PictureNotKept(EngineError):
    """The picture could not be written or read in the workspace."""

    def __init__(self, path: Path, cause: OSError) -> None:
        self.path = path
        self.cause = cause
        super().__init__(
            f"The picture {path} could not be kept: {cause.strerror or cause}. Check free disk "
            "space and permissions, then try again."
        )


def pictures_of(stores: Stores) -> Path:
    """The folder they lie in."""
    return stores.folder / _PICTURES


def kept_picture(stores: Stores, data: bytes) -> str:
    """Keep a picture; the name it has now.

    Raises:
        PictureRefused: it is none, too large, or could do something.
        PictureNotKept: the workspace refuses.
    """
    name = f"{hashlib.sha256(data).hexdigest()[:16]}.{picture_kind(data)}"
    folder = pictures_of(stores)
    try:
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    except OSError as cause:
        raise PictureNotKept(folder / name, cause) from cause
    return name
