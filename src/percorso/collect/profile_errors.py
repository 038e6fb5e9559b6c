"""What can be wrong with a mapping profile, or with the file it is laid on: one leaf each."""

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from percorso.domain.errors import InputError, NotFoundError


class ProfileInvalid(InputError):
    """A profile says something that cannot be."""

    def __init__(self, origin: str, place: str, problem: str) -> None:
        self.origin, self.place, self.problem = origin, place, problem
        where = f", {place}" if place else ""
        super().__init__(
            f"Profile {origin}{where}: {problem}. `percorso profiles show KEY` prints one that "
            "works, to start from."
        )


class ProfileUnknown(NotFoundError):
    """Neither a file nor a built-in profile has this name."""

    def __init__(self, key: str, known: Sequence[str]) -> None:
        self.key, self.known = key, tuple(known)
        near = get_close_matches(key, known, 1)
        hint = f' Did you mean "{near[0]}"?' if near else ""
        super().__init__(
            f'There is no profile and no file "{key}".{hint} '
            f"Built in: {', '.join(known) or 'none'}; `none` reads without one."
        )


class ProfileDoesNotFit(InputError):
    """The file lacks columns without which the profile cannot read it."""

    def __init__(self, key: str, missing: Sequence[str], header: Sequence[str]) -> None:
        self.key, self.missing, self.header = key, tuple(missing), tuple(header)
        listed = ", ".join(f'"{name}"' for name in missing)
        columns = ", ".join(f'"{name}"' for name in header[:30])
        super().__init__(
            f'Profile "{key}" needs {listed}, which the file does not have. Columns: {columns}. '
            "Take another profile, or edit this one: percorso profiles show "
            f"{key} > my.yaml, then --profile my.yaml"
        )


class ProfileFileUnreadable(InputError):
    """A profile's file cannot be opened, or is no text."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"The profile {path} cannot be read: {reason}.")
