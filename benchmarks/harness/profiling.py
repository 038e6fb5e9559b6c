"""Where time and memory of a run go: parts of Percorso, statements, operators of the engine."""

import cProfile
import json
import pstats
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from harness.process_tree import peak_megabytes
from percorso.store.warehouse import Warehouse

Function = tuple[str, int, str]

_PACKAGE = "/percorso/"
_WAREHOUSE = "store.warehouse"
_OUTSIDE_STATEMENTS = "Python, between statements"
_WAITING = "'acquire' of '_thread"
_PASSES = 40
_LABEL_LENGTH = 60
_LEAST_SHARE = 0.005


class Profile:
    """What a run was seen to spend its time on, all threads added."""

    def __init__(self) -> None:
        self._profiles: list[cProfile.Profile] = []
        self._statements: defaultdict[str, float] = defaultdict(float)
        self._operators: defaultdict[str, float] = defaultdict(float)
        self._memory: defaultdict[str, float] = defaultdict(float)
        self._peak = 0.0

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch this thread, the threads of pools that are opened meanwhile, and all questions."""
        submit = ThreadPoolExecutor.submit

        def submitted(pool: Any, call: Callable[..., Any], /, *given: Any, **named: Any) -> Any:
            return submit(pool, self._watched, call, *given, **named)

        with ExitStack() as changed:
            changed.enter_context(patch.object(ThreadPoolExecutor, "submit", submitted))
            for name in ("rows", "columns", "table"):
                asked = self._timed(getattr(Warehouse, name))
                changed.enter_context(patch.object(Warehouse, name, asked))
            profile = cProfile.Profile()
            self._profiles.append(profile)
            self._note_peak("before it began")
            profile.enable()
            try:
                yield
            finally:
                profile.disable()
                self._note_peak(_OUTSIDE_STATEMENTS)

    def _watched(self, call: Callable[..., Any], /, *given: Any, **named: Any) -> Any:
        profile = cProfile.Profile()
        self._profiles.append(profile)
        return profile.runcall(call, *given, **named)

    def _timed(self, ask: Callable[..., Any]) -> Callable[..., Any]:
        def timed(warehouse: Any, query: Any) -> Any:
            connection = warehouse._connection
            connection.execute("pragma enable_profiling = 'no_output'").fetchall()
            self._note_peak(_OUTSIDE_STATEMENTS)
            started = time.perf_counter()
            answer = ask(warehouse, query)
            self._statements[_label(query)] += time.perf_counter() - started
            self._note_peak(_label(query))
            self._note_operators(connection.get_profiling_information())
            return answer

        return timed

    def _note_operators(self, told: str) -> None:
        waiting = list(json.loads(told or "{}").get("operator", []))
        while waiting:
            operator = waiting.pop()
            self._operators[operator.get("type", "?")] += operator.get("timing", 0.0)
            waiting.extend(operator.get("children", []))

    def _note_peak(self, what: str) -> None:
        """Whatever raised the peak of memory since the last look was this."""
        peak = peak_megabytes()
        if peak > self._peak:
            self._memory[what] += peak - self._peak
            self._peak = peak

    def told(self) -> dict[str, list[tuple[str, float]]]:
        """What took most first: seconds by `parts` (modules and statements) and by `operators`.

        `memory` are the megabytes by which something raised the peak.
        """
        parts = defaultdict(float, self._statements)
        for module, seconds in _by_module(self._profiles).items():
            # What passes in the warehouse are the statements.
            if module != _WAREHOUSE:
                parts[module] += seconds
        return {
            "parts": _longest(parts),
            "operators": _longest(self._operators),
            "memory": _longest(self._memory),
        }


def _label(query: Any) -> str:
    text = query if isinstance(query, str) else query.sql
    words = re.sub(r"\s+", " ", text).strip()
    return f"SQL `{words[:_LABEL_LENGTH].rstrip()}`"


def _longest(seconds: Mapping[str, float]) -> list[tuple[str, float]]:
    total = sum(seconds.values())
    longest = sorted(seconds.items(), key=lambda one: -one[1])
    return [(what, spent) for what, spent in longest if spent > _LEAST_SHARE * total]


def _by_module(profiles: list[cProfile.Profile]) -> dict[str, float]:
    """Seconds by module of Percorso; what a module calls elsewhere counts as its own."""
    stats: Any = pstats.Stats(*profiles)
    calls: dict[Function, Any] = stats.stats
    spent = {function: told[2] for function, told in calls.items() if _WAITING not in function[2]}
    for _ in range(_PASSES):
        for function in [one for one in spent if _PACKAGE not in one[0]]:
            _pass_on(function, calls, spent)
    found: defaultdict[str, float] = defaultdict(float)
    for function, seconds in spent.items():
        found[_module(function)] += seconds
    return found


def _pass_on(
    function: Function, calls: Mapping[Function, Any], spent: dict[Function, float]
) -> None:
    """Give a function's time to its callers, by the time it took for each."""
    callers = calls[function][4]
    total = sum(told[3] for told in callers.values())
    if not total:
        return
    seconds, spent[function] = spent[function], 0.0
    for caller, told in callers.items():
        spent[caller] = spent.get(caller, 0.0) + seconds * told[3] / total


def _module(function: Function) -> str:
    if _PACKAGE not in function[0]:
        return "outside Percorso"
    path = function[0].rpartition(_PACKAGE)[2].removesuffix(".py")
    return path.removesuffix("/__init__").replace("/", ".")
