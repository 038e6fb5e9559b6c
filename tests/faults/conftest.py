"""What the tests of faults share."""

from tests.faults.shop import shop

__all__ = ["shop"]
