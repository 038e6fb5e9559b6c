"""What the map looks like: one SVG, one page that needs nothing else, or a sheet of paper.

>>> from percorso.drawing import map_page, map_svg
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from percorso.drawing.page import map_page
    from percorso.drawing.paper import map_on_paper
    from percorso.drawing.sheet import map_svg

__all__ = ["map_on_paper", "map_page", "map_svg"]


def __getattr__(name: str) -> Any:
    # Imported when first drawn: a map asked for as numbers does not wait for the drawing.
    if name == "map_page":
        from percorso.drawing.page import map_page

        return map_page
    if name == "map_on_paper":
        from percorso.drawing.paper import map_on_paper

        return map_on_paper
    if name == "map_svg":
        from percorso.drawing.sheet import map_svg

        return map_svg
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
