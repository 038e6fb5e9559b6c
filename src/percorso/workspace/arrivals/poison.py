"""Finds the message that kills the process reading it, so that the others can go on.

Before a page is read, a file notes it; after, the file goes. A process that dies in between leaves
it. Where two have died over the same page, its messages are tried in a process of their own, which
says which one it is at: the one it dies over is left out, and the rest tried again.
"""

import contextlib
import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from percorso.collect.contact_rows import stage_contacts
from percorso.collect.messages import RawMessage, ReadMessage, messages_of, read_message
from percorso.store.records.inbox import Batch, Place
from percorso.store.warehouse import Warehouse, passing_warehouse
from percorso.workspace.stores import Stores

_LOG = logging.getLogger("percorso")
_DEATHS_BEFORE_TRIAL = 2
_SUSPECTED = (
    "Two processes have died over the same messages of the inbox: %s are tried in a process of "
    "their own."
)
KILLS = (
    "The process that reads this message is killed by it: two have died over messages it stood "
    "among, and a third over this one alone. Report it; it comes in when a release can read it."
)


@dataclass(frozen=True, slots=True)
class Killer:
    """A message that kills who reads it, or may do so.

    Attributes:
        batch_no: The batch it stands in.
        place: Its place in the batch, from 0.
    """

    batch_no: int
    place: int
    message: RawMessage


@contextlib.contextmanager
def noted(stores: Stores, place: Place) -> Iterator[bool]:
    """Note for the length of a block that the next page of a source is being read.

    The note is not synced: it outlives the process that is killed by a message, and a power cut
    has other reasons.

    Yields:
        Whether so many processes have died over the page that its messages are to be tried.
    """
    path = stores.scratch / f"reading-{place.source_no:04d}"
    deaths = _deaths(path, place)
    path.write_text(f"{place.loaded_no} {deaths + 1}", encoding="ascii")
    try:
        yield deaths >= _DEATHS_BEFORE_TRIAL
    finally:
        # What raises has killed nobody.
        path.unlink(missing_ok=True)


def _deaths(path: Path, place: Place) -> int:
    """How many processes have died over the page that begins at a place."""
    try:
        loaded_no, deaths = map(int, path.read_text(encoding="ascii").split())
    except (FileNotFoundError, ValueError):
        return 0
    return deaths if loaded_no == place.loaded_no else 0


def tried(stores: Stores, batches: Sequence[Batch]) -> tuple[Sequence[Batch], list[Killer]]:
    """Read batches over which processes have died where nobody is harmed.

    Returns:
        The batches that may be read, all or as many of the first as kill nobody together; and
        their messages that must not be.
    """
    rest = [one for batch in batches for one in _placed(batch)]
    _LOG.warning(_SUSPECTED, f"{len(rest):,}")
    killers: list[Killer] = []
    is_one_by_one = False
    while (at := dies_at(stores, rest, is_one_by_one=is_one_by_one)) is not None:
        if at < len(rest):
            killers.append(rest.pop(at))
        elif is_one_by_one:
            return _harmless_together(stores, batches, rest), killers
        else:
            # One of those that are laid out together: alone it shows.
            is_one_by_one = True
    return batches, killers


def _placed(batch: Batch) -> list[Killer]:
    """The messages of a batch, each suspected."""
    places = [place for place in range(batch.messages) if place not in batch.refused]
    return [
        Killer(batch.no, place, raw) for place, raw in zip(places, messages_of(batch), strict=False)
    ]


def _harmless_together(
    stores: Stores, batches: Sequence[Batch], rest: Sequence[Killer]
) -> Sequence[Batch]:
    """The first batches, so many that they kill nobody: where all are too much at once."""
    count = len(batches)
    while count > 1:
        count //= 2
        fewer = [one for one in rest if one.batch_no <= batches[count - 1].no]
        if dies_at(stores, fewer, is_one_by_one=False) is None:
            break
    return batches[:count]


def dies_at(stores: Stores, suspects: Sequence[Killer], *, is_one_by_one: bool) -> int | None:
    """Over which message a process of its own is killed that reads them and lays them out.

    Args:
        stores: The workspace.
        suspects: The messages.
        is_one_by_one: Whether each is laid out alone, before all are together.

    Returns:
        Its place, from 0; how many there are where it is killed over all together; None where it
        survives.
    """
    told = [(one.message.raw, one.message.envelope, one.message.received_at) for one in suspects]
    settings = stores.settings
    trial = subprocess.run(  # noqa: S603 - this program itself
        [sys.executable, "-P", "-m", __name__, str(settings.memory_limit_mb), str(stores.scratch),
         *(["one by one"] if is_one_by_one else [])],
        input=msgspec.msgpack.encode(told), stdout=subprocess.PIPE, check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )  # fmt: skip
    said = trial.stdout.split()
    return int(said[-1]) if trial.returncode < 0 and said else None


def _try(messages: Sequence[RawMessage], warehouse: Warehouse, *, is_one_by_one: bool) -> None:
    """Read messages as the loader does, and say before each which it is.

    What raises is no matter here: the loader sees it, too.
    """
    read: list[ReadMessage] = []
    for place, message in enumerate(messages):
        os.write(1, b"%d\n" % place)
        with contextlib.suppress(Exception):
            read.append(read_message(message))
            if is_one_by_one and read[-1].contacts:
                stage_contacts(warehouse, read[-1:], 0)
    os.write(1, b"%d\n" % len(messages))
    with contextlib.suppress(Exception):
        stage_contacts(warehouse, [one for one in read if one.contacts], 0)


def main(memory_limit_mb: int, scratch: Path, *, is_one_by_one: bool) -> None:
    """Try the messages that come on the standard input."""
    told = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=list[tuple[str, str, datetime]])
    with passing_warehouse(
        memory_limit_mb=memory_limit_mb, temporary_limit_mb=memory_limit_mb, scratch=scratch
    ) as warehouse:
        _try([RawMessage(*one) for one in told], warehouse, is_one_by_one=is_one_by_one)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), is_one_by_one=len(sys.argv) > 3)
