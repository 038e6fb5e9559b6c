"""The route of the page's script: one stable address, kept by browsers for an hour."""

from starlette.requests import Request
from starlette.responses import Response

from percorso.collect.page_snippet import snippet

# A page may ask for it with `crossorigin`, under any policy: it is the same for everybody.
_HEADERS = {
    "Cache-Control": "public, max-age=3600, stale-while-revalidate=86400",
    "Vary": "Accept-Encoding",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}


async def give_snippet(request: Request) -> Response:
    """The script, packed where the browser takes it; 304 where it has it already."""
    script = snippet()
    headers = {**_HEADERS, "ETag": script.etag}
    if script.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    is_packed = "gzip" in request.headers.get("accept-encoding", "")
    if is_packed:
        headers["Content-Encoding"] = "gzip"
    return Response(
        script.packed if is_packed else script.plain,
        headers=headers, media_type="text/javascript; charset=utf-8",
    )  # fmt: skip
