"""The doors of a workspace in this process: requests go in, answers come out."""

import asyncio
import base64
import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from percorso.collect.http.app import collector_app
from percorso.collect.http.collector import Collector
from percorso.collect.http.limits import Limits, Room
from percorso.settings import Settings
from percorso.workspace import Workspace
from percorso.workspace.server.sources_desk import NewKey
from percorso.workspace.stores import open_stores
from tests.conftest import DATABASES
from tests.postgresql import Cluster


class Doors:
    """A workspace with a server's and a browser's source, and its doors."""

    def __init__(
        self, home: Path, keys: tuple[NewKey, NewKey], limits: Limits, records_url: str
    ) -> None:
        settings = Settings(workspace=home, records_url=records_url)
        self.workspace = Workspace(home, settings)
        self.server, self.browser = keys
        self.stores = open_stores(home, settings, create=False)
        self.collector = Collector.over(self.stores.records, home, limits)
        self._app = collector_app(self.collector, self._no_health)

    def make_room(self) -> None:
        """Let the disk have room again."""
        self.collector.room = Room(self.workspace.folder, Limits(least_free=0, least_free_share=0))

    async def _no_health(self) -> tuple[int, dict[str, object]]:
        return 200, {}

    def request(self, method: str, path: str, **given: object) -> httpx.Response:
        return asyncio.run(self.asked(method, path, **given))

    async def asked(self, method: str, path: str, **given: object) -> httpx.Response:
        """The same on a loop of the caller's."""
        transport = httpx.ASGITransport(
            self._app, client=(str(given.pop("address", "192.0.2.7")), 1)
        )
        async with httpx.AsyncClient(transport=transport, base_url="http://c.test") as client:
            return await client.request(method, path, **given)

    def send(self, body: object, path: str = "/v1/batch", key: str | None = None, **headers: str):
        """POST a body with the server's key, or another one; "" sends none."""
        key = self.server.write_key if key is None else key
        if key:
            headers["Authorization"] = basic(key)
        content = {"content": body} if isinstance(body, bytes) else {"json": body}
        return self.request("POST", path, headers=headers, **content)

    def ledger(self, source: str = "shop") -> tuple[int, int, int]:
        """(received, rejected, pending) of a source."""
        lines = {line.source: line for line in self.workspace.sources.ledger()}
        line = lines[source]
        return line.received, line.rejected, line.pending


def basic(key: str) -> str:
    return "Basic " + base64.b64encode(f"{key}:".encode()).decode()


@pytest.fixture
def limits() -> Limits:
    """How much the doors take."""
    return Limits(least_free=0, least_free_share=0.0)


@dataclass(frozen=True)
class Founded:
    """A workspace with two sources, to be copied: to found one takes its time."""

    home: Path
    records_url: str
    keys: tuple[NewKey, NewKey]


@pytest.fixture(scope="package", params=DATABASES)
def founded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Founded]:
    """The workspace every test has a copy of, on either database."""
    yield from founded_in(request.param, request, tmp_path_factory)


def founded_in(
    database: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Founded]:
    """Such a workspace, as long as it is needed."""
    home = tmp_path_factory.mktemp("founded") / "home"
    with contextlib.ExitStack() as made:
        url = ""
        if database == "PostgreSQL":
            url = made.enter_context(request.getfixturevalue("postgresql").database())
        settings = Settings(workspace=home, records_url=url)
        sources = Workspace(home, settings, create=True).sources
        server = sources.add("shop", kind="server")
        browser = sources.add("site", kind="browser", origins=["https://shop.example"])
        yield Founded(home, url, (server, browser))


@pytest.fixture
def doors(
    request: pytest.FixtureRequest, tmp_path: Path, founded: Founded, limits: Limits
) -> Iterator[Doors]:
    """Open doors; when they close, nothing is unaccounted for."""
    shutil.copytree(founded.home, tmp_path / "home")
    with contextlib.ExitStack() as made:
        url = founded.records_url
        if url:
            cluster: Cluster = request.getfixturevalue("postgresql")
            url = made.enter_context(cluster.database(like=cluster.name(url)))
        opened = Doors(tmp_path / "home", founded.keys, limits, url)
        yield opened
        opened.collector.writer.close()
        assert all(line.difference == 0 for line in opened.workspace.sources.ledger())
