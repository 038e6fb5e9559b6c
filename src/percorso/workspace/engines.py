"""Where a map is counted: in this process, or on Spark over the lake."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, get_args

from percorso.domain.errors import InputError
from percorso.journeys.counting import Count
from percorso.store.warehouse import Warehouse
from percorso.workspace.counts import counts_of
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
    """A master or a lake is named, and the engine is not Spark."""

    def __init__(self, option: str) -> None:
        self.option = option
        super().__init__(
            f"--{option} is of the engine spark, and the engine is local. Add --engine spark, or "
            f"leave out --{option}."
        )


@dataclass(frozen=True, slots=True)
class Engine:
    """Where a map is counted.

    Attributes:
        name: `local` or `spark`.
        master: Spark's URL; None is all cores of this machine.
        lake: Folder of the lake; None is the one inside the workspace.
        on_progress: Called with what is being done and the share done.
    """

    name: str = "local"
    master: str | None = None
    lake: Path | None = None
    on_progress: OnProgress = silent

    def __post_init__(self) -> None:
        if self.name not in get_args(EngineName):
            raise EngineUnknown(self.name)
        if self.name == "local":
            for option in ("master", "lake"):
                if getattr(self, option) is not None:
                    raise EngineNeedsSpark(option)


def counting_on(stores: Stores, engine: Engine) -> AbstractContextManager[CountOf]:
    """What counts, as long as the block: Spark is let go of at its end."""
    if engine.name == "local":
        told = partial(counts_of, stores, on_share=partial(engine.on_progress, _COUNTING))
        return nullcontext(lambda warehouse: told)
    from percorso.workspace.lake.counting import counting_on_spark  # only who asks for it pays

    return counting_on_spark(stores, engine.master, engine.lake, engine.on_progress)
