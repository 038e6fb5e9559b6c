"""The font as pages load it: what Italian and English need, the rest where a text has more.

A glyph nobody asks for is not taken out but emptied, in its place: no offset of the file changes,
and what is empty packs to nothing. That takes milliseconds, where a subset is computed for seconds.
"""

import struct
from functools import cache
from itertools import pairwise

from percorso.drawing.font import FACES, FAMILY, glyph_numbers, packed, raw_tables

# ASCII, the letters of Italian and its neighbours, and the signs the pages set.
RANGES = ((0x20, 0x7E),)
SIGNS = (
    "ÀÈÉÌÒÙàèéìíòóùúáâçêîñôûäöüß\N{NO-BREAK SPACE}«»°·×±–—‘’“”•…€†′″←↑→↓−≈≠≤≥"
    # Accents that stand alone are parts of letters.
    "\N{ACUTE ACCENT}\N{DIAERESIS}\N{CEDILLA}\N{MODIFIER LETTER CIRCUMFLEX ACCENT}\N{SMALL TILDE}"
)
# Who made the font, and under which licence: of its names what has to go with it.
_NAMES_KEPT = {0, 1, 2, 4, 6, 13, 14}
# What moves letters together is left out: the drawing adds their widths up one by one.
_LEFT_OUT = ("GPOS", "GDEF")
# A glyph's program that draws nothing.
_END = b"\x0e"
_CHAR_STRINGS = 17


@cache
def light_file(weight: int) -> bytes:
    """One face as WOFF, with the glyphs of `RANGES` and `SIGNS`."""
    tables = {tag: data for tag, data in raw_tables(weight).items() if tag not in _LEFT_OUT}
    numbers = glyph_numbers(weight)
    codes = {code for first, last in RANGES for code in range(first, last + 1)}
    kept = {0} | {numbers[code] for code in codes | set(map(ord, SIGNS)) if code in numbers}
    tables |= {"CFF ": emptied(tables["CFF "], kept), "name": fewer_names(tables["name"])}
    return packed(tables, "woff")


@cache
def whole_file(weight: int) -> bytes:
    """One face as WOFF, with every glyph it has."""
    return packed(raw_tables(weight), "woff")


def faces(address_of: dict[str, str]) -> str:
    """The rules that name the files: the last whose range has a letter is asked for.

    Args:
        address_of: `light-400` or `whole-400` -> where a page asks for it.
    """
    ranges = ",".join(
        [
            *(f"U+{first:X}-{last:X}" for first, last in RANGES),
            *(f"U+{ord(one):X}" for one in SIGNS),
        ]
    )
    rule = (
        "@font-face{{font-family:{!r};font-weight:{};font-display:block;"
        "src:url({}) format('woff'){}}}"
    )
    return "".join(
        rule.format(FAMILY, weight, address_of[f"{kind}-{weight}"], only)
        for weight in FACES
        for kind, only in (("whole", ""), ("light", f";unicode-range:{ranges}"))
    )


def emptied(cff: bytes, kept: set[int]) -> bytes:
    """The glyphs of a CFF table (Adobe Technical Note 5176), those not kept drawing nothing."""
    at = _ends(cff, cff[2])
    tops, at = _places(cff, at)
    glyphs, _ = _places(cff, _char_strings(cff[slice(*tops[0])]))
    found = bytearray(cff)
    for number, (first, end) in enumerate(glyphs):
        if number not in kept:
            found[first:end] = _END + bytes(end - first - 1)
    return bytes(found)


def fewer_names(name: bytes) -> bytes:
    """The name table (OpenType 1.9) with what has to go with the font."""
    _, count, at = struct.unpack_from(">HHH", name)
    records = [struct.unpack_from(">6H", name, 6 + 12 * place) for place in range(count)]
    kept = [one for one in records if one[3] in _NAMES_KEPT]
    told, strings = [], b""
    for *said, length, offset in kept:
        told.append(struct.pack(">6H", *said, length, len(strings)))
        strings += name[at + offset : at + offset + length]
    return struct.pack(">HHH", 0, len(kept), 6 + 12 * len(kept)) + b"".join(told) + strings


def _ends(data: bytes, at: int) -> int:
    return _places(data, at)[1]


def _places(data: bytes, at: int) -> tuple[list[tuple[int, int]], int]:
    """Where each object of an INDEX begins and ends, and where the INDEX ends."""
    (count,) = struct.unpack_from(">H", data, at)
    if not count:
        return [], at + 2
    size, first = data[at + 2], at + 3
    said = [int.from_bytes(data[first + place * size : first + (place + 1) * size])
            for place in range(count + 1)]  # fmt: skip
    base = first + (count + 1) * size - 1
    return [(base + one, base + end) for one, end in pairwise(said)], base + said[-1]


def _char_strings(top: bytes) -> int:
    """Where the glyphs' programs begin, as the Top DICT says."""
    at, last = 0, 0
    while at < len(top):
        sign = top[at]
        if sign == _CHAR_STRINGS:
            break
        last, at = _operand(top, at)
    return last


def _operand(top: bytes, at: int) -> tuple[int, int]:
    """A number of a DICT, or an operator as 0, and where the next begins."""
    sign = top[at]
    if sign == 28:
        return struct.unpack_from(">h", top, at + 1)[0], at + 3
    if sign == 29:
        return struct.unpack_from(">i", top, at + 1)[0], at + 5
    if sign == 30:
        at += 1
        while 0xF not in (top[at] & 0xF, top[at] >> 4):
            at += 1
        return 0, at + 1
    if sign >= 247:
        high = (sign - 247) * 256 + top[at + 1] + 108
        return (high if sign <= 250 else -(sign - 251) * 256 - top[at + 1] - 108), at + 2
    return (sign - 139, at + 1) if sign >= 32 else (0, at + (2 if sign == 12 else 1))
