"""How does this map differ from another one: of another period, or of other customers?"""

from percorso.journeys.comparison.compared_map import Other, compared_map

__all__ = ["Other", "compared_map"]
