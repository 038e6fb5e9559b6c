"""The named places where a process is killed: what it is about, what runs, and where it dies."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.faults.child import Spot, Touch
from tests.faults.disk import Kind

_LOADING = "percorso.workspace.arrivals.inbox_loading"
_SEALING = "percorso.workspace.arrivals.sealing"
_WAL = "records.sqlite-wal"


@dataclass(frozen=True)
class Point:
    """A place where a process dies.

    Attributes:
        name: What has happened there, and what has not.
        story: What runs: a test of that name tells it.
        place: Where it is.
    """

    name: str
    story: str
    place: Spot | Touch


def _before(name: str, story: str, function: str, call: int = 1) -> Point:
    return Point(name, story, Spot(function, call=call))


def _after(name: str, story: str, function: str, call: int = 1) -> Point:
    return Point(name, story, Spot(function, after=True, call=call))


def _touch(name: str, story: str, part: str, kinds: Kind, call: int = 1) -> Point:
    return Point(name, story, Touch(part, kinds, call))


_FOUNDING = (
    _touch("folder not made", "founding", "home", Kind.FOLDER),
    _touch("folders made, key not written", "founding", "workspace.key.draft", Kind.WRITE),
    _touch("key written, not synced", "founding", "workspace.key.draft", Kind.SYNC),
    _touch("key synced, not in place", "founding", "workspace.key", Kind.RENAME),
    _before("key in place, no tables", "founding", "percorso.store.records.database:_migrate"),
    _after("tables made, no company", "founding", "percorso.store.records.database:_migrate"),
    _after("company written, not committed", "founding",
           "percorso.workspace.stores:catalogue_records.add_touchpoints"),
)  # fmt: skip

_DOOR = (
    _before("door: read, not judged", "serving", "percorso.collect.http.collector:judged", 2),
    _before("door: judged, not handed over", "serving",
            "percorso.collect.http.collector:InboxWriter.put", 2),
    _before("writer: begun, nothing written", "serving",
            "percorso.store.inbox_writer:store_deliveries", 2),
    _after("writer: batches written, ledger not", "serving",
           "percorso.store.inbox_writer:add_batches", 2),
    _after("writer: all written, not committed", "serving",
           "percorso.store.inbox_writer:store_deliveries", 2),
    _touch("records: committing, nothing on disk", "serving", _WAL, Kind.WRITE, 9),
    _touch("records: a part of a commit on disk", "serving", _WAL, Kind.WRITE, 10),
    _touch("records: written, not synced", "serving", _WAL, Kind.SYNC, 6),
    _before("writer: committed, nobody told", "serving",
            "percorso.collect.http.collector:_Bell.ring", 2),
    _after("writer: told, no answer written", "serving",
           "percorso.collect.http.collector:_Bell._answer", 2),
    _before("door: told, answer not made", "serving",
            "percorso.collect.http.collector:answers.success", 2),
)  # fmt: skip

_BEGINNING = (
    _before("loader: a source's first page, no place", "beginning", f"{_LOADING}:_first_place"),
    _after("loader: place noted, nothing read", "beginning", f"{_LOADING}:_first_place"),
)

_LOADER = (
    _before("loader: held, nothing done", "serving",
            "percorso.workspace.server.loader:catch_up", 2),
    _before("loader: read, not judged", "serving", f"{_LOADING}:_judge"),
    _after("loader: judged, nothing written", "serving", f"{_LOADING}:_judge"),
    _before("loader: counted, place not moved", "serving",
            f"{_LOADING}:inbox_records.keep_place", 2),
    _after("loader: place moved, not committed", "serving",
           f"{_LOADING}:inbox_records.keep_place", 2),
    _before("loader: committed, not stored", "serving", f"{_LOADING}:store_inbox"),
    _before("loader: rows stored, not that they are", "serving",
            "percorso.workspace.arrivals.storing:note_inbox_loaded"),
    _touch("warehouse: committing, nothing on disk", "serving", "warehouse.duckdb.wal",
           Kind.WRITE, 3),
    _touch("warehouse: written, not synced", "serving", "warehouse.duckdb.wal", Kind.SYNC, 2),
    _after("loader: stored, next page not begun", "serving", f"{_LOADING}:store_inbox"),
    _before("loader: stored, not linked", "serving",
            "percorso.workspace.server.loader:link_and_resolve"),
    _before("linking: people found, none written", "serving",
            "percorso.workspace.arrivals.who_is_who:link_identifiers"),
    _after("linking: links written, not committed", "serving",
           "percorso.workspace.arrivals.who_is_who:link_identifiers"),
    _before("linking: committed, not resolved", "serving",
            "percorso.workspace.arrivals.who_is_who:resolve_interactions"),
    _after("linking: resolved, not committed", "serving",
           "percorso.workspace.arrivals.who_is_who:resolve_interactions"),
)  # fmt: skip

_SEALER = (
    _before("sealing: read, no draft", "serving", f"{_SEALING}:_write_draft"),
    _touch("sealing: half a draft", "serving", "scratch/", Kind.WRITE, 2),
    _after("sealing: draft written, not synced", "serving", f"{_SEALING}:_write_draft"),
    _touch("sealing: synced, not in place", "serving", "archive/", Kind.RENAME),
    _touch("sealing: in place, folder not synced", "serving", "archive", Kind.SYNC_FOLDER),
    _after("sealing: sealed, not registered", "serving",
           "percorso.workspace.stores:Archive.seal"),
    _after("sealing: registered, batches there", "serving",
           f"{_SEALING}:source_records.register_segment"),
    _after("sealing: batches gone, not committed", "serving",
           f"{_SEALING}:inbox_records.release_batches"),
    _before("sealing: committed, warehouse not told", "serving",
            f"{_SEALING}:intake_sql.note_loaded"),
    _before("sealing: a second segment, after one", "serving", f"{_SEALING}:_write_draft", 2),
)  # fmt: skip

_STOPPING = (
    _before("stopping: loader ended, writer not", "stopping",
            "percorso.store.inbox_writer:InboxWriter.close"),
    _before("stopping: told, still listening", "stopping", "uvicorn:Server.shutdown"),
)  # fmt: skip

_RESTARTING = (
    _after("catching up: strays removed", "restarting",
           "percorso.workspace.stores:Archive.remove_unregistered"),
    _before("catching up: batches read again", "restarting", f"{_LOADING}:store_inbox"),
    _after("catching up: batches stored again", "restarting", f"{_LOADING}:store_inbox"),
    _before("catching up: not linked", "restarting",
            "percorso.workspace.arrivals.catching_up:link_and_resolve"),
)  # fmt: skip

_MENDING = (
    _before("damaged warehouse: found, not set aside", "mending",
            "percorso.workspace.stores:set_aside"),
    _touch("damaged warehouse: not set aside", "mending", "warehouse.damaged", Kind.RENAME),
    _after("damaged warehouse: set aside, none made", "mending",
           "percorso.workspace.stores:set_aside"),
    _before("damaged warehouse: empty one made", "mending",
            "percorso.workspace.arrivals.catching_up:_store_again"),
    _after("damaged warehouse: one segment in", "mending",
           "percorso.workspace.arrivals.catching_up:_store_again"),
)  # fmt: skip

_REBUILDING = (
    _before("rebuild: empty", "rebuilding", "percorso.workspace.loading.rebuilding:catch_up"),
    _after("rebuild: one segment in", "rebuilding",
           "percorso.workspace.arrivals.catching_up:_store_again"),
    _after("rebuild: full, not in place", "rebuilding",
           "percorso.workspace.loading.rebuilding:catch_up"),
    _before("rebuild: closed, not in place", "rebuilding",
            "percorso.workspace.stores:put_in_place"),
    _touch("rebuild: log gone, not in place", "rebuilding", "warehouse.duckdb", Kind.RENAME),
    _after("rebuild: in place", "rebuilding", "percorso.workspace.stores:put_in_place"),
)  # fmt: skip

_REPLAYING = (
    _before("replay: nothing written", "replaying",
            "percorso.workspace.loading.replaying_messages:store_deliveries"),
    _after("replay: batches in, not committed", "replaying",
           "percorso.workspace.loading.replaying_messages:store_deliveries"),
    _before("replay: committed, not loaded", "replaying",
            "percorso.workspace.loading.replaying_messages:load_inbox"),
    _after("replay: loaded, not linked", "replaying",
           "percorso.workspace.loading.replaying_messages:load_inbox"),
)  # fmt: skip

POINTS = (
    *_FOUNDING, *_DOOR, *_BEGINNING, *_LOADER, *_SEALER, *_STOPPING, *_RESTARTING, *_MENDING,
    *_REBUILDING, *_REPLAYING,
)  # fmt: skip


def chains(points: Sequence[Point], longest: int) -> list[list[Point]]:
    """Points in their order, those of one story together, so many at most."""
    found: list[list[Point]] = []
    for point in points:
        if found and found[-1][0].story == point.story and len(found[-1]) < longest:
            found[-1].append(point)
        else:
            found.append([point])
    return found
