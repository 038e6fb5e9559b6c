"""What is this file, and what do its columns mean, before a row of it is loaded?"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from percorso.collect.columns import Recognition, column_named, recognise_columns
from percorso.collect.file_errors import TimesUncomputed, TimeUnreadable
from percorso.collect.profile_mapping import recognise_by_profile
from percorso.collect.profiles import profile_named, recognised_profile
from percorso.collect.readers.row import FileLimits
from percorso.collect.source_file import SourceFile, open_source_file
from percorso.domain.mapping import DateOrder, Mapping
from percorso.domain.profile import Profile, profile_of_mapping

NO_PROFILE = "none"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the caller says about a file.

    Attributes:
        columns: role -> column or `=value`.
        usual_zone: IANA name for times without an offset, where nothing else says one.
        date_order: order of day and month.
        time_zone: IANA name for times without an offset.
        profile: key or file of a profile; `none` is none; None is the last one or a built-in
            one the header speaks of.
        one_per: rows with the same value of this column are one interaction.
        sheet: the sheet of a workbook; None is the first with a table.
        limits: how much a file may hold, and the reading of it may take.
    """

    columns: dict[str, str]
    usual_zone: str
    date_order: DateOrder | None = None
    time_zone: str | None = None
    profile: str | None = None
    one_per: str | None = None
    sheet: str | None = None
    limits: FileLimits = field(default_factory=FileLimits)


@dataclass(frozen=True, slots=True)
class Look:
    """A file's shape, what its columns mean, and what there is to say of both."""

    file: SourceFile
    mapping: Mapping
    said: list[str]
    usual_order: DateOrder | None


@dataclass(frozen=True, slots=True)
class _Choice:
    """The profile to read by, how it came about, and the mapping it stands for."""

    profile: Profile | None = None
    said: str | None = None
    mapping: Mapping | None = None


def look_at(path: Path, wanted: Wanted, earlier: Sequence[Mapping] = ()) -> Look:
    """A file's shape and what its columns mean.

    Args:
        path: The file.
        wanted: What the caller says about it.
        earlier: The mappings of its source, the last first.

    Raises:
        TimesUncomputed: the times are formulas without a stored value.
        TimeUnreadable: they are no times.
    """
    given = None if wanted.profile in (None, NO_PROFILE) else profile_named(wanted.profile or "")
    file = open_source_file(path, wanted.limits, sheet=wanted.sheet)
    choice = _choice(given, wanted, file.header, earlier)
    profile = choice.profile
    try:
        recognition = _recognised(file, wanted, profile)
    except TimeUnreadable as error:
        if error.column in file.uncomputed:
            raise TimesUncomputed(path, error.column) from error
        raise
    mapping = replace(recognition.mapping, header=file.header)
    if choice.mapping is not None:
        mapping = replace(mapping, profile=choice.mapping.profile)
    if wanted.one_per is not None:
        mapping = replace(mapping, one_per=column_named("one_per", wanted.one_per, file.header))
    recognition = replace(recognition, mapping=mapping)
    said = [*file.said(), *([choice.said] if choice.said else []), *recognition.said()]
    return Look(file, mapping, said, profile.date_order if profile else None)


def _recognised(file: SourceFile, wanted: Wanted, profile: Profile | None) -> Recognition:
    """What the columns mean, by a profile or by their names and values."""
    zone = wanted.time_zone or (profile and profile.time_zone) or wanted.usual_zone
    if profile is None:
        return recognise_columns(
            file.header, file.sample, wanted.columns, time_zone=zone,
            date_order=wanted.date_order, delimiter=file.delimiter,
        )  # fmt: skip
    return recognise_by_profile(
        profile, file.header, file.sample, wanted.columns, time_zone=zone,
        date_order=wanted.date_order, delimiter=file.delimiter,
    )  # fmt: skip


def _choice(
    given: Profile | None, wanted: Wanted, header: tuple[str, ...], earlier: Sequence[Mapping]
) -> _Choice:
    """What was asked for, then the source's last mapping, then a built-in profile."""
    if given is not None:
        return _Choice(given, f"profile: {given.key}")
    if wanted.profile == NO_PROFILE or wanted.columns:
        return _Choice()
    last = next((one for one in earlier if one.header and set(one.header) == set(header)), None)
    if last is not None:
        return _Choice(
            _again(last),
            "columns: as in the last load of this source (--profile none looks anew)",
            last,
        )
    known = recognised_profile(header)
    if known is None:
        return _Choice()
    return _Choice(
        known, f"profile: {known.key}, recognised by its columns (--profile none reads without it)"
    )


def _again(mapping: Mapping) -> Profile:
    """The profile of a mapping; what was told by values is told by the new ones."""
    profile = profile_of_mapping(mapping, mapping.profile or "last")
    if mapping.profile is not None:
        return profile
    constants = {role: one for role, one in profile.constants.items() if role != "rating_kind"}
    return replace(profile, constants=constants)
