"""A server that has shown pages and loaded ends without a word."""

import signal
import urllib.request
from pathlib import Path

from tests.flows.server import Server


def test_an_end_is_quiet(tmp_path: Path) -> None:
    with Server(tmp_path / "shop", is_forged=False) as server:
        with urllib.request.urlopen(f"{server.address}/customers", timeout=60) as page:  # noqa: S310
            assert page.status == 200
        server.health()
        server.process.send_signal(signal.SIGTERM)
        _, said = server.process.communicate(timeout=30)
    assert said == ""
    assert server.process.returncode == 0
