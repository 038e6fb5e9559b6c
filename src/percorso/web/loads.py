"""Files that came in through the browser: kept until they are loaded, and loaded one at a time."""

import re
import secrets
import shutil
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from percorso.domain.load_report import LoadReport
from percorso.domain.mapping import DateOrder
from percorso.workspace import FileOf, Workspace

LARGEST_BYTES = 100 * 1024 * 1024
DATE_ORDERS: tuple[DateOrder, ...] = ("dmy", "mdy", "ymd")
MOST_TOGETHER = 20
_MOST_KEPT = 60
# Of the name of a file: that it was exported, and when.
_SAYS_NOTHING = frozenset(
    (
        "export", "esportazione", "estrazione", "dati", "data", "report", "file", "copia", "copy",
        "del", "di", "dal", "al", "of", "from", "to", "new", "nuovo", "final", "finale",
        "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto",
        "settembre", "ottobre", "novembre", "dicembre", "gen", "feb", "mar", "apr", "mag", "giu",
        "lug", "ago", "set", "ott", "nov", "dic", "jan", "may", "jun", "jul", "aug", "sep", "oct",
        "dec",
    )
)  # fmt: skip
_UNUSABLE = re.compile(r"[^\w.() -]+")


@dataclass(slots=True)
class Upload:
    """A file somebody gave, and what becomes of it.

    Attributes:
        source: The key of its source.
        together: The tokens of all files that were given at once, in their order.
        recognised: role -> column as the names of the columns say, once it was looked at.
        chosen: role -> column as somebody chose instead; empty is as they were recognised.
        date_order: The order of day and month somebody chose.
        share: How much of the load is done, 0..1.
        result: None until it is loaded.
    """

    file: Path
    source: str
    together: tuple[str, ...] = ()
    chosen: dict[str, str] = field(default_factory=dict)
    date_order: str = ""
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

    def keep_together(self, tokens: Sequence[str]) -> None:
        """Remember that some files were given at once."""
        for token in tokens:
            self._kept[token].together = tuple(tokens)

    def all(self) -> list[tuple[str, Upload]]:
        """The files there are, each with its token, in the order they came."""
        return list(self._kept.items())

    def find(self, token: str) -> Upload | None:
        """The file of a token."""
        return self._kept.get(token)

    def are_waiting(self, upload: Upload) -> bool:
        """Whether none of the files given with one was started yet."""
        given = [self._kept.get(token) for token in upload.together]
        return all(one is None or one.result is None for one in given)

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


def source_guess(name: str, known: Iterable[str]) -> str:
    """What a file's source may be called: its name without days and numbers, as it was before.

    >>> source_guess("Ordini_2026-03 (1).csv", ())
    'ordini'
    >>> source_guess("export-recensioni-google.csv", ("recensioni",))
    'recensioni'
    """
    words = re.findall(r"[^\W\d_]+", name.partition(".")[0].lower())
    for one in known:
        if one.lower() in words:
            return one
    said = [word for word in words if word not in _SAYS_NOTHING] or words
    return "-".join(said[:3])[:40] or "file"


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
