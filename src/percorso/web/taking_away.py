"""What is shown as a file: made in the form its address names, or why it cannot be."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response

from percorso.domain.errors import PercorsoError
from percorso.web.shell import Shell
from percorso.web.words import words_of

Result = TypeVar("Result")
# Ending of a file -> its media type, and what writes it.
Forms = Mapping[str, tuple[str, Callable[[Result], str | bytes]]]


async def taken_away(
    request: Request, shell: Shell, name: str, forms: Forms[Result],
    made: Callable[[], Awaitable[Result]],
) -> Response:  # fmt: skip
    """A file of a page, in the form of the address.

    Args:
        request: Its path names the form.
        shell: What stands around a refusal.
        name: Of the file, without its ending.
        forms: What it can be taken away as.
        made: What is written.
    """
    form = request.path_params["form"]
    if form not in forms:
        return Response(status_code=404)
    kind, write = forms[form]
    try:
        content = await asyncio.to_thread(write, await made())
    except PercorsoError as failure:
        told = {"heading": words_of(shell.language(request))["failed"],
                "text": shell.why(request, failure), "leads_back": True}  # fmt: skip
        return shell.page(request, "notice", told, status=503)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return Response(content, headers=headers, media_type=kind)
