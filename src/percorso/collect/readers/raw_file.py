"""How the bytes of a file are reached: plain or gzipped, told by content, errors in words."""

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from percorso.collect.file_errors import (
    DamagedGzip,
    FileUnreadable,
    NotAFile,
    SourceFileMissing,
    UndecodableFile,
)

_BUFFER_BYTES = 1 << 18


@dataclass(frozen=True, slots=True)
class OpenBytes:
    """An open file: its bytes after unpacking, and how many of the stored ones are read."""

    stream: io.BufferedReader
    bytes_done: Callable[[], int]


@contextmanager
def reading(path: Path) -> Iterator[OpenBytes]:
    """Opens the file and unpacks it when its first bytes say gzip.

    Raises:
        SourceFileMissing: there is no such file.
        NotAFile: it is a folder.
        FileUnreadable: the system refuses.
        DamagedGzip: the compressed bytes end too early or are broken.
        UndecodableFile: UTF-16 or UTF-32 text that breaks off inside a sign.
    """
    try:
        with path.open("rb", buffering=0) as raw:
            stream = _unpacked(raw, is_gzip(path))
            with stream:
                yield OpenBytes(stream, raw.tell)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DamagedGzip(path, str(error)) from error
    except FileNotFoundError as error:
        raise SourceFileMissing(path) from error
    except IsADirectoryError as error:
        raise NotAFile(path) from error
    except OSError as error:
        raise FileUnreadable(path, error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise UndecodableFile(path, error.encoding, error.reason) from error


def is_gzip(path: Path) -> bool:
    """Whether the first two bytes are those of gzip."""
    with path.open("rb") as raw:
        return raw.read(2) == b"\x1f\x8b"


def _unpacked(raw: io.FileIO, compressed: bool) -> io.BufferedReader:
    if not compressed:
        return io.BufferedReader(raw, _BUFFER_BYTES)
    # GzipFile is buffered itself, but slow line by line: the buffer around it is what we read.
    return io.BufferedReader(gzip.GzipFile(fileobj=raw), _BUFFER_BYTES)
