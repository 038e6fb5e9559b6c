"""A lamp shop made up for the demo: `write_sample_shop` writes the exports it would have."""

from percorso.sample_shop.files import SampleFile
from percorso.sample_shop.shop import UNTIL, SampleShop, write_sample_shop
from percorso.sample_shop.truths import PlantedTruth

__all__ = ["UNTIL", "PlantedTruth", "SampleFile", "SampleShop", "write_sample_shop"]
