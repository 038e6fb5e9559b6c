"""Every error a caller can meet, and which of four answers it calls for.

PercorsoError
├── InputError      the caller can fix it           (exit 2)
├── NotFoundError   what was named does not exist   (exit 3)
├── ConflictError   somebody else was there first   (exit 4)
└── EngineError     the machine could not do it now (exit 5)

A leaf stands for one situation, keeps its facts as attributes, and builds its own
sentence: what was wanted, what came, what to do. Leaves live here when several rooms
raise them, and in the room that raises them otherwise.
"""


class PercorsoError(Exception):
    """The root: anything Percorso itself has to say to the caller."""


class InputError(PercorsoError):
    """Something given by the caller cannot be used as it is."""


class NotFoundError(PercorsoError):
    """Something named by the caller does not exist."""


class ConflictError(PercorsoError):
    """The state changed, or is held, by somebody else; read again, then retry."""


class EngineError(PercorsoError):
    """A store, a disk or an engine failed; nothing acknowledged is lost, try later."""
