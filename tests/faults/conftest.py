"""What the tests of faults share."""

from tests.faults.shop import shop

__all__ = ["shop"]

# Who imports it dies of poison, and pytest looks for examples in every module.
collect_ignore = ["poisoned"]
