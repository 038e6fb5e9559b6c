"""How does this map differ from another one: of another period, or of other customers?"""

from percorso.journeys.comparison.compared_map import Beside, Other, compared_maps

__all__ = ["Beside", "Other", "compared_maps"]
