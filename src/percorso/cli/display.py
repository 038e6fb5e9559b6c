"""Whether somebody sits before a screen that a browser could open on."""

import os
import sys


def has_display() -> bool:
    """Whether a browser could be opened here."""
    if sys.platform.startswith("linux"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True
