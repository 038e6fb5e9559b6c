"""What the map looks like: one SVG, or one page that needs nothing else.

>>> from percorso.drawing import map_page, map_svg
"""

from percorso.drawing.page import map_page
from percorso.drawing.sheet import map_svg

__all__ = ["map_page", "map_svg"]
