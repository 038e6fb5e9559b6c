"""What a person's browser sends to the pages of entry, and with which headers it is answered."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import Response

from percorso.collect.entry.words import Lang
from percorso.collect.http.answers import TurnedAway

MOST_BYTES = 1_200_000
_MOST_FIELDS = 40
# Nothing but our own style sheet; forms go back to us; nobody frames a page, or keeps a copy.
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    # The address is the key: no other site learns it. Forms still say where they come from.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Foreign(TurnedAway):
    """A form that another site's page has sent."""

    def __init__(self) -> None:
        super().__init__(403, "foreign_form", "The form was not sent from a page of this server.")


class Robot(TurnedAway):
    """A form with a field filled in that no person sees."""

    def __init__(self) -> None:
        super().__init__(422, "robot", "The form was filled in by a program.")


class BadForm(TurnedAway):
    """A body that is no form."""

    def __init__(self) -> None:
        super().__init__(400, "bad_request", "The body is no form of these pages.")


@dataclass(frozen=True, slots=True)
class Form:
    """What a form brings.

    Attributes:
        fields: name -> text; of several the last.
        file: The bytes of the file; empty where there is none.
    """

    fields: dict[str, str] = field(default_factory=dict)
    file: bytes = b""


def check_origin(request: Request, public_url: str) -> None:
    """Refuse a form that another site's page sends; a browser says whose page it was.

    Raises:
        Foreign: it was none of ours.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Foreign
    origin = request.headers.get("origin")
    ours = {request.headers.get("host", ""), urlsplit(public_url).netloc}
    if origin is not None and urlsplit(origin).netloc not in ours - {""}:
        raise Foreign


async def form_of(request: Request, body: bytes) -> Form:
    """The fields of a form, and its file.

    Raises:
        BadForm: the body is none.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await _with_file(request, body)
    try:
        told = body.decode()
        return Form(dict(parse_qsl(told, keep_blank_values=True, max_num_fields=_MOST_FIELDS)))
    except ValueError:
        raise BadForm from None


async def _with_file(request: Request, body: bytes) -> Form:
    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    parser = MultiPartParser(
        request.headers, stream(), max_files=1, max_fields=_MOST_FIELDS,
        max_part_size=MOST_BYTES,
    )  # fmt: skip
    try:
        told = await parser.parse()
    except (MultiPartException, KeyError, ValueError):
        raise BadForm from None
    fields, file = {}, b""
    try:
        for name, value in told.multi_items():
            if isinstance(value, str):
                fields[name] = value
            else:
                file = await value.read()
    finally:
        await told.close()
    return Form(fields, file)


def html(text: str, language: Lang, status: int = 200) -> Response:
    """A page as an answer."""
    headers = {**_HEADERS, "Content-Language": language, "Vary": "Accept-Language"}
    return Response(text, status, headers, media_type="text/html; charset=utf-8")


def seen_other(address: str) -> Response:
    """Send a browser to the page that says what was done: loading it again does nothing twice."""
    return Response(status_code=303, headers={**_HEADERS, "Location": address})
