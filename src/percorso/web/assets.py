"""The style sheets and scripts of the pages: files of our own, each kept by the browser."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response

from percorso.drawing.font import FACES
from percorso.drawing.ink import page_file
from percorso.drawing.light_font import faces, light_file, whole_file
from percorso.drawing.page.document import styles

_KINDS = {
    "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "woff": "font/woff",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the pages, under an address that changes with what it holds."""

    name: str
    content: bytes

    @property
    def address(self) -> str:
        """Where a page asks for it."""
        return f"/assets/{self.name}?v={hashlib.sha256(self.content).hexdigest()[:12]}"


@cache
def assets() -> dict[str, Asset]:
    """Every file of the pages by name."""
    fonts = _fonts()
    addresses = {name.partition(".")[0]: one.address for name, one in fonts.items()}
    found = {
        "page.css": styles(faces(addresses)),
        "map.js": page_file("page.js"),
        "app.css": _own("app.css"),
        "app.js": _own("app.js"),
    }
    return {name: Asset(name, text.encode()) for name, text in found.items()} | fonts


def _fonts() -> dict[str, Asset]:
    """What a page needs of the font, and all of it for a text that has more."""
    files_of = {"light": light_file, "whole": whole_file}
    return {
        (name := f"{kind}-{weight}.woff"): Asset(name, made(weight))
        for kind, made in files_of.items()
        for weight in FACES
    }


def _own(name: str) -> str:
    return (files(__package__) / "static" / name).read_text(encoding="utf-8")


async def give(request: Request) -> Response:
    """A file by its name."""
    found = assets().get(request.path_params["name"])
    if found is None:
        return Response(status_code=404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    kind = _KINDS[found.name.rpartition(".")[2]]
    return Response(found.content, headers=headers, media_type=kind)
