"""Pictures of a persona: told by their bytes, small, and unable to do anything."""

import struct

import pytest

from percorso.domain.picture import MOST_BYTES, PictureRefused, picture_kind

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + struct.pack(">II", 40, 40) + b"\x08\x06\0\0\0"
JPEG = b"\xff\xd8\xff\xe0\0\x04\0\0\xff\xc0\0\x11\x08" + struct.pack(">HH", 30, 40) + b"\x03" * 12
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="4" fill="url(#a)"/></svg>'


@pytest.mark.parametrize(("data", "kind"), [(PNG, "png"), (JPEG, "jpeg"), (SVG, "svg")])
def test_a_picture_is_told_by_its_bytes(data, kind):
    assert picture_kind(data) == kind


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<circle onclick="x()"/>',
        '<image href="http://a.example/x.png"/>',
        '<use href="#a"/>',
        "<style>*{}</style>",
        '<rect style="fill:red"/>',
        '<rect fill="url(http://a.example)"/>',
        '<rect fill="&#106;avascript:x"/>',
        "<foreignObject/>",
        "<rect onload=x />",
        "<![CDATA[<script>]]>",
        "<animate/>",
        "<a <b/>",
    ],
)
def test_an_svg_that_could_do_something_is_refused(inside):
    with pytest.raises(PictureRefused):
        picture_kind(f"<svg>{inside}</svg>".encode())


@pytest.mark.parametrize(
    "data",
    [
        b"GIF89a",
        b"",
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>',
        b"<svg>\xff</svg>",
        SVG + b" " * MOST_BYTES,
        PNG[:16] + struct.pack(">II", 90_000, 2) + PNG[24:],
        JPEG[:6],
        b"\x89PNG\r\n\x1a\n\0\0",
    ],
)
def test_what_is_no_picture_too_large_or_broken_is_refused(data):
    with pytest.raises(PictureRefused):
        picture_kind(data)
