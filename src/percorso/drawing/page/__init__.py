"""The map as one self-contained HTML page."""

from percorso.drawing.page.document import map_page

__all__ = ["map_page"]
