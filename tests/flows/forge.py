"""Makes processes that run `percorso`, forked from one that has imported everything.

A start of the interpreter and its imports is two seconds of a processor, and the tests start a
hundred servers. What differs from a process of its own: the loader is a fork, too, and imports that
fail would fail all at once. Who tests starting itself starts a process of its own.
"""

import contextlib
import functools
import gc
import io
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import time
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

_LONGEST_REQUEST = 1 << 20
_STATUS = struct.Struct("<ii")


class Forged:
    """`percorso ARGUMENTS` in a process: as much of `subprocess.Popen` as the tests use.

    Args:
        arguments: The command and its options.
        environment: All of its environment.
    """

    def __init__(self, arguments: list[str], environment: Mapping[str, str]) -> None:
        self._socket = _forge()
        reads, writes = os.pipe()
        reads_errors, writes_errors = os.pipe()
        request = {"arguments": arguments, "environment": dict(environment)}
        socket.send_fds(self._socket, [json.dumps(request).encode()], [writes, writes_errors])
        os.close(writes)
        os.close(writes_errors)
        self.pid, _ = _STATUS.unpack(self._socket.recv(_STATUS.size))
        self._ended = os.pidfd_open(self.pid)
        self.stdout, self.stderr = os.fdopen(reads), os.fdopen(reads_errors)
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit code, negative of a signal; None while it runs."""
        if self.returncode is None and select.select([self._ended], [], [], 0)[0]:
            self._socket.send(json.dumps(self.pid).encode())
            _, self.returncode = _STATUS.unpack(self._socket.recv(_STATUS.size))
            os.close(self._ended)
        return self.returncode

    def wait(self, timeout: float) -> int:
        """The same once it has ended."""
        if self.returncode is None:
            select.select([self._ended], [], [], timeout)
        code = self.poll()
        if code is None:
            raise subprocess.TimeoutExpired("percorso", timeout)
        return code

    def send_signal(self, number: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)


@functools.cache
def _forge() -> socket.socket:
    """The process all others are forked from, as the socket it listens to."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with its:
        subprocess.Popen(
            [sys.executable, "-m", __name__, str(its.fileno())], pass_fds=[its.fileno()],
            cwd=Path(__file__).parents[2], start_new_session=True,
        )  # fmt: skip
    return ours


def _answer_requests(listener: socket.socket) -> None:
    """Fork, and tell how forks ended, until nobody can ask any more."""
    from tests.flows import forged  # noqa: F401 - what children need is imported once

    gc.collect()
    gc.freeze()
    while True:
        said, files, _, _ = socket.recv_fds(listener, _LONGEST_REQUEST, 2)
        if not said:
            return
        request = json.loads(said)
        if isinstance(request, int):
            _, status = os.waitpid(request, 0)
            listener.send(_STATUS.pack(request, os.waitstatus_to_exitcode(status)))
            continue
        pid = os.fork()
        if not pid:
            listener.close()
            _run(request, files)
        for file in files:
            os.close(file)
        listener.send(_STATUS.pack(pid, 0))


def _run(request: dict[str, object], files: list[int]) -> NoReturn:
    code = 1
    try:
        from tests.flows import forged

        os.setsid()
        for place, file in zip((1, 2), files, strict=True):
            os.dup2(file, place)
            os.close(file)
        sys.stdout, sys.stderr = (
            io.TextIOWrapper(os.fdopen(place, "wb", 0), write_through=True) for place in (1, 2)
        )
        code = forged.run(request)
    except BaseException:  # noqa: BLE001 - it must not go on as what it was forked from
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
        os._exit(code)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    time.tzset()
    _answer_requests(socket.socket(fileno=int(sys.argv[1])))
