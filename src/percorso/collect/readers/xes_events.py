"""Events of an XES log: each with its trace's attributes and its place in the trace."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from percorso.collect.file_errors import BadXml, TooManyColumns, UnsupportedFormat
from percorso.collect.readers.raw_file import reading
from percorso.collect.readers.row import FileLimits, Place, ReadRow, RejectedRow, kept_raw
from percorso.collect.readers.safe_xml import XmlReader, XmlRefused, local_name

# The place of an event in its trace, from 1; the recogniser knows it as `sequence`.
POSITION = "event:position"

_ATTRIBUTES = frozenset({"string", "date", "int", "float", "boolean", "id", "list", "container"})
# What describes the log and not an event: declarations, defaults, names of groups of keys.
_READ_OVER = frozenset({"extension", "global", "classifier"})
# A trace's attributes stand before its events (XES standard); so many may wait for later ones.
_MOST_WAITING = 10_000
_DEEPEST = 64

_Event = tuple[int, dict[str, str]]


@dataclass(slots=True)
class _Log:
    """What the parser has met: the open elements, and events that wait to be handed over."""

    path: Path
    limits: FileLimits
    reader: XmlReader = field(init=False)
    keys: list[str] = field(default_factory=list)
    trace: dict[str, str] | None = None
    event: dict[str, str] | None = None
    event_line: int = 0
    skipped: int = 0
    is_log: bool = False
    last_line: int = 0
    position: int = 0
    waiting: list[_Event] = field(default_factory=list)
    ready: list[_Event] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element opens.

        Raises:
            UnsupportedFormat: the file is XML, but no log.
        """
        name = local_name(name)
        if not self.is_log:
            if name != "log":
                raise UnsupportedFormat(
                    self.path, f"XML (<{name}>), but no XES log", "Export it as CSV or XES."
                )
            self.is_log = True
        elif self.skipped or name in _READ_OVER:
            self.skipped += 1
        elif name == "trace":
            self.trace, self.position = {}, 0
        elif name == "event":
            # Lines tell rows apart, so no two events may share one.
            self.event_line = self.last_line = max(self.reader.line, self.last_line + 1)
            self.event = {}
        elif name in _ATTRIBUTES:
            self._open(attributes.get("key", ""))
            self._keep(attributes.get("value", ""))

    def _open(self, key: str) -> None:
        """Goes one attribute deeper.

        Raises:
            XmlRefused: there is no end to it.
        """
        self.keys.append(key)
        if len(self.keys) > _DEEPEST:
            reason = f"attributes are nested deeper than {_DEEPEST} levels"
            raise XmlRefused(self.reader.line, reason)

    def _keep(self, value: str) -> None:
        """Notes an attribute of the open event or trace; one inside another by both keys.

        Raises:
            TooManyColumns: there are more than a table has columns.
        """
        owner = self.trace if self.event is None else self.event
        if owner is None or not value:
            return
        key = plain = ".".join(key for key in self.keys if key) or "attribute"
        number = 1
        while key in owner:
            number += 1
            key = f"{plain}.{number}"
        if len(owner) >= self.limits.columns:
            raise TooManyColumns(self.path, self.reader.line, len(owner) + 1, self.limits.columns)
        owner[key] = value

    def end(self, name: str) -> None:
        """An element closes."""
        name = local_name(name)
        if self.skipped:
            self.skipped -= 1
        elif name in _ATTRIBUTES:
            self.keys.pop()
        elif name == "event" and self.event is not None:
            self._event_is_read(self.event)
            self.event = None
        elif name == "trace":
            self._hand_over()
            self.trace = None

    def _event_is_read(self, event: dict[str, str]) -> None:
        if self.trace is None:
            self.ready.append((self.event_line, event))
            return
        self.position += 1
        event[POSITION] = str(self.position)
        self.waiting.append((self.event_line, event))
        if len(self.waiting) >= _MOST_WAITING:
            self._hand_over()

    def _hand_over(self) -> None:
        case = {f"case:{key}": value for key, value in (self.trace or {}).items()}
        self.ready += [(line, {**case, **event}) for line, event in self.waiting]
        self.waiting.clear()


def xes_events(path: Path, limits: FileLimits, place: Place) -> Iterator[ReadRow]:
    """Every event as a JSON body or as a rejection.

    Its line is the one its element begins on, or the next free one where several share a line.

    Raises:
        BadXml: the file breaks off, is not XML, or declares entities.
        UnsupportedFormat: it is XML of another kind.
        TooManyColumns: an event has more attributes than columns are read.
    """
    log = _Log(path, limits)
    log.reader = XmlReader(log.start, log.end, longest_token=limits.line_bytes)
    encode = msgspec.json.Encoder(order="deterministic").encode
    try:
        with reading(path) as source:
            for _ in log.reader.blocks(source.stream):
                place.bytes_done = source.bytes_done()
                for line, cells in log.ready:
                    yield _checked(line, cells, encode(cells), limits)
                log.ready.clear()
    except XmlRefused as refused:
        raise BadXml(path, refused.line, refused.reason) from refused


def _checked(line: int, cells: dict[str, str], body: bytes, limits: FileLimits) -> ReadRow:
    if len(body) > limits.cell_bytes:
        for name, cell in cells.items():
            if len(cell.encode()) > limits.cell_bytes:
                reason = f'the value of "{name[:80]}" is larger than {limits.cell_bytes:,} bytes'
                return RejectedRow(line, "cell_too_large", reason, kept_raw(body.decode(), limits))
    return line, body
