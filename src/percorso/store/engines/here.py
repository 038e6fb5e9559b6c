"""This machine as an engine: some files at a time, one a thread, their results added in order."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from percorso.store.engines.files import ADDED_TOGETHER, OnShare, Result


@dataclass(frozen=True, slots=True)
class Here:
    """The threads of this process.

    Attributes:
        at_once: So many files are counted at a time, 1 or more.
    """

    at_once: int

    def sum_over_files(
        self,
        files: Sequence[Path],
        count: Callable[[Path], Result],
        add: Callable[[Sequence[Result]], Result],
        on_share: OnShare = lambda share: None,
    ) -> Result:
        """Count every file and add the results; who interrupts drops the files not begun.

        Args:
            files: One or more.
            count: Counts one file, in any thread.
            add: Adds results in order.
            on_share: Told how many of the files are counted, 0..1.
        """
        sums: list[Result] = []
        together: list[Result] = []
        pool = ThreadPoolExecutor(self.at_once)
        try:
            for number, result in enumerate(self._counted(pool, files, count), start=1):
                together.append(result)
                if len(together) == ADDED_TOGETHER or number == len(files):
                    sums.append(add(together))
                    together = []
                on_share(number / len(files))
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        return add(sums)

    def _counted(
        self, pool: ThreadPoolExecutor, files: Sequence[Path], count: Callable[[Path], Result]
    ) -> Iterator[Result]:
        """The results in the order of the files; few are held that nobody has taken."""
        waiting: deque[Future[Result]] = deque()
        for file in files:
            waiting.append(pool.submit(count, file))
            if len(waiting) > self.at_once:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
