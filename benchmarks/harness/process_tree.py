"""How much processor time and memory a process and all it started have taken, from /proc."""

import os
import resource
import time
from collections.abc import Iterator
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds() -> float:
    """Processor time of this process and its descendants, those that have ended included.

    This process itself is known to the nanosecond, the others to a hundredth of a second.
    """
    ended = sum(os.times()[2:4])
    others = (pid for pid in _tree(os.getpid()) if pid != os.getpid())
    return time.process_time() + ended + sum(_times_of(pid) for pid in others)


def peak_megabytes() -> float:
    """Largest resident memory so far: the peaks of all living processes of the tree, added.

    Peaks of several processes need not fall together, so the sum is an upper bound; a child
    that has ended counts where it alone was larger.
    """
    living = sum(_peak_of(pid) for pid in _tree(os.getpid()))
    ended = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return max(living, ended) * 1024 / 1e6


def resident_megabytes(pid: int) -> float:
    """Memory that a process and its descendants hold now, what they share counted for each."""
    return sum(_resident(one) for one in _tree(pid)) / 1e6


def _resident(pid: int) -> int:
    # Resident pages: field 24 of proc(5).
    fields = _stat(pid)
    return int(fields[21]) * _PAGE if fields else 0


def _tree(root: int) -> Iterator[int]:
    """The process and all its descendants."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        yield pid
        waiting.extend(children.get(pid, ()))


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the name of the program; empty where it has ended."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return text.rpartition(")")[2].split()


def _times_of(pid: int) -> float:
    # utime, stime, and those of the children it has waited for: fields 14 to 17 of proc(5).
    return sum(int(ticks) for ticks in _stat(pid)[11:15]) / _TICKS


def _peak_of(pid: int) -> int:
    """VmHWM in kB; 0 where the process has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)
