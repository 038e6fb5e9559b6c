"""Options that say where a map is counted."""

from pathlib import Path
from typing import Annotated

import typer

EngineOption = Annotated[
    str, typer.Option(metavar="local|spark", help="Where it is counted; spark needs a lake.")
]
MasterOption = Annotated[
    str | None,
    typer.Option(
        metavar="URL", help="Spark's master, as spark://host:7077 [default: this machine's cores].",
        show_default=False,
    ),
]  # fmt: skip
LakeOption = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR", show_default=False,
        help="Folder of a lake to count over [default: the warehouse; spark: the workspace's].",
    ),
]  # fmt: skip
