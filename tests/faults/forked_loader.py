"""The loader of a child as a fork of it: what goes wrong in the child goes wrong there, too."""

import os
import signal
import traceback
from typing import TextIO

from percorso.workspace.server.loader_process import run_loader


class ForkedLoader:
    """What a server sees of its loader: as much of `subprocess.Popen` as it uses."""

    def __init__(self) -> None:
        listens, tells = os.pipe()
        hears, says = os.pipe()
        self.returncode = 0
        self.pid = os.fork()
        if not self.pid:
            os.close(tells)
            os.close(hears)
            _load(os.fdopen(listens), os.fdopen(says, "w"))
        os.close(listens)
        os.close(says)
        self.stdin, self.stdout = os.fdopen(tells, "w"), os.fdopen(hears)

    def __enter__(self) -> "ForkedLoader":
        return self

    def __exit__(self, *_: object) -> None:
        self.stdin.close()
        self.stdout.close()
        _, status = os.waitpid(self.pid, 0)
        self.returncode, self.pid = os.waitstatus_to_exitcode(status), 0

    def kill(self) -> None:
        """End it without warning."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)


def _load(listens: TextIO, says: TextIO) -> None:
    code = 1
    try:
        run_loader(listens, says)
        code = 0
    except BaseException:  # noqa: BLE001 - it must not go on as the child it was forked from
        traceback.print_exc()
    finally:
        os._exit(code)
