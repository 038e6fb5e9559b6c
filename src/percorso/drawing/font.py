"""The one font of the drawing: how wide its letters are, and the font itself for the file.

The font (Hanken Grotesk, SIL Open Font License) comes with a package and is read from
there. It has some 450 glyphs, so it is embedded whole, in three weights, without its
ligature table: a subset would save little and cost more time than the rest of the page.
Its digits are all of one width, so numbers stand in columns by themselves.
"""

import base64
import io
import struct
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FAMILY = "Hanken Grotesk"
STACK = f'"{FAMILY}", Inter, "Inter Variable", system-ui, sans-serif'

# Weight -> name of the face in the package.
FACES = {400: "HankenGrotesk", 500: "HankenGroteskMedium", 600: "HankenGroteskSemiBold"}

# Ligatures would change widths we add up letter by letter.
_LEFT_OUT = frozenset({"GSUB"})


@cache
def _tables(weight: int) -> dict[str, bytes]:
    """The raw tables of one face; importing fontTools is dear, so it waits until here."""
    import font_hanken_grotesk
    from fontTools.ttLib.sfnt import SFNTReader

    path = Path(font_hanken_grotesk.font_files_otf[FACES[weight]])
    reader = SFNTReader(io.BytesIO(path.read_bytes()))
    return {tag: reader[tag] for tag in reader.keys() if tag not in _LEFT_OUT}  # noqa: SIM118


def raw_tables(weight: int) -> dict[str, bytes]:
    """The tables of one face by their tag, as its file has them; not to be changed."""
    return _tables(weight)


def glyph_numbers(weight: int) -> dict[int, int]:
    """Code point -> number of its glyph."""
    return _glyphs(_tables(weight)["cmap"])


@cache
def advances(weight: int) -> dict[int, float]:
    """Width of each character the face has, in em, by code point."""
    tables = _tables(weight)
    (units,) = struct.unpack_from(">H", tables["head"], 18)
    (count,) = struct.unpack_from(">H", tables["hhea"], 34)
    widths = struct.unpack_from(">" + "Hh" * count, tables["hmtx"])[::2]
    glyphs = _glyphs(tables["cmap"])
    return {code: widths[min(glyph, count - 1)] / units for code, glyph in glyphs.items()}


def _glyphs(cmap: bytes) -> dict[int, int]:
    """Code point -> glyph number, from the face's format 4 table (OpenType 1.9, cmap)."""
    (offset,) = struct.unpack_from(">L", cmap, 8)
    (twice,) = struct.unpack_from(">H", cmap, offset + 6)
    count = twice // 2
    ends = struct.unpack_from(f">{count}H", cmap, offset + 14)
    starts_at = offset + 16 + twice
    starts = struct.unpack_from(f">{count}H", cmap, starts_at)
    deltas = struct.unpack_from(f">{count}h", cmap, starts_at + twice)
    ranges_at = starts_at + 2 * twice
    ranges = struct.unpack_from(f">{count}H", cmap, ranges_at)
    glyphs: dict[int, int] = {}
    for segment in range(count):
        for code in range(starts[segment], min(ends[segment], 0xFFFE) + 1):
            if ranges[segment]:
                place = ranges_at + 2 * segment + ranges[segment] + 2 * (code - starts[segment])
                (glyph,) = struct.unpack_from(">H", cmap, place)
                if glyph == 0:
                    continue
            else:
                glyph = code
            glyphs[code] = (glyph + deltas[segment]) & 0xFFFF
    return glyphs


@cache
def font_faces() -> str:
    """The `@font-face` rules that carry the font inside the file."""
    return "".join(
        f"@font-face{{font-family:{FAMILY!r};font-weight:{weight};font-display:block;"
        f"src:url(data:font/woff;base64,{_woff(weight)}) format('woff')}}"
        for weight in FACES
    )


def _woff(weight: int) -> str:
    return base64.b64encode(_packed(weight, "woff")).decode("ascii")


def font_file(weight: int) -> bytes:
    """One face as an OpenType file, as the drawing measures it: without ligatures."""
    return _packed(weight, None)


def _packed(weight: int, flavor: str | None) -> bytes:
    return packed(_tables(weight), flavor)


def packed(tables: Mapping[str, bytes], flavor: str | None) -> bytes:
    """A font file of these tables: as OpenType, or as `woff`."""
    from fontTools.ttLib.sfnt import SFNTWriter

    file = io.BytesIO()
    writer = SFNTWriter(file, len(tables), sfntVersion="OTTO", flavor=flavor)
    for tag, data in tables.items():
        writer[tag] = data
    writer.close()
    return file.getvalue()
