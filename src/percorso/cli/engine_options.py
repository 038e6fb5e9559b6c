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
        metavar="DIR", help="Folder of the lake for Spark [default: lake in the workspace].",
        show_default=False,
    ),
]  # fmt: skip
