"""A mapping profile as the mapping of a generic webhook: its columns are paths into the JSON."""

from dataclasses import replace

from percorso.collect.hooks.rules import unusable
from percorso.domain.errors import InputError
from percorso.domain.mapping import Mapping, RowEvent
from percorso.domain.profile import Names, Profile


class HookProfileUnusable(InputError):
    """A profile says something messages that come one by one cannot be read by."""

    def __init__(self, key: str, wanted: str) -> None:
        self.key, self.wanted = key, wanted
        super().__init__(
            f'Profile "{key}" cannot read a webhook\'s messages: {wanted} is wanted. '
            "Write it with equals, prefix or words, and one message for each contact."
        )


def mapping_of_profile(profile: Profile) -> Mapping:
    """How a profile reads the messages of a webhook; of several names the first is the path.

    Raises:
        HookProfileUnusable: it needs patterns, products or several rows for one contact.
    """
    mapping = Mapping(
        columns=_first_names(profile.columns),
        time_formats=(),
        time_zone=profile.time_zone or "Europe/Rome",
        constants=profile.constants,
        rules=tuple(
            replace(one.rule, column=_first(one.column), take=_first(one.take))
            for one in profile.rules
        ),
        events=tuple(
            RowEvent(
                one.part,
                {role: _first(names) for role, names in one.columns.items()},
                one.constants,
            )
            for one in profile.events
        ),
        one_per=profile.one_per[0] if profile.one_per else None,
        private=profile.private,
        profile=profile.key,
    )
    wanted = unusable(mapping) or ("one column for each role" if _joins(mapping) else None)
    if wanted is not None:
        raise HookProfileUnusable(profile.key, wanted)
    return mapping


def _first(names: Names) -> str | None:
    return names[0] if names else None


def _first_names(columns: dict[str, Names]) -> dict[str, str]:
    return {role: names[0] for role, names in columns.items() if names}


def _joins(mapping: Mapping) -> bool:
    """Whether a role takes two columns: day and clock, quantity and price."""
    return any(
        sign in name
        for _, reading in mapping.readings()
        for name in reading.columns.values()
        for sign in "+*"
    )
