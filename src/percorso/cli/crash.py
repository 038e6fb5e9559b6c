"""The unexpected: a sentence instead of a traceback, and the details in a file."""

import os
import platform
import sys
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path

from percorso import __version__

EXIT_CODE = 1


def crash_sentence(error: BaseException) -> str:
    """What to tell about an error nobody foresaw; its details are written to a file first."""
    name = type(error).__name__
    first_line = (str(error).splitlines() or [""])[0][:200]
    what = f"{name}: {first_line}" if first_line else name
    return (
        f"Something happened that Percorso was not built for ({what}). That is a mistake of ours. "
        f"{_where_details_are(error)} Nothing that was loaded is lost: run the command again, and "
        "let `percorso doctor` say whether the workspace is sound."
    )


def _where_details_are(error: BaseException) -> str:
    try:
        path = _write_details(error)
    except OSError as cause:
        details = "".join(traceback.format_exception(error))
        return f"The details could not be written ({cause.strerror or cause}):\n{details}\n"
    return f"The details are in {path}; look through them before you pass them on."


def _write_details(error: BaseException) -> Path:
    """Write the traceback where its owner alone can read it: it may quote rows."""
    descriptor, name = tempfile.mkstemp(prefix="percorso-crash-", suffix=".txt")
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(
            f"percorso {__version__}, Python {platform.python_version()}, {platform.platform()}\n"
            f"{datetime.now(UTC).isoformat(timespec='seconds')}\n"
            f"command: {' '.join(sys.argv)}\n\n"
        )
        file.writelines(traceback.format_exception(error))
    return Path(name)
