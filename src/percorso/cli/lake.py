"""`percorso lake`: the interactions as Parquet files in customer buckets, for any engine."""

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from percorso.cli.options import (
    FormatOption,
    JsonOption,
    WorkspaceOption,
    chosen_format,
    open_workspace,
    settings_of,
)
from percorso.cli.progress import progress_bar

if TYPE_CHECKING:
    from percorso.workspace.lake import LakeExport, LakeShown

app = typer.Typer(
    help="Write the interactions as Parquet files that any engine reads, and look at them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
FolderOption = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR", help="Folder of the lake [default: lake in the workspace].",
        show_default=False,
    ),
]  # fmt: skip
_NOT_WHOLE = 5
_MOST_FAULTS_SHOWN = 10


@app.command("export")
def export(
    workspace: WorkspaceOption = None,
    out: FolderOption = None,
    buckets: Annotated[
        int | None,
        typer.Option(
            metavar="N", help="Over how many buckets customers are spread, 1 to 256 [default: 64].",
            show_default=False,
        ),
    ] = None,
    text: Annotated[
        str | None,
        typer.Option(metavar="REASON", help="What customers wrote too, and why; else left out."),
    ] = None,
    keep: Annotated[
        int,
        typer.Option(
            min=0, metavar="MINUTES", help="How long replaced files stay for who reads them still."
        ),
    ] = 60,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:  # fmt: skip
    """Bring the lake up to the workspace; files whose rows are as before stay as they are.

    Example: percorso lake export --workspace casa-lume --out lake
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    desk = open_workspace(settings_of(workspace), create=False).lake
    with progress_bar() as bar:
        done = desk.export(
            out, buckets=buckets, text=text, keep=timedelta(minutes=keep), on_progress=bar
        )
    if done.manifest.text is not None:
        typer.echo(f"What customers wrote is in it, because: {done.manifest.text}", err=True)
    if chosen == "json":
        typer.echo(json.dumps(done.as_json(), ensure_ascii=False))
    else:
        typer.echo("\n".join(_lines_of_export(done)))


def _lines_of_export(done: "LakeExport") -> list[str]:
    manifest = done.manifest
    kept = len(manifest.files) - len(done.written)
    replaced = f"; {len(manifest.replaced):,} replaced files stay a while" * bool(manifest.replaced)
    state = "" if done.is_new else ", nothing changed"
    return [
        f"lake {done.folder.resolve()}, generation {manifest.generation}{state}",
        f"{manifest.interactions:,} interactions ({manifest.anonymous_interactions:,} anonymous), "
        f"{manifest.customers:,} customers, data until {manifest.data_until}",
        f"{len(done.written):,} files written, {kept:,} stayed as they were{replaced}",
    ]


@app.command("show")
def show(
    workspace: WorkspaceOption = None,
    lake: FolderOption = None,
    check: Annotated[
        bool, typer.Option("--check", help="Read every file and compare its checksum.")
    ] = False,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:  # fmt: skip
    """Say what a lake holds, as of when, and whether its files are there; needs no workspace.

    Ends with code 5 where a file is not as it was written.

    Example: percorso lake show --lake lake --check
    """
    from percorso.workspace.lake import lake_of_workspace, shown_lake  # only who asks pays

    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    folder = lake or lake_of_workspace(settings_of(workspace).workspace)
    with progress_bar() as bar:
        shown = shown_lake(folder, check=check, on_progress=bar)
    if chosen == "json":
        typer.echo(json.dumps(shown.as_json(), ensure_ascii=False))
    else:
        typer.echo("\n".join(_lines_of_lake(shown, is_checked=check)))
    if shown.faults:
        sys.exit(_NOT_WHOLE)


def _lines_of_lake(shown: "LakeShown", *, is_checked: bool) -> list[str]:
    told = shown.manifest
    size = sum(one.bytes for one in told.files) / 1e6
    buckets = [one.interactions for one in told.files if one.bucket is not None]
    spread = f", {min(buckets):,} to {max(buckets):,} interactions each" if buckets else ""
    found = "as they were written" if is_checked else "there, their sizes right"
    faults = [f"trouble  {path}: {fault}" for path, fault in shown.faults.items()]
    more = len(faults) - _MOST_FAULTS_SHOWN
    return [
        f"lake {shown.folder.resolve()}, generation {told.generation} of {told.written_at}",
        f"  data until: {told.data_until}",
        f"  interactions: {told.interactions:,}, {told.anonymous_interactions:,} of them anonymous",
        f"  customers: {told.customers:,}, over {told.buckets} buckets{spread}",
        f"  what customers wrote: {told.text or 'is not in it'}",
        f"  links of batch {told.identity_version}, catalogue {told.catalogue_version}, "
        f"{told.currency}, {told.time_zone}, {told.engine}",
        f"  files: {len(told.files):,}, {size:,.1f} MB; {len(told.replaced):,} replaced ones stay",
        *faults[:_MOST_FAULTS_SHOWN],
        *([f"trouble  {more:,} more files"] if more > 0 else []),
        "not whole: write it anew with percorso lake export" if faults else f"all are {found}",
    ]
