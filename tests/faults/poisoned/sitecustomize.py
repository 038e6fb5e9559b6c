"""Every Python that finds this module at its start dies where a message says that it is poison."""

import os
import signal
from typing import Any

from percorso.collect.messages import RawMessage

_take_told = RawMessage.take_told


def _dies_of_poison(message: RawMessage) -> Any:
    if "poison" in message.raw:
        os.kill(os.getpid(), signal.SIGSEGV)
    return _take_told(message)


RawMessage.take_told = _dies_of_poison  # type: ignore[method-assign]
