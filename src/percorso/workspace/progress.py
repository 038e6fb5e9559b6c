"""How long work says how far it is."""

from collections.abc import Callable

# (what is being done, share done 0..1)
OnProgress = Callable[[str, float], None]


def silent(_what: str, _share: float) -> None:
    """Progress nobody watches."""
