"""Runs the server of a workspace: its doors, its loader, and what it says of its health."""

import asyncio
import contextlib
import gc
import resource
import shutil
import signal
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, cast

import uvicorn
from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from percorso.collect.http.app import collector_app
from percorso.collect.http.collector import Collector
from percorso.collect.http.gate import HostGate, names_of_server
from percorso.collect.http.limits import Limits
from percorso.domain.errors import ConflictError, PercorsoError
from percorso.settings import Settings
from percorso.store.lock import ServerRunning, WorkspaceHeld, hold_server
from percorso.store.records import inbox as inbox_records
from percorso.store.records import sources as source_records
from percorso.store.records.claims import this_process
from percorso.store.warehouse_tables_sql import LAYOUT_OF_TABLES
from percorso.workspace.server.loader_process import LoaderProcess
from percorso.workspace.server.sources_desk import ledger_lines
from percorso.workspace.stores import Stores, now_utc

_KB, _MB = 1024, 1024 * 1024
# Together within the ten seconds a stop may take.
_ANSWER_SECONDS = 6
_LOADER_SECONDS = 3.0
_RECENT = timedelta(minutes=5)
# A batch of a hundred events is some thousand objects, which go by themselves.
_YOUNG_OBJECTS = 20_000


class PortTaken(ConflictError):
    """Another program listens there."""

    def __init__(self, host: str, port: int, cause: OSError) -> None:
        self.host = host
        self.port = port
        super().__init__(
            f"Nothing can listen on {host}, port {port}: {cause.strerror or cause}. "
            "Name another one with --port."
        )


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens."""

    host: str
    port: int

    def __str__(self) -> str:
        """As a browser writes it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"


def serve(
    stores: Stores, address: Address, *, loads: bool, pages: ASGIApp | None = None,
    on_ready: Callable[[Address], None],
) -> None:  # fmt: skip
    """Take messages in until the process is told to end; then finish what is under way.

    Args:
        stores: The workspace.
        address: Where to listen; port 0 is any that is free.
        loads: Whether to load the inbox, too.
        pages: Answers who asks for anything but the doors; None is that there is nothing.
        on_ready: Called with the address when senders can come.

    Raises:
        ServerRunning: a server of this workspace runs.
        PortTaken: another program listens there.
    """
    _allow_many_senders()
    with (
        _garbage_seldom_counted(),
        listening(address) as (listener, bound),
        hold_server(stores.folder, str(bound)),
        stores.records.served(
            this_process(str(bound)), lambda holder: ServerRunning(stores.folder, holder)
        ),
    ):
        collector = Collector.over(stores.records, stores.folder, limits_of(stores.settings))
        loader = LoaderProcess(stores) if loads else None
        health = _Health(stores, collector, loader)
        config = uvicorn.Config(
            guarded(
                collector_app(
                    collector, health.say, stores.settings.public_url, stores.company().time_zone,
                    pages,
                ),
                stores.settings, bound,
            ),
            http="httptools", lifespan="off",
            access_log=False, log_config=None, server_header=False, proxy_headers=False,
            timeout_graceful_shutdown=_ANSWER_SECONDS,
        )  # fmt: skip
        server = uvicorn.Server(config)
        try:
            with _told_to_end(server):
                on_ready(bound)
                server.run(sockets=[listener])
        finally:
            if loader is not None:
                loader.stop(_LOADER_SECONDS)
            collector.writer.close()


def guarded(app: ASGIApp, settings: Settings, address: Address) -> ASGIApp:
    """The doors under their own names alone, and behind a proxy with the address of who sends."""
    names = names_of_server(address.host, settings.public_url, settings.allowed_hosts.split(","))
    gate = HostGate(app, names)
    if not settings.trusted_proxies:
        return gate
    return cast("ASGIApp", ProxyHeadersMiddleware(cast("Any", gate), settings.trusted_proxies))


def _allow_many_senders() -> None:
    """Let as many sockets be open as the machine allows; the usual limit is a thousand files."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


@contextlib.contextmanager
def _garbage_seldom_counted() -> Iterator[None]:
    """Look through what is loaded by now no more: it stays, and each look would hold answers up."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS)
    try:
        yield
    finally:
        # The engine tells of whatever is not let go by the end.
        gc.unfreeze()
        gc.set_threshold(*before)


@contextlib.contextmanager
def _told_to_end(server: uvicorn.Server) -> Iterator[None]:
    """Let the server end by itself when it is told to, from the first moment on.

    It has handlers of its own while it runs, and raises the signal again at its end.
    """

    def end(*_: object) -> None:
        server.should_exit = True

    before = {one: signal.signal(one, end) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def limits_of(settings: Settings) -> Limits:
    """The limits of the doors as the settings say."""
    return Limits(
        event_of_server=settings.server_event_kb * _KB,
        key_per_second=settings.key_requests_per_second,
        address_per_second=settings.address_requests_per_second,
        least_free=settings.least_free_mb * _MB,
        least_free_share=settings.least_free_share,
    )


@contextlib.contextmanager
def listening(address: Address) -> Iterator[tuple[socket.socket, Address]]:
    """A socket that senders can reach, and where it is.

    Raises:
        PortTaken: another program listens there.
    """
    try:
        family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
        listener = socket.create_server((address.host, address.port), family=family, backlog=2048)
    except OSError as cause:
        raise PortTaken(address.host, address.port, cause) from cause
    # Senders' sockets inherit it: asyncio sets it where a socket names its protocol alone, and an
    # answer in two pieces would wait 40 ms for the sender to confirm the first.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with listener:
        yield listener, Address(address.host, listener.getsockname()[1])


class _Health:
    """Says whether messages are kept and get on, by asking both stores."""

    def __init__(self, stores: Stores, collector: Collector, loader: LoaderProcess | None) -> None:
        # Who asks for health waits for nobody.
        self._stores = Stores(stores.folder, replace(stores.settings, lock_wait_seconds=0.0))
        self._collector = collector
        self._loader = loader

    async def say(self) -> tuple[int, dict[str, Any]]:
        """A status for machines that ask, and what there is to say."""
        return await asyncio.to_thread(self._said)

    def _said(self) -> tuple[int, dict[str, Any]]:
        try:
            said = self._of_records()
        except PercorsoError as failure:
            return 503, {"status": "failing", "records": str(failure)}
        warehouse = self._of_warehouse()
        trouble = self._loader.trouble if self._loader is not None else None
        is_short = self._collector.room.is_short()
        disk = shutil.disk_usage(self._stores.folder)
        is_well = warehouse in ("ok", "loading") and trouble is None
        status = "storage_full" if is_short else "ok" if is_well else "degraded"
        return (503 if is_short else 200), {
            "status": status,
            "records": "ok",
            "warehouse": warehouse,
            "loader": "off" if self._loader is None else trouble or "ok",
            "disk_free_bytes": disk.free,
            **said,
            "turned_away": dict(self._collector.refused),
        }

    def _of_records(self) -> dict[str, Any]:
        now = now_utc()
        with self._stores.records.read() as connection:
            waiting = inbox_records.pending(connection).values()
            lines = ledger_lines(connection)
            received, rejected = source_records.received_since(connection, now - _RECENT)
        oldest = min((one.oldest_at for one in waiting), default=None)
        return {
            "inbox": {
                "messages": sum(one.messages for one in waiting),
                "oldest_seconds": None if oldest is None else (now - oldest).total_seconds(),
            },
            "rejected_share": rejected / received if received else 0.0,
            "ledger_difference": sum(abs(line.difference) for line in lines),
        }

    def _of_warehouse(self) -> str:
        if not self._stores.warehouse_path.exists():
            return "ok"
        try:
            with self._stores.hold(to_write=False) as warehouse:
                warehouse.value(LAYOUT_OF_TABLES)
        except WorkspaceHeld:
            return "loading"
        except PercorsoError as failure:
            return str(failure)
        return "ok"
