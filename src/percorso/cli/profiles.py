"""`percorso profiles`: the built-in mapping profiles, and how a source is read."""

import json
from typing import Annotated

import typer

from percorso.cli.options import (
    FormatOption,
    JsonOption,
    OutOption,
    WorkspaceOption,
    chosen_format,
    open_workspace,
    settings_of,
)
from percorso.cli.output import write_out
from percorso.collect.profile_file import profile_as_document, profile_as_yaml
from percorso.collect.profiles import built_in_documents, built_in_profiles, profile_named

app = typer.Typer(
    help="How files of one kind are read: built-in profiles, and the one of a source.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("list")
def list_(
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """List the built-in profiles, with the columns by which each is recognised.

    Example: percorso profiles list
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    profiles = built_in_profiles()
    if chosen == "json":
        listed = [profile_as_document(profile) for profile in profiles.values()]
        typer.echo(json.dumps(listed, ensure_ascii=False))
        return
    width = max((len(key) for key in profiles), default=0)
    for key, profile in profiles.items():
        columns = ", ".join(names[0] for names in profile.recognise) or "asked for by name"
        typer.echo(f"{key:{width}}  {profile.name.get('en', key)}  ({columns})")


@app.command("show")
def show(
    name: Annotated[
        str,
        typer.Argument(
            metavar="PROFILE", help="A key, a YAML file, or with --workspace a source of it."
        ),
    ],
    workspace: WorkspaceOption = None,
    version: Annotated[
        int | None,
        typer.Option(metavar="N", help="An earlier way in which the source was read."),
    ] = None,
    out: OutOption = None,
) -> None:
    """Print a profile as YAML, to edit it and give it back: `percorso load --profile FILE`.

    Example: percorso profiles show shop --workspace my-shop --out shop.yaml
    """
    if workspace is not None:
        found = open_workspace(settings_of(workspace), create=False).profile_version(name, version)
        head = f"# version {found.version} of {found.versions} of the source {name}\n"
        write_out(head + profile_as_yaml(found.profile), out)
    elif name in built_in_documents():
        # As it was written, with what is said beside its keys.
        write_out(built_in_documents()[name], out)
    else:
        write_out(profile_as_yaml(profile_named(name)), out)
