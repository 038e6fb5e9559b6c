"""Turns the drawing into pictures and paper: PNG and PDF, with the drawing's own font."""

import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from percorso.domain.journey_map import JourneyMap
from percorso.drawing.font import FACES, font_file
from percorso.drawing.ink import Theme
from percorso.drawing.paper import Paper, map_on_paper
from percorso.drawing.sheet import map_svg
from percorso.workspace.maps.result_table import import_extra

_SCREEN_SCALE = 2.0
_PAPER_DOTS_PER_INCH = 200
_POINTS_PER_INCH = 72


def map_png(journey_map: JourneyMap, *, title: str, paper: Paper | None, theme: Theme) -> bytes:
    """The whole drawing at twice its size on screen, or a sheet of paper at 200 dots per inch.

    Raises:
        ExtraMissing: the converter is not installed.
    """
    converter = _converter()
    if paper is None:
        drawn: bytes = converter.svg_to_png(map_svg(journey_map, theme=theme), scale=_SCREEN_SCALE)
        return drawn
    svg = map_on_paper(journey_map, title=title, paper=paper, theme=theme)
    page: bytes = converter.svg_to_png(svg, scale=_PAPER_DOTS_PER_INCH / _POINTS_PER_INCH)
    return page


def map_pdf(journey_map: JourneyMap, *, title: str, paper: Paper, theme: Theme) -> bytes:
    """One page of vectors and real text, its font embedded.

    Raises:
        ExtraMissing: the converter is not installed.
    """
    return pdf_of(map_on_paper(journey_map, title=title, paper=paper, theme=theme))


def pdf_of(svg: str) -> bytes:
    """A drawing in points as a page of paper.

    Raises:
        ExtraMissing: the converter is not installed.
    """
    page: bytes = _converter().svg_to_pdf(svg)
    return page


@cache
def _converter() -> Any:
    """The converter, told where the drawing's font lies; the files go with the process."""
    converter = import_extra("vl_convert", extra="export", package="vl-convert-python")
    folder = _fonts().name
    converter.register_font_directory(folder)
    return converter


@cache
def _fonts() -> tempfile.TemporaryDirectory[str]:
    folder = tempfile.TemporaryDirectory(prefix="percorso-font-")
    for weight in FACES:
        (Path(folder.name) / f"{weight}.otf").write_bytes(font_file(weight))
    return folder
