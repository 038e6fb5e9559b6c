"""Whether bytes are a picture that may stand on a map: PNG, JPEG, or an SVG that does nothing."""

import re
import struct
from typing import Literal

from percorso.domain.errors import InputError

PictureKind = Literal["png", "jpeg", "svg"]
MOST_BYTES = 500_000
MOST_PIXELS = 4_000
MIME: dict[PictureKind, str] = {
    "png": "image/png", "jpeg": "image/jpeg", "svg": "image/svg+xml",
}  # fmt: skip

_SHAPES = frozenset(
    ("svg", "g", "path", "circle", "rect", "ellipse", "line", "polyline", "polygon", "title",
     "desc", "defs", "lineargradient", "radialgradient", "stop", "clippath", "metadata")
)  # fmt: skip
_TAG = re.compile(r"<\s*/?\s*([^\s/>]+)([^>]*)>")
_ATTRIBUTE = re.compile(r"""([^\s=]+)\s*=\s*("[^"]*"|'[^']*')""")


class PictureRefused(InputError):
    """A picture that cannot stand on a map."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"The picture is refused: {reason}. Give a PNG or JPEG of at most "
            f"{MOST_BYTES // 1000} kB and {MOST_PIXELS} pixels a side, or an SVG of plain shapes."
        )


def picture_kind(data: bytes) -> PictureKind:
    """What kind of picture it is, told by its bytes and never by its name.

    Raises:
        PictureRefused: it is none, too large, or an SVG that could do something.
    """
    if len(data) > MOST_BYTES:
        raise PictureRefused(f"it has {len(data):,} bytes")
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR":
        _require_size(*struct.unpack(">II", data[16:24]))
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        _require_size(*_jpeg_size(data))
        return "jpeg"
    if b"<svg" in data[:2000]:
        _require_harmless(data)
        return "svg"
    raise PictureRefused("its bytes are neither PNG, JPEG nor SVG")


def _require_size(wide: int, high: int) -> None:
    if not (0 < wide <= MOST_PIXELS and 0 < high <= MOST_PIXELS):
        raise PictureRefused(f"it is {wide} x {high} pixels large")


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Width and height from the frame header, reached from segment to segment.

    Raises:
        PictureRefused: no segment says it.
    """
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            high, wide = struct.unpack(">HH", data[at + 5 : at + 9])
            return int(wide), int(high)
        at += 2 + length
    raise PictureRefused("it is a JPEG without a size")


def _require_harmless(data: bytes) -> None:
    """Nothing but shapes: no script, no event, no style, nothing fetched, nothing declared.

    Raises:
        PictureRefused: there is more.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise PictureRefused("the SVG is not UTF-8") from None
    for sign in ("<!DOCTYPE", "<!ENTITY", "<![CDATA[", "<?xml-stylesheet"):
        if sign.casefold() in text.casefold():
            raise PictureRefused(f"the SVG holds {sign}")
    bare = re.sub(r"<!--.*?-->|<\?xml .*?\?>", "", text, flags=re.DOTALL)
    found = 0
    for name, inside in _TAG.findall(bare):
        found += 1
        if name.casefold() not in _SHAPES:
            raise PictureRefused(f"the SVG holds <{name}>")
        _require_plain_attributes(inside)
    if found != bare.count("<"):
        raise PictureRefused("the SVG cannot be read")


def _require_plain_attributes(inside: str) -> None:
    rest = _ATTRIBUTE.sub("", inside).replace("/", "").strip()
    if rest:
        raise PictureRefused(f"the SVG holds {rest[:40]!r} in a tag")
    for name, quoted in _ATTRIBUTE.findall(inside):
        plain, value = name.casefold(), quoted[1:-1].casefold()
        if plain.startswith("on") or plain in ("style", "href", "xlink:href", "src", "class"):
            raise PictureRefused(f"the SVG holds the attribute {name}")
        outside = value.replace("url(#", "")
        if "url(" in outside or "javascript:" in value or "&" in value:
            raise PictureRefused(f"the SVG points elsewhere in {name}")
