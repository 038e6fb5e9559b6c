"""Who works at the machine, for what is kept of an edit by command."""

import getpass

_LONGEST = 80


def account() -> str:
    """The account of the computer this runs under; empty where it has no name."""
    try:
        return getpass.getuser()[:_LONGEST]
    except (OSError, KeyError, ImportError):
        return ""
