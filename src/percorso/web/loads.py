"""Files that came in through the browser: kept until they are loaded, and loaded one at a time."""

import re
import secrets
import shutil
import tempfile
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from percorso.domain.load_report import LoadReport
from percorso.domain.mapping import DateOrder
from percorso.workspace import FileOf, Workspace

LARGEST_BYTES = 100 * 1024 * 1024
DATE_ORDERS: tuple[DateOrder, ...] = ("dmy", "mdy", "ymd")
_MOST_KEPT = 20
_UNUSABLE = re.compile(r"[^\w.() -]+")


@dataclass(slots=True)
class Upload:
    """A file somebody gave, and what becomes of it.

    Attributes:
        source: The key of its source.
        recognised: role -> column as the names of the columns say, once it was looked at.
        share: How much of the load is done, 0..1.
        result: None until it is loaded.
    """

    file: Path
    source: str
    recognised: dict[str, str] = field(default_factory=dict)
    share: float = 0.0
    result: "Future[LoadReport] | None" = field(default=None)


class Loads:
    """The files of a workspace that wait, and the one that is being loaded.

    Args:
        workspace: Where they go.
        on_loaded: Called after each load, on its thread.
    """

    def __init__(self, workspace: Workspace, on_loaded: Callable[[], None]) -> None:
        self._workspace = workspace
        self._on_loaded = on_loaded
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="load")
        # The files go with it, when the process ends.
        self._home = tempfile.TemporaryDirectory(prefix="percorso-uploads-")
        self._kept: OrderedDict[str, Upload] = OrderedDict()

    def room_for(self, name: str) -> Path:
        """Where a file of this name may be written, in a folder of its own."""
        folder = Path(self._home.name) / secrets.token_urlsafe(12)
        folder.mkdir()
        return folder / _plain(name)

    def keep(self, file: Path, source: str) -> str:
        """Keep a file that was written; the token it is known by."""
        self._kept[file.parent.name] = Upload(file, source)
        while len(self._kept) > _MOST_KEPT:
            self.forget(next(iter(self._kept)))
        return file.parent.name

    def find(self, token: str) -> Upload | None:
        """The file of a token."""
        return self._kept.get(token)

    def start(self, token: str, said: FileOf) -> None:
        """Load a file, once; one that failed may begin again."""
        upload = self._kept[token]
        if upload.result is None or (upload.result.done() and upload.result.exception()):
            upload.share = 0.0
            upload.result = self._worker.submit(self._load, upload, said)

    def _load(self, upload: Upload, said: FileOf) -> LoadReport:
        def tell(_: str, share: float) -> None:
            upload.share = share

        report = self._workspace.load_together({upload.file: said}, on_progress=tell)
        self._on_loaded()
        shutil.rmtree(upload.file.parent, ignore_errors=True)
        return report

    def forget(self, token: str) -> None:
        """Let a file go."""
        upload = self._kept.pop(token)
        shutil.rmtree(upload.file.parent, ignore_errors=True)


def _plain(name: str) -> str:
    """A name of a file that means nothing to a folder.

    >>> _plain("../../etc/ordini 2026.csv")
    'ordini 2026.csv'
    """
    last = _UNUSABLE.sub("_", re.split(r"[/\\\\]", name)[-1]).strip(". ")
    return last[-120:] or "file"


def said_of(upload: Upload, chosen: dict[str, str], date_order: str) -> FileOf:
    """What is said of a file: the columns that are not what its names say, and its dates' order."""
    columns = {
        role: column
        for role, column in chosen.items()
        if column and column != upload.recognised.get(role)
    }
    order = next((one for one in DATE_ORDERS if one == date_order), None)
    return FileOf(upload.source, columns=columns or None, date_order=order)
