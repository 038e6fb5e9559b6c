"""A real server in a process of its own, to send to, to stop and to kill."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.flows.forge import Forged

_READY_SECONDS = 120


class Sender:
    """What sends to a server, and asks how it is.

    Args:
        address: Where it listens.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.headers: Mapping[str, str] = {}

    def send(self, key: str, body: object, path: str = "/v1/batch") -> tuple[int, dict[str, Any]]:
        """POST a body; the status and what was said."""
        request = urllib.request.Request(  # noqa: S310 - our own server
            self.address + path, data=json.dumps(body).encode(), method="POST",
            headers={"Authorization": "Basic " + b64encode(f"{key}:".encode()).decode()},
        )  # fmt: skip
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                self.headers = answer.headers
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as refused:
            self.headers = refused.headers
            return refused.code, json.loads(refused.read())

    def health(self) -> dict[str, Any]:
        """What it says of itself."""
        with urllib.request.urlopen(f"{self.address}/health", timeout=30) as answer:  # noqa: S310
            said: dict[str, Any] = json.loads(answer.read())
            return said

    def drained(self, within_seconds: float = _READY_SECONDS) -> dict[str, Any]:
        """The same once nothing waits in its inbox."""
        until = time.monotonic() + within_seconds
        while (said := self.health())["inbox"]["messages"]:
            assert time.monotonic() < until, said
            time.sleep(0.05 if said["inbox"]["messages"] < 10_000 else 2)
        return said


def _started(arguments: list[str], environment: Mapping[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "percorso", *arguments], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, start_new_session=True, env=environment,
    )  # fmt: skip


class Server(Sender):
    """`percorso up` on a free port.

    Args:
        home: The folder of the workspace.
        options: More of the command.
        settings: More of its environment.
        is_forged: Whether it is forked from a process that has imported everything, as
            `tests.flows.forge` says; else it is started as whoever installs it does.
    """

    def __init__(
        self, home: Path, *options: str, settings: Mapping[str, str] | None = None,
        is_forged: bool = True,
    ) -> None:  # fmt: skip
        self.home = home
        arguments = ["up", "--workspace", str(home), "--port", "0", *options]
        environment = {
            **os.environ, "PERCORSO_LEAST_FREE_MB": "0", "PERCORSO_LEAST_FREE_SHARE": "0",
            **(settings or {}),
        }  # fmt: skip
        self.process = (Forged if is_forged else _started)(arguments, environment)
        assert self.process.stdout is not None
        super().__init__(self.process.stdout.readline().strip().rpartition(" ")[2])

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def loader(self) -> int:
        """The process that loads for it."""
        # One that was started again is a child of the thread that did it.
        threads = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        [found] = [int(one) for thread in threads for one in thread.read_text().split()]
        return found

    def kill(self) -> None:
        """End it without warning, as a power switch would."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self._gone()

    def stop(self) -> int:
        """Ask it to end; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=20)
        return self._gone()

    def _gone(self) -> int:
        code = self.process.wait(timeout=20)
        for pipe in (self.process.stdout, self.process.stderr):
            assert pipe is not None
            pipe.close()
        return code
