"""The built-in mapping profiles, and which of them a header speaks of."""

from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path

from percorso.collect.column_names import plain_name
from percorso.collect.profile_errors import ProfileFileUnreadable, ProfileUnknown
from percorso.collect.profile_file import profile_from_yaml
from percorso.domain.profile import Names, Profile
from percorso.store.patterns import is_pattern

_LARGEST_PROFILE_BYTES = 1_000_000


@cache
def built_in_profiles() -> dict[str, Profile]:
    """Every profile that is shipped, by key, in the order of their names."""
    return {key: profile_from_yaml(text, key) for key, text in sorted(built_in_documents().items())}


@cache
def built_in_documents() -> dict[str, str]:
    """The YAML text of every profile that is shipped, by key; the file is named for the key."""
    folder = resources.files(__name__)
    return {
        entry.name.removesuffix(".yaml"): entry.read_text(encoding="utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".yaml")
    }


def profile_named(name: str) -> Profile:
    """The built-in profile of that key, or the one written in that file.

    Raises:
        ProfileUnknown: there is neither.
        ProfileInvalid: the file says something that cannot be.
        ProfileFileUnreadable: the system does not let us read it.
    """
    path = Path(name)
    if path.suffix.lower() in {".yaml", ".yml"} or path.is_file():
        return profile_in_file(path)
    known = built_in_profiles()
    if name not in known:
        raise ProfileUnknown(name, list(known))
    return known[name]


def profile_in_file(path: Path) -> Profile:
    """The profile written in a file.

    Raises:
        ProfileUnknown: there is no such file.
        ProfileFileUnreadable: the system does not let us read it.
        ProfileInvalid: the file says something that cannot be.
    """
    if not path.is_file():
        raise ProfileUnknown(str(path), list(built_in_profiles()))
    try:
        if path.stat().st_size > _LARGEST_PROFILE_BYTES:
            raise ProfileFileUnreadable(path, "it is larger than 1 MB")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProfileFileUnreadable(path, "it is no UTF-8 text") from error
    except OSError as error:
        raise ProfileFileUnreadable(path, error.strerror or str(error)) from error
    return profile_from_yaml(text, path.name, is_pattern)


def recognised_profile(header: Iterable[str]) -> Profile | None:
    """The built-in profile a header speaks of; of several the one that asks for most columns."""
    plain = {plain_name(name) for name in header}
    fitting = [
        profile for profile in built_in_profiles().values()
        if profile.recognise and all(_is_there(names, plain) for names in profile.recognise)
    ]  # fmt: skip
    return max(fitting, key=lambda profile: len(profile.recognise), default=None)


def _is_there(names: Names, plain: set[str]) -> bool:
    return any(plain_name(name) in plain for name in names)
