"""What makes a source of each kind, and what is said of one that is new or has a new key."""

import json
from pathlib import Path
from typing import Annotated

import typer

from percorso.workspace.server.entry_sources import code_as_text
from percorso.workspace.server.sources_desk import NewKey

OriginOption = Annotated[
    list[str] | None,
    typer.Option(
        "--origin", metavar="URL", help="A site a browser's key is bound to; as often as needed."
    ),
]
SenderOption = Annotated[
    str | None, typer.Option("--format", metavar="SENDER", help="Of a webhook: whose, as shopify.")
]
SecretOption = Annotated[
    Path | None,
    typer.Option("--secret-file", metavar="FILE", help="Of a webhook: the file with its secret."),
]
ProfileOption = Annotated[
    str | None, typer.Option("--profile", metavar="FILE", help="Of format generic: how to read it.")
]
TitleOption = Annotated[
    str | None,
    typer.Option("--title", metavar="TEXT", help="Of a counter or stand: what people call it."),
]
PlaceOption = Annotated[
    str | None,
    typer.Option("--channel", metavar="store|event", help="Of a stand: where it stands."),
]
FirmOption = Annotated[
    str | None,
    typer.Option("--firm", metavar="TEXT", help="Of a stand: who answers for the data."),
]
PrivacyOption = Annotated[
    str | None,
    typer.Option("--privacy-url", metavar="URL", help="Of a stand: the whole privacy notice."),
]


def tell_new(made: NewKey, kind: str, *, is_json: bool) -> None:
    """Say what a source has now; a key or an address of a counter is said this once.

    Args:
        made: The source.
        kind: Of the source; empty where it is not new.
        is_json: Whether a program reads it.
    """
    if made.notice:
        typer.echo(made.notice, err=True)
    if is_json:
        typer.echo(json.dumps(made.as_json(), ensure_ascii=False))
        return
    if kind:
        typer.echo(f"source:    {made.name}\nid:        {made.id}")
    if made.address is not None:
        typer.echo(f"address:   {made.address}")
        if "/stand/" in made.address:
            typer.echo(f"to print:  {made.address}/poster")
        typer.echo(code_as_text(made.address))
        return
    typer.echo(f"write key: {made.write_key}")
    if made.tag is not None:
        typer.echo(f"Into each page of the site: {made.tag}")
    if kind == "server":
        typer.echo("The key is not shown again: keep it where your program finds it.")
