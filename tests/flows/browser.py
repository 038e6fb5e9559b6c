"""A real Chromium, driven as a visitor would, and a small web server for the pages it visits."""

import contextlib
import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

# A loaded machine may take its time.
expect.set_options(timeout=30_000)

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# Without this a headless browser says so, and its visits count as a robot's.
PERSON = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36"
)
# Nothing but what the test itself serves may be asked for.
_OPTIONS = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-default-apps",
)  # fmt: skip


@contextlib.contextmanager
def launched() -> Iterator[Browser]:
    """A browser until the block ends; skips the test where there is none, but never in CI."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("chromium is not installed, and CI is set")
        pytest.skip("chromium is not installed")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(_OPTIONS))
        try:
            yield browser
        finally:
            browser.close()


class _Pages(http.server.SimpleHTTPRequestHandler):
    """Serves a folder, each answer with the headers of the site."""

    def __init__(self, *given: object, headers: Mapping[str, str], **more: object) -> None:
        self._site_headers = headers
        super().__init__(*given, **more)  # type: ignore[arg-type]

    def end_headers(self) -> None:
        for name, value in self._site_headers.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing: a test's output is for its failures."""


class _Listener(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A browser that leaves early is no fault."""


@contextlib.contextmanager
def site(folder: Path, headers: Mapping[str, str]) -> Iterator[str]:
    """Serve a folder on this machine; gives the origin it is reached at.

    Args:
        folder: The pages. They are read at each request, so that a test may write them later.
        headers: Of every answer, by name. They may be changed while it runs.
    """
    handler = functools.partial(_Pages, directory=str(folder), headers=headers)
    with _Listener(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
