"""A small real shop of four pages with the script of a running collector, and what came of it."""

import json
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from percorso.settings import Settings
from percorso.workspace import Workspace
from percorso.workspace.restoring import up_to_date
from percorso.workspace.stores import open_stores
from tests.flows.browser import site
from tests.flows.door import percorso
from tests.flows.server import Server

_PAGES = Path(__file__).parent / "shop_pages"
_TOLD = """
select observed_name_no, properties, list_transform(identifier_keys, lambda one: one.key)
from interaction where source_no = {source_no} order by occurred_at, message_id"""


@dataclass(frozen=True)
class Told:
    """One interaction of the warehouse: what happened, its properties, and who it points to."""

    name: str
    properties: dict[str, Any]
    who: tuple[str, ...]


class PageShop:
    """A shop whose pages hold the tag that `percorso source add` printed.

    Args:
        server: The collector.
        folder: Where its pages lie.
        origin: Where they are served.
        headers: Of every page; may be changed.
        name: Of its source.
    """

    def __init__(
        self, server: Server, folder: Path, origin: str, headers: dict[str, str], name: str
    ) -> None:
        self.server, self.folder, self.origin, self.name = server, folder, origin, name
        made = percorso(
            "source", "add", name, "--kind", "browser", "--origin", origin,
            "-w", server.home, "--json",
        ).data  # fmt: skip
        self._workspace = Workspace(server.home, Settings(workspace=server.home))
        self.tag = made["tag"].replace("http://127.0.0.1:8400", server.address)
        # As strict as a policy can be that names the collector.
        headers["Content-Security-Policy"] = (
            f"default-src 'none'; style-src 'self'; script-src 'self' {server.address}; "
            f"connect-src {server.address}; base-uri 'none'; form-action 'self'"
        )
        self.build()

    def build(self, **settings: str) -> None:
        """Write the pages, the settings of the tag by the names of their attributes."""
        said = "".join(f' data-{name.replace("_", "-")}="{it}"' for name, it in settings.items())
        for page in _PAGES.iterdir():
            text = page.read_text()
            tag = self.tag.replace(" data-write-key", f"{said} data-write-key")
            (self.folder / page.name).write_text(text.replace("<!-- percorso -->", tag))

    def open(self, page: Page, path: str = "product.html") -> Page:
        """Visit a page, and wait until the script is there."""
        page.goto(f"{self.origin}/{path}")
        self.ready(page)
        return page

    def ready(self, page: Page) -> None:
        """Wait until the script is there."""
        page.wait_for_function("percorso.isReady && document.readyState === 'complete'")

    def told(self, count: int) -> list[Told]:
        """The interactions in the order they happened, once so many have come."""
        self.came(count)
        self.server.drained()
        home = self.server.home
        stores = open_stores(home, Settings(workspace=home, lock_wait_seconds=30), create=False)
        with up_to_date(stores) as warehouse, stores.records.read() as connection:
            numbers = dict(connection.exec_driver_sql("select key, no from source").all())
            names = dict(connection.exec_driver_sql("select no, name from observed_name").all())
            rows = warehouse.rows(_TOLD.format(source_no=numbers[self.name]))
        found = [Told(names[no], json.loads(told), tuple(who)) for no, told, who in rows]
        # As the page's own clock has it: what several deliveries brought is set right by how long
        # each was on its way, which a busy machine stretches.
        return sorted(found, key=lambda one: str(one.properties["_timestamp"]))

    def ledger(self) -> dict[str, int]:
        """What became of all that came."""
        lines = self._workspace.sources.ledger()
        found = [line.as_json() for line in lines if line.source == self.name]
        return found[0] if found else {"received": 0}

    def came(self, count: int) -> None:
        """Wait until so many messages are in, each counted once.

        What a page sent while it was left comes twice where the next page could not know of it.
        """
        until = time.monotonic() + 30
        while (found := self.ledger()).get("pending") or _once(found) < count:
            assert time.monotonic() < until, found
            time.sleep(0.05)


def _once(ledger: Mapping[str, int]) -> int:
    return ledger["received"] - ledger.get("duplicate", 0)


@contextmanager
def page_shop(server: Server, folder: Path, name: str) -> Iterator[PageShop]:
    """The shop while its pages are served."""
    folder.mkdir()
    headers: dict[str, str] = {}
    with site(folder, headers) as origin:
        yield PageShop(server, folder, origin, headers, name)
    shutil.rmtree(folder)
