"""What does a profile make of one file's columns?"""

from collections.abc import Mapping as Roles
from collections.abc import Sequence
from dataclasses import replace

from percorso.collect.column_names import plain_name
from percorso.collect.columns import (
    Recognition,
    case_stands_for_who,
    money_columns,
    notices_of,
    settled,
    time_column,
    with_forms,
)
from percorso.collect.profile_errors import ProfileDoesNotFit
from percorso.collect.readers.row import Notice
from percorso.collect.sample_evidence import Sample
from percorso.domain.mapping import MONEY_ROLES, ROLES, DateOrder, Mapping, RowEvent
from percorso.domain.profile import Names, Profile, ProfileEvent


def recognise_by_profile(
    profile: Profile,
    file_header: Sequence[str],
    sample: Sample,
    given: Roles[str, str] | None = None,
    *,
    time_zone: str,
    date_order: DateOrder | None = None,
    delimiter: str | None = None,
) -> Recognition:
    """Which column plays which role, as a profile says; nothing else is guessed.

    Args:
        profile: Columns, fixed values, rules and events of files of this kind.
        file_header: The columns of the file, each with a name of its own.
        sample: Its first rows, column -> text.
        given: role -> column or `=value`, before what the profile says.
        time_zone: IANA name for times without an offset.
        date_order: Order of day and month, when it is known.
        delimiter: The sign between the file's cells, if it has one.

    Returns:
        The mapping; a column the file does not have is left out and said.

    Raises:
        ProfileDoesNotFit: the file lacks the time, the touchpoint or the column of `one_per`.
        InputError: a given column or role cannot be, or the times cannot be read.
    """
    laid = _Laid(profile, tuple(file_header))
    mapping = laid.mapping(given or {})
    mapping = with_forms(
        replace(mapping, time_zone=time_zone), sample, date_order=date_order, delimiter=delimiter
    )
    notices = [*laid.notices(), *notices_of(mapping)]
    return Recognition(mapping, {}, tuple(notices))


class _Laid:
    """A profile laid on a header; remembers what the header does not have."""

    def __init__(self, profile: Profile, header: tuple[str, ...]) -> None:
        self._profile = profile
        self._header = header
        self._plain = {plain_name(name): name for name in reversed(header)}
        self._missing: list[str] = []

    def mapping(self, given: Roles[str, str]) -> Mapping:
        """The mapping, before the texts of its columns are looked at."""
        profile = self._profile
        asked = settled(given, self._header)
        own = asked.columns.keys() | asked.constants.keys()
        columns = self._columns(
            {role: names for role, names in profile.columns.items() if role not in own}
        )
        clock = asked.clock
        if "at" in columns:
            columns["at"], clock = time_column(columns["at"], self._header)
        factors = self._split_money(columns) | asked.factors
        columns |= asked.columns
        constants = {role: value for role, value in profile.constants.items() if role not in own}
        rules = [
            replace(one.rule, column=column, take=take)
            for one in profile.rules
            if one.rule.role not in own
            and ((column := self._column(one.column)) or not one.column)
            and ((take := self._column(one.take)) or not one.take)
        ]
        mapping = Mapping(
            columns={role: columns[role] for role in ROLES if role in columns},
            time_formats=(),
            case_is_identifier=case_stands_for_who(asked.columns, columns),
            constants=constants | asked.constants,
            clock=clock,
            rules=tuple(rules),
            events=tuple(self._events(profile.events, own)),
            one_per=self._needed(profile.one_per) if profile.one_per else None,
            amounts_once=profile.amounts_once,
            private=self._here(profile.private),
            factors=factors,
            profile=profile.key,
            rank=profile.rank,
        )
        self._check(mapping)
        return mapping

    def notices(self) -> list[Notice]:
        """What the profile knows and the file does not hold."""
        if not self._missing:
            return []
        listed = ", ".join(f'"{name}"' for name in dict.fromkeys(self._missing))
        return [Notice("profile_columns", f"not in this file: {listed}")]

    def _column(self, names: Names) -> str | None:
        """The first of the names the header has; `A+B` or `A*B` where it has both."""
        for name in names:
            found = name if name in self._header else self._plain.get(plain_name(name))
            sign = next((sign for sign in "+*" if sign in name), None)
            if found is None and sign is not None:
                parts = [self._plain.get(plain_name(part)) for part in name.split(sign, 1)]
                found = sign.join(part for part in parts if part) if all(parts) else None
            if found is not None:
                return found
        self._missing += names[:1]
        return None

    def _columns(self, named: dict[str, Names]) -> dict[str, str]:
        found = {role: self._column(names) for role, names in named.items()}
        return {role: column for role, column in found.items() if column is not None}

    def _here(self, names: Names) -> tuple[str, ...]:
        """Those of the names that the header has."""
        plain = {plain_name(name) for name in names}
        return tuple(name for name in self._header if plain_name(name) in plain)

    def _split_money(self, columns: dict[str, str]) -> dict[str, str]:
        """Leave the first column of a product in its place; returns role -> the second."""
        factors: dict[str, str] = {}
        for role in MONEY_ROLES:
            if role in columns:
                columns[role], factor = money_columns(role, columns[role], self._header)
                factors |= {role: factor} if factor else {}
        return factors

    def _needed(self, names: Names) -> str:
        """A column the profile cannot do without.

        Raises:
            ProfileDoesNotFit: the header does not have it.
        """
        found = self._column(names)
        if found is None:
            raise ProfileDoesNotFit(self._profile.key, names[:1], self._header)
        return found

    def _events(
        self, events: Sequence[ProfileEvent], own: Roles[str, str] | set[str]
    ) -> list[RowEvent]:
        """The events whose time the file has; what was given for a role counts for all of them."""
        found = []
        for event in events:
            at = self._column(event.columns["at"])
            if at is None:
                continue
            day, clock = time_column(at, self._header)
            wanted = {
                role: names for role, names in event.columns.items()
                if role != "at" and role not in own
            }  # fmt: skip
            held = self._columns({role: names for role, names in wanted.items() if names})
            factors = self._split_money(held)
            columns = {"at": day, **dict.fromkeys(wanted), **held}
            constants = {role: value for role, value in event.constants.items() if role not in own}
            found.append(RowEvent(event.part, columns, constants, clock, factors))
        return found

    def _check(self, mapping: Mapping) -> None:
        """When and what are known of every interaction.

        Raises:
            ProfileDoesNotFit: they are not.
        """
        for role in ("at", "touchpoint"):
            if (self._profile.events and not mapping.events) or role not in mapping.roles():
                wanted = [names[0] for names in _names_of(self._profile, role)]
                raise ProfileDoesNotFit(self._profile.key, wanted or [role], self._header)


def _names_of(profile: Profile, role: str) -> list[Names]:
    """Every column a profile knows for a role."""
    found = [profile.columns.get(role, ())]
    found += [event.columns.get(role, ()) for event in profile.events]
    found += [one.column for one in profile.rules if one.rule.role == role]
    return [names for names in found if names]
