"""Ctrl-C: a real SIGINT to a real process, which ends at once and leaves nothing half-written."""

import os
import subprocess
import sys

import pytest

from percorso.workspace import Workspace
from tests.conftest import REPOSITORY

# `percorso` in a process that gets a SIGINT as a function is called: MODULE.NAME, and which time.
INTERRUPTED = """
import os, signal, sys
from importlib import import_module
from percorso.cli.main import main

where, at = sys.argv.pop(1), int(sys.argv.pop(1))
module, _, name = where.rpartition(".")
whole, calls = getattr(import_module(module), name), []

def interrupting(*given, **named):
    calls.append(name)
    if len(calls) == at:
        os.kill(os.getpid(), signal.SIGINT)
    return whole(*given, **named)

setattr(import_module(module), name, interrupting)
main()
"""

# A question the engine works on for seconds, and a SIGINT when it has begun to.
IN_THE_ENGINE = """
import os, signal, sys, threading, time
from pathlib import Path
from percorso.store.warehouse import passing_warehouse

def interrupt():
    begun = time.process_time()
    while time.process_time() < begun + 0.1:
        time.sleep(0.01)
    os.kill(os.getpid(), signal.SIGINT)

scratch = Path(sys.argv[1])
with passing_warehouse(memory_limit_mb=400, temporary_limit_mb=400, scratch=scratch) as asked:
    asked.do("create table number as select i from range(2000000) as r(i)")
    threading.Thread(target=interrupt, daemon=True).start()
    try:
        asked.do("select count(distinct hash(repeat(i::varchar, 300)) % 3) from number")
    except KeyboardInterrupt:
        print("interrupted;", asked.value("select 'asked again'"))
"""


def run(program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)], capture_output=True, text=True,
        cwd=REPOSITORY, env={**os.environ, "PERCORSO_MEMORY_LIMIT_MB": "32"}, check=False,
    )  # fmt: skip


@pytest.fixture
def shop(desk):
    rows = [f"c{number},2025-03-{1 + number % 28:02}T10:00:00Z,Home\n" for number in range(200)]
    desk.load("customer,at,touchpoint\n" + "".join(rows))
    return desk


@pytest.mark.parametrize(
    ("where", "at"),
    [
        ("percorso.journeys.counting.read_customers", 1),
        ("percorso.journeys.counting.count_sample", 1),
        ("percorso.journeys.map_builder.measures_of", 1),
        ("numpy.ascontiguousarray", 1),
    ],
)
def test_an_interrupted_map_ends_with_a_sentence_and_keeps_nothing_half(shop, where, at):
    ended = run(INTERRUPTED, where, at, "map", "-w", shop.home)
    assert (ended.returncode, ended.stdout) == (130, "")
    assert ended.stderr.startswith("percorso: Interrupted. ")
    assert ended.stderr.count("\n") == 1
    assert not list((shop.home / "counts").glob("*.draft"))
    assert shop.map().data["totals"]["customers"] == 200


def test_an_interrupt_that_meets_the_engine_is_one(tmp_path):
    ended = run(IN_THE_ENGINE, tmp_path)
    assert (ended.stdout, ended.stderr) == ("interrupted; asked again\n", "")


def test_progress_of_a_map_is_told_and_ends_at_all(shop):
    told: list[tuple[str, float]] = []
    Workspace(shop.home).map(on_progress=lambda what, share: told.append((what, share)))
    assert told == [("counting journeys", 1.0)]
