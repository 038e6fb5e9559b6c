"""Servers in processes of their own: Percorso's, and a door that keeps nothing."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_READY_SECONDS = 60.0
_LOOK_SECONDS = 0.5
# One sender stands for many: the limits of one key and one address are out of its way.
_SETTINGS = {
    "PERCORSO_KEY_REQUESTS_PER_SECOND": "1000000",
    "PERCORSO_ADDRESS_REQUESTS_PER_SECOND": "1000000",
    "PERCORSO_LEAST_FREE_MB": "0",
    "PERCORSO_LEAST_FREE_SHARE": "0",
}


class ServerFailed(RuntimeError):
    """A server did not come up, or did not get on."""


@dataclass(frozen=True)
class Door:
    """A server that takes batches.

    Attributes:
        port: Where it listens, on this machine.
        key: The key of its source.
        home: Its workspace; None where it has none.
    """

    port: int
    key: str
    home: Path | None

    def health(self) -> dict[str, Any]:
        """What it says of itself."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=30) as said:
            found: dict[str, Any] = json.loads(said.read())
            return found

    def drained(self, seconds: float) -> float | None:
        """Wait until nothing waits in the inbox; how long that took, None where it takes longer."""
        begun = time.monotonic()
        while (took := time.monotonic() - begun) < seconds:
            if not self.health()["inbox"]["messages"]:
                return took
            time.sleep(_LOOK_SECONDS)
        return None


@contextlib.contextmanager
def percorso_server(home: Path, *options: str, records_url: str = "") -> Iterator[Door]:
    """`percorso up` over a new workspace with one source.

    Args:
        home: The folder of the workspace.
        options: More of the command.
        records_url: The setting of that name.

    Raises:
        ServerFailed: it did not come up.
    """
    add = ("source", "add", "shop", "--kind", "server", "-w", str(home), "--json")
    made = subprocess.run(
        [sys.executable, "-m", "percorso", *add], check=True, capture_output=True, text=True,
        env=_environment(records_url),
    )  # fmt: skip
    key = json.loads(made.stdout)["write_key"]
    up = ("-m", "percorso", "up", "--workspace", str(home), "--port", "0", *options)
    with _process(up, records_url) as process:
        said = process.stdout.readline().strip() if process.stdout else ""
        port = said.rpartition(":")[2]
        if not port.isdigit():
            raise ServerFailed(f"percorso up said {said!r}")
        yield Door(int(port), key, home)


@contextlib.contextmanager
def bare_server() -> Iterator[Door]:
    """A door under the same web server that reads batches and keeps nothing.

    Raises:
        ServerFailed: it did not come up.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    arguments = (
        "-m", "uvicorn", "harness.intake_floors:door_without_store", "--port", str(port),
        "--http", "httptools", "--lifespan", "off", "--log-level", "warning",
    )  # fmt: skip
    with _process(arguments):
        until = time.monotonic() + _READY_SECONDS
        while not _answers(port):
            if time.monotonic() > until:
                raise ServerFailed("the door without a store did not come up")
            time.sleep(_LOOK_SECONDS)
        yield Door(port, "nobody", None)


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@contextlib.contextmanager
def _process(
    arguments: tuple[str, ...], records_url: str = ""
) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env=_environment(records_url),
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()


def _environment(records_url: str) -> Mapping[str, str]:
    benchmarks = Path(__file__).resolve().parents[1]
    path = [str(benchmarks.parent / "src"), str(benchmarks)]
    return {
        **os.environ,
        **_SETTINGS,
        "PERCORSO_RECORDS_URL": records_url,
        "PYTHONPATH": os.pathsep.join(path),
    }
