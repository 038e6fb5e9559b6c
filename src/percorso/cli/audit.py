"""`percorso audit`: who did what on the pages, and whether the log is whole."""

import json
from typing import Annotated

import typer

from percorso.cli.options import (
    FormatOption,
    JsonOption,
    WorkspaceOption,
    chosen_format,
    open_workspace,
    settings_of,
)
from percorso.domain.errors import ConflictError


class AuditBroken(ConflictError):
    """An entry of the log was changed, or one before it is missing."""

    def __init__(self, no: int) -> None:
        self.no = no
        super().__init__(
            f"Entry {no} of the log does not follow from the one before: somebody changed the log. "
            "Hold it against a copy of the records from before."
        )


def audit(
    workspace: WorkspaceOption = None,
    most: Annotated[int, typer.Option("--most", metavar="N", min=1, help="How many entries.")] = 50,
    format_: FormatOption = None,
    json_: JsonOption = False,
) -> None:
    """Say who did what on the pages, the newest first, and whether the log is whole.

    Example: percorso audit --most 20 --workspace casa-lume

    Raises:
        AuditBroken: an entry does not follow from the one before.
    """
    chosen = chosen_format(format_, is_json=json_, known=("text", "json"))
    desk = open_workspace(settings_of(workspace), create=False).audit
    for one in desk.entries(most) if chosen == "text" else ():
        told = ", ".join(f"{name}: {value}" for name, value in one.detail.items())
        about = " ".join(part for part in (one.subject, f"({told})" if told else "") if part)
        typer.echo(f"{one.happened_at:%Y-%m-%d %H:%M:%S} UTC  {one.actor}  {one.act}  {about}")
    if chosen == "json":
        found = [
            {"no": one.no, "at": f"{one.happened_at.isoformat()}Z", "actor": one.actor,
             "address": one.address, "act": one.act, "subject": one.subject,
             "detail": dict(one.detail)}
            for one in desk.entries(most)
        ]  # fmt: skip
        typer.echo(json.dumps(found, ensure_ascii=False))
    found_chain = desk.chain()
    if found_chain.unkeyed:
        typer.echo(
            f"The first {found_chain.unkeyed:,} entries are of a time when the log had no key: "
            "what they say could have been written anew.",
            err=True,
        )
    if found_chain.broken is not None:
        raise AuditBroken(found_chain.broken)
