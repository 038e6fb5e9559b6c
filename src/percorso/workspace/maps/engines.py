"""Where a map is counted: over the warehouse or the lake, in this process or on Spark."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, get_args

from percorso.domain.errors import InputError
from percorso.journeys.counting import Count
from percorso.store.warehouse import Warehouse
from percorso.workspace.maps.counts import counts_of
from percorso.workspace.progress import OnProgress, silent
from percorso.workspace.stores import Stores

EngineName = Literal["local", "spark"]

_COUNTING = "counting journeys"
# What counts a scope, asked of a warehouse that is up to date.
CountOf = Callable[[Warehouse], Count]


class EngineUnknown(InputError):
    """An engine that does not exist."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"The engine is one of {', '.join(get_args(EngineName))}; got {name!r}.")


class EngineNeedsSpark(InputError):
    """A master is named, and the engine is not Spark."""

    def __init__(self, master: str) -> None:
        self.master = master
        super().__init__(
            f"--master {master} is of the engine spark, and the engine is local. Add --engine "
            "spark, or leave out --master."
        )


@dataclass(frozen=True, slots=True)
class Engine:
    """Where a map is counted.

    Attributes:
        name: `local` or `spark`.
        master: Spark's URL; None is all cores of this machine.
        lake: Folder of the lake it counts over; None is the warehouse, or for Spark the lake inside
            the workspace.
        on_progress: Called with what is being done and the share done.
    """

    name: str = "local"
    master: str | None = None
    lake: Path | None = None
    on_progress: OnProgress = silent

    def __post_init__(self) -> None:
        if self.name not in get_args(EngineName):
            raise EngineUnknown(self.name)
        if self.name == "local" and self.master is not None:
            raise EngineNeedsSpark(self.master)


def counting_on(stores: Stores, engine: Engine) -> AbstractContextManager[CountOf]:
    """What counts, as long as the block: Spark is let go of at its end."""
    if engine.name == "local" and engine.lake is None:
        told = partial(counts_of, stores, on_share=partial(engine.on_progress, _COUNTING))
        return nullcontext(lambda warehouse: told)
    from percorso.workspace.lake import counting  # only who asks for it pays

    settings, is_here = stores.settings, engine.name == "local"
    place = counting.here(settings) if is_here else counting.on_spark(settings, engine.master)
    return counting.counting_buckets(stores, place, engine.lake, engine.on_progress)
