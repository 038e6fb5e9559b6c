"""The drawing as PNG and PDF: the right size, in the drawing's own font."""

import importlib.util
import re
import struct

import pytest

from percorso.domain.errors import InputError
from percorso.workspace.maps import printing
from percorso.workspace.maps.map_result import MapResult
from tests.drawing.maps import lamp_shop


@pytest.fixture(scope="module")
def result():
    return MapResult(lamp_shop(), "Casa Lume")


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


@pytest.mark.parametrize(("paper", "box"), [("a4", (842, 595)), ("a3", (1191, 842))])
def test_a_pdf_is_one_landscape_page_with_its_font_inside(result, paper, box):
    pdf = result.to_pdf(paper=paper)
    assert pdf.startswith(b"%PDF-")
    boxes = re.findall(rb"/MediaBox *\[([^\]]*)\]", pdf)
    assert [tuple(round(float(edge)) for edge in one.split()[2:]) for one in boxes] == [box]
    fonts = {name.partition(b"+")[2] for name in re.findall(rb"/BaseFont */([\w+-]+)", pdf)}
    faces = {name.removesuffix(b"-Identity-H") for name in fonts}
    assert faces == {b"HankenGrotesk-Regular", b"HankenGrotesk-Medium", b"HankenGrotesk-SemiBold"}
    assert b"/FontFile3" in pdf


def test_a_png_is_the_whole_drawing_at_twice_its_size(result):
    wide, high = re.search(r'width="(\d+)" height="([\d.]+)"', result.to_svg()).groups()
    assert size(result.to_png()) == (2 * int(wide), round(2 * float(high)))


def test_a_png_of_a_sheet_has_200_dots_an_inch(result):
    wide, high = size(result.to_png(paper="a4", theme="dark"))
    assert (round(wide * 25.4 / 200), round(high * 25.4 / 200)) == (297, 210)


def test_without_the_converter_the_extra_is_named(result, monkeypatch):
    printing._converter.cache_clear()
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r'vl-convert-python.*pip install "percorso\[export\]"'):
        result.to_pdf()
