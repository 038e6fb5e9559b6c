"""How are rows that are kept already to be read otherwise? A mapping with fixes in it."""

from collections.abc import Mapping as Cells
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from percorso.collect.file_errors import TimeUnreadable
from percorso.collect.profile_mapping import recognise_by_profile
from percorso.collect.sample_evidence import NUMBER_ROLES, Sample
from percorso.collect.time_shape import format_of
from percorso.domain.errors import InputError
from percorso.domain.mapping import IDENTIFIER_ROLES, RATING_ROLES, DateOrder, Mapping
from percorso.domain.profile import Profile, profile_of_mapping

# Stands for the time while other columns are laid out in rows of which none has a time.
_ANY_TIME = "=2000-01-01"


class IdsAreKept(InputError):
    """Rows in the archive keep the ids under which they are there."""

    def __init__(self, column: str) -> None:
        self.column = column
        super().__init__(
            f"Rows that are kept have their ids already, so `id` cannot become {column!r}. "
            "Leave id out of --columns; or load the file into a new workspace."
        )


@dataclass(frozen=True, slots=True)
class Fixes:
    """What is to be read otherwise; None and no entry leave a thing as it is.

    Attributes:
        columns: role -> column, or a fixed value behind `=`.
        time_zone: IANA zone of times without one.
        date_order: Order of day and month.
    """

    columns: dict[str, str] = field(default_factory=dict)
    time_zone: str | None = None
    date_order: DateOrder | None = None

    def roles(self) -> frozenset[str]:
        """The roles that get another column or value."""
        return frozenset("user_id" if role == "customer" else role for role in self.columns)


def mapping_anew(base: Mapping, header: Sequence[str], sample: Sample, fixes: Fixes) -> Mapping:
    """The mapping with the fixes in it; all that they do not speak of stays.

    Ways of writing the time that were not seen before are learned from the sample.

    Args:
        base: The mapping as it is.
        header: The columns that occur in the rows.
        sample: Some of the rows, column -> text.
        fixes: What is to be read otherwise.

    Raises:
        IdsAreKept: another id column was given.
    """
    if "id" in fixes.columns and fixes.columns["id"] != base.columns.get("id"):
        raise IdsAreKept(fixes.columns["id"])
    fresh = _laid_out(base, header, sample, fixes)
    roles = fixes.roles()
    fixed = replace(
        fresh,
        profile=base.profile,
        header=base.header,
        decimal=fresh.decimal if roles & {*NUMBER_ROLES} else base.decimal,
        case_is_identifier=(
            fresh.case_is_identifier
            if roles & {*IDENTIFIER_ROLES, "case_id"}
            else base.case_is_identifier
        ),
    )
    if "at" in roles or fixes.date_order not in (None, base.date_order):
        return fixed
    formats = dict.fromkeys((*base.time_formats, *fresh.time_formats))
    return replace(fixed, time_formats=tuple(formats), date_order=base.date_order)


def _laid_out(base: Mapping, header: Sequence[str], sample: Sample, fixes: Fixes) -> Mapping:
    """The base as a profile with the fixes before it, laid on the rows.

    Raises:
        TimeUnreadable: the column given for the time holds something else.
    """
    profile = _as_profile(base, fixes)
    columns = sorted({*header, *base.header, *base.columns_read(), *base.private})

    def laid(rows: Sample, given: dict[str, str]) -> Mapping:
        return recognise_by_profile(
            profile, columns, rows, given, time_zone=fixes.time_zone or base.time_zone,
            date_order=fixes.date_order or base.date_order,
        ).mapping  # fmt: skip

    try:
        return laid(sample, fixes.columns)
    except TimeUnreadable:
        if "at" in fixes.columns:
            raise
    # Rejected rows often are those without a time: the form is learned from the others.
    readable = [row for row in sample if _has_time(base, row)]
    if readable or base.events:
        return laid(readable, fixes.columns)
    return _with_time_of(base, laid(sample, {**fixes.columns, "at": _ANY_TIME}))


def _as_profile(base: Mapping, fixes: Fixes) -> Profile:
    """The base, without the columns that a fix gives to another role."""
    profile = profile_of_mapping(base, base.profile or "last")
    taken, roles = set(fixes.columns.values()), fixes.roles()
    constants = dict(profile.constants)
    if roles & {*RATING_ROLES}:
        constants.pop("rating_kind", None)
    return replace(
        profile,
        columns={role: names for role, names in profile.columns.items() if not taken & set(names)},
        constants=constants,
    )


def _has_time(base: Mapping, row: Cells[str, str]) -> bool:
    return any(format_of(row.get(column, "")) for column, _ in base.time_columns())


def _with_time_of(base: Mapping, fresh: Mapping) -> Mapping:
    """The mapping with another's time, where no row says how it is written."""
    constants = {role: text for role, text in fresh.constants.items() if role != "at"}
    columns = dict(fresh.columns)
    if "at" in base.constants:
        constants["at"] = base.constants["at"]
    else:
        columns["at"] = base.columns["at"]
    return replace(
        fresh, columns=columns, constants=constants, time_formats=base.time_formats,
        date_order=base.date_order, clock=base.clock,
    )  # fmt: skip
