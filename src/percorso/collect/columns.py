"""Which column plays which role, and how is its text read?"""

import re
from collections import Counter
from collections.abc import Mapping as Roles
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from zoneinfo import ZoneInfo

from percorso.collect.column_names import (
    BARE_CUSTOMER,
    BARE_NAME,
    NO_DAY,
    USUAL_NAMES,
    columns_for,
    plain_name,
    stands_for_nothing,
)
from percorso.collect.file_errors import (
    BadColumnsOption,
    ColumnMissing,
    NoTimeColumn,
    NoTouchpointColumn,
    RoleConflict,
    TimeUnreadable,
    UnknownRole,
    UnknownTimeZone,
    YearStandsLast,
)
from percorso.collect.readers.row import Notice
from percorso.collect.sample_evidence import (
    NUMBER_ROLES,
    Sample,
    column_of_clocks,
    decimal_mark,
    holds_numbers,
    holds_times,
    is_unique,
    joined,
    only_column_of_times,
    rating_kind,
    values_of,
)
from percorso.collect.time_shape import (
    SERIAL_DAYS,
    are_serial_days,
    formats_of,
    needs_date_order,
    with_date_order,
    with_siblings,
)
from percorso.collect.times_said import times_said
from percorso.domain.mapping import IDENTIFIER_ROLES, MONEY_ROLES, ROLES, SKIP, DateOrder, Mapping

# Guessed in this order: a column taken by one role is not free for the next.
_GUESSED = (
    "at", "touchpoint", "email", "phone", "loyalty_card", "user_id", "anonymous_id", "order_id",
    "tracking_number", "invoice_id", "case_id", "channel", "currency", "amount", "cost",
    "stars", "nps", "csat", "ces", "rating", "text", "sequence", "id",
    "last_name", "first_name", "name", "birth_date", "street", "city", "province", "postcode",
    "country",
)  # fmt: skip

_OTHER_REFERENCES = ("order_id", "tracking_number", "invoice_id")
# A fixed value is written as the column itself, behind this sign, until it is split off.
_CONSTANT = "="

_OPTION_PART = re.compile(
    r'\s*(?P<role>"[^"]*"|[\w ]+?)\s*(?P<sign>==?)\s*'
    r'(?P<value>"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'|[^",]*?)\s*(?:,|$)'
)


def _told(role: str, rules: int) -> str:
    counted = f"{rules} rule" + ("s" if rules > 1 else "")
    return f"rows left out by {counted}" if role == SKIP else f"{role}: told by {counted}"


@dataclass(frozen=True, slots=True)
class Recognition:
    """What was made of a file's columns.

    Attributes:
        mapping: the columns by role and how they are read.
        guessed: role -> column, as far as nobody gave it.
        notices: what the owner of the file should know.
    """

    mapping: Mapping
    guessed: dict[str, str]
    notices: tuple[Notice, ...]

    def said(self) -> list[str]:
        """What was understood, a short line each."""
        mapping = self.mapping
        lines = [f"{role}: {self._shown(role, column)}" for role, column in mapping.columns.items()]
        lines += [f'{role}: always "{mapping.constants[role]}"'
                  for role in mapping.constants if role in ROLES]  # fmt: skip
        lines += [_told(role, len(list(rules)))
                  for role, rules in groupby(mapping.rules, lambda rule: rule.role)]  # fmt: skip
        lines += [
            f'{event.part}: {event.constants.get("touchpoint", "…")} at "{event.columns["at"]}"'
            for event in mapping.events
        ]
        if mapping.one_per:
            lines.append(f'one interaction for each value of "{mapping.one_per}"')
        lines.append(f"time zone of times without one: {mapping.time_zone}")
        # Where numbers alone do not say it, the whole file is asked first.
        lines += [] if needs_date_order(mapping) else times_said(mapping)
        if any(role in mapping.columns for role in NUMBER_ROLES):
            lines.append(f"decimal mark: {'comma' if mapping.decimal == ',' else 'point'}")
        if kind := mapping.constants.get("rating_kind"):
            lines.append(f"rating: {kind}")
        if mapping.case_is_identifier:
            lines.append(f'who: "{mapping.columns["case_id"]}", since no column names persons')
        return lines + [notice.text for notice in self.notices]

    def _shown(self, role: str, column: str) -> str:
        clock = self.mapping.clock if role == "at" else None
        factor = self.mapping.factors.get(role)
        names = f'"{column}"' + (f' and "{clock}"' if clock else "")
        names += f' × "{factor}"' if factor else ""
        return names + (" (guessed)" if role in self.guessed else "")


def parse_columns_option(text: str) -> dict[str, str]:
    """The roles and columns of `--columns customer="Case ID",at=Day+Hour,touchpoint=="till"`.

    A quote inside quotes is doubled, as in CSV.

    Returns:
        role -> column; a fixed value is marked by a leading `=`.

    Raises:
        BadColumnsOption: a part is no `role=column`.
        RoleConflict: a role is given twice.

    >>> parse_columns_option('customer="Case ID",touchpoint=="till"')
    {'customer': 'Case ID', 'touchpoint': '=till'}
    """
    given: dict[str, str] = {}
    place = 0
    while place < len(text):
        found = _OPTION_PART.match(text, place)
        if found is None or not found["value"]:
            raise BadColumnsOption(text, text[place:].strip())
        role = found["role"].strip('"').strip().lower().replace(" ", "_")
        value = found["value"]
        if (quote := value[:1]) in {'"', "'"}:
            value = value[1:-1].replace(2 * quote, quote)
        if role in given:
            raise RoleConflict(value, (role, role))
        given[role] = (_CONSTANT if found["sign"] == "==" else "") + value
        place = found.end()
    return given


def recognise_columns(
    file_header: Sequence[str],
    sample: Sample,
    given: Roles[str, str] | None = None,
    *,
    time_zone: str,
    date_order: DateOrder | None = None,
    delimiter: str | None = None,
) -> Recognition:
    """Which column plays which role: what was given first, then the usual names.

    Args:
        file_header: The columns of the file, each with a name of its own.
        sample: Its first rows, column -> text.
        given: role -> column, as `parse_columns_option` reads it.
        time_zone: IANA name for times without an offset.
        date_order: Order of day and month, when the caller says it.
        delimiter: The sign between the file's cells, if it has one.

    Raises:
        UnknownRole: a role that does not exist was given.
        ColumnMissing: a column the file does not have was given.
        RoleConflict: one column was given to two roles.
        NoTimeColumn: no column says when.
        NoTouchpointColumn: no column says what.
        TimeUnreadable: the column for the time holds something else.
        UnknownTimeZone: nobody knows this zone.
        YearStandsLast: the order given puts the year first, the dates put it last.
    """
    header = tuple(file_header)
    asked = settled(given or {}, header)
    columns, case_is_identifier = _with_guesses(asked.columns, asked.constants, header, sample)
    if "at" not in columns and "at" not in asked.constants:
        raise NoTimeColumn(header, USUAL_NAMES["at"])
    clock = asked.clock
    if clock is None and "at" in columns:
        clock = _clock_beside(columns, header, sample)
    mapping = with_forms(
        Mapping(
            columns={role: columns[role] for role in ROLES if role in columns},
            time_formats=(),
            time_zone=time_zone,
            case_is_identifier=case_is_identifier,
            constants=asked.constants,
            clock=clock,
            factors=asked.factors,
        ),
        sample,
        date_order=date_order,
        delimiter=delimiter,
    )
    if "touchpoint" not in columns and "touchpoint" not in mapping.constants:
        raise NoTouchpointColumn(header, USUAL_NAMES["touchpoint"])
    guessed = {role: name for role, name in columns.items() if asked.columns.get(role) != name}
    return Recognition(mapping, guessed, tuple(notices_of(mapping)))


def with_forms(
    mapping: Mapping, sample: Sample, *, date_order: DateOrder | None, delimiter: str | None
) -> Mapping:
    """The mapping with what its columns' texts say: forms of times and numbers, kind of rating.

    Raises:
        TimeUnreadable: the column for the time holds something else.
        UnknownTimeZone: nobody knows this zone.
        YearStandsLast: the order given puts the year first, the dates put it last.
    """
    _check_time_zone(mapping.time_zone)
    readings = [reading for _, reading in mapping.readings()]
    named = [one for reading in readings for one in (reading.columns, reading.factors)]
    constants = mapping.constants
    if "rating_kind" not in constants:
        constants = constants | rating_kind(mapping.columns, sample)
    found = replace(
        mapping,
        time_formats=with_siblings(_time_formats(mapping, sample)),
        decimal=decimal_mark(named, sample, delimiter),
        constants=constants,
    )
    if date_order is not None and needs_date_order(found):
        _check_year_first(found, date_order)
        found = with_date_order(found, date_order)
    return found


def _check_time_zone(name: str) -> None:
    """Knows the zone.

    Raises:
        UnknownTimeZone: nobody does.
    """
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise UnknownTimeZone(name) from error


def _check_year_first(mapping: Mapping, date_order: DateOrder) -> None:
    """Four digits at the end of a date are its year, whatever is said.

    Raises:
        YearStandsLast: the order given puts the year first.
    """
    if date_order == "ymd" and any(form.startswith("%d") for form in mapping.time_formats
                                   if "%Y" in form and "%b" not in form):  # fmt: skip
        raise YearStandsLast(mapping.columns.get("at", "at"))


@dataclass(frozen=True, slots=True)
class Settled:
    """What was given, checked against a header; `customer` is from here on `user_id`."""

    columns: dict[str, str]
    constants: dict[str, str]
    clock: str | None = None
    factors: dict[str, str] = field(default_factory=dict)


def settled(given: Roles[str, str], header: tuple[str, ...]) -> Settled:
    """Given columns and given constants, checked.

    Raises:
        UnknownRole: a role does not exist.
        ColumnMissing: the file does not have the column.
        RoleConflict: one column plays two roles, or one role is given twice.
    """
    columns: dict[str, str] = {}
    constants: dict[str, str] = {}
    factors: dict[str, str] = {}
    clock = None
    for role, value in given.items():
        if role not in ROLES:
            raise UnknownRole(role)
        plain = "user_id" if role == "customer" else role
        if plain in columns or plain in constants:
            raise RoleConflict(value.removeprefix(_CONSTANT), ("customer", "user_id"))
        if value.startswith(_CONSTANT):
            constants[plain] = value.removeprefix(_CONSTANT)
            continue
        if role == "at":
            column, clock = time_column(value, header)
        elif role in MONEY_ROLES:
            column, factor = money_columns(role, value, header)
            factors |= {role: factor} if factor else {}
        else:
            column = column_named(role, value, header)
        if other := next((r for r, name in columns.items() if name == column), None):
            raise RoleConflict(column, (other, plain))
        columns[plain] = column
    return Settled(columns, constants, clock, factors)


def time_column(wanted: str, header: tuple[str, ...]) -> tuple[str, str | None]:
    """The column of the time, and that of its time of day where two are named: `Data+Ora`.

    Raises:
        ColumnMissing: there is no such column.
    """
    if wanted not in header and "+" in wanted:
        day, _, clock = wanted.partition("+")
        return (
            column_named("at", day.strip(), header),
            column_named("at", clock.strip(), header),
        )
    return column_named("at", wanted, header), None


def money_columns(role: str, wanted: str, header: tuple[str, ...]) -> tuple[str, str | None]:
    """The column of an amount, and the one it is multiplied by: `Quantity*Price`.

    Raises:
        ColumnMissing: there is no such column.
    """
    if wanted not in header and "*" in wanted:
        first, _, second = wanted.partition("*")
        return (
            column_named(role, first.strip(), header),
            column_named(role, second.strip(), header),
        )
    return column_named(role, wanted, header), None


def column_named(role: str, wanted: str, header: tuple[str, ...]) -> str:
    """The column of exactly this name, or the only one that differs by case and signs.

    Raises:
        ColumnMissing: there is no such column, or more than one.
    """
    if wanted in header:
        return wanted
    alike = [name for name in header if plain_name(name) == plain_name(wanted)]
    if len(alike) != 1:
        raise ColumnMissing(role, wanted, header)
    return alike[0]


def _with_guesses(
    asked: dict[str, str], constants: dict[str, str], header: tuple[str, ...], sample: Sample
) -> tuple[dict[str, str], bool]:
    """All columns by role, and whether the case id stands for the person."""
    columns = dict(asked)
    for role in _GUESSED:
        if role in columns or role in constants:
            continue
        if column := _best(role, columns, header, sample):
            columns[role] = column
    if (
        "at" not in columns
        and "at" not in constants
        and (only := only_column_of_times(header, columns, sample))
    ):
        columns["at"] = only
    if not case_stands_for_who(asked, columns):
        return columns, False
    # In such a log `customer` is a property: the company that bought, the account served.
    columns.pop("user_id", None)
    return columns, True


def _best(role: str, taken: dict[str, str], header: tuple[str, ...], sample: Sample) -> str | None:
    """The surest free column for a role; times and numbers must look like such."""
    free = [name for name in columns_for(role, header) if name not in taken.values()]
    if role == "first_name" and "last_name" not in taken:
        # Beside no surname, `Nome` may be anything's name.
        free = [name for name in free if plain_name(name) != BARE_NAME]
    if role == "at":
        return next((name for name in free if holds_times(name, sample)), next(iter(free), None))
    if role in NUMBER_ROLES or role == "sequence":
        return next((name for name in free if holds_numbers(name, sample)), None)
    if role == "id":
        return next((name for name in free if is_unique(name, sample)), None)
    return next(iter(free), None)


def case_stands_for_who(asked: dict[str, str], columns: dict[str, str]) -> bool:
    """Whether a log names cases and no persons, so that the case says who (WIRE-FORMATS 15)."""
    if "case_id" not in columns or "user_id" in asked:
        return False
    named = plain_name(columns.get("user_id", ""))
    sure = [role for role in IDENTIFIER_ROLES if role in columns and role != "user_id"]
    if sure or any(role in columns for role in _OTHER_REFERENCES):
        return False
    return not named or named in BARE_CUSTOMER


def _clock_beside(columns: dict[str, str], header: tuple[str, ...], sample: Sample) -> str | None:
    """The column of the time of day, where the column of the time holds days alone."""
    formats = formats_of(values_of(columns["at"], sample))[0]
    days_alone = formats and not any(
        sign in form for form in formats for sign in ("%H", "%I", "epoch")
    )
    return column_of_clocks(header, columns.values(), sample) if days_alone else None


def _time_formats(mapping: Mapping, sample: Sample) -> tuple[str, ...]:
    """The formats of the times, the most frequent first.

    Raises:
        TimeUnreadable: fewer than half of the texts of a column are times.
    """
    columns = mapping.time_columns()
    if not columns:
        return tuple(_read_formats("at", [mapping.constants["at"]]))
    found: Counter[str] = Counter()
    for column, clock in columns:
        values = values_of(column, sample) if clock is None else joined(column, clock, sample)
        if mapping.events:
            values = [v for v in values if not (stands_for_nothing(v) or v.startswith(NO_DAY))]
        # Of several events the later ones may be in no row of the sample.
        if values or len(columns) == 1:
            found.update(_read_formats(column, values))
    if not found:
        raise TimeUnreadable(columns[0][0], [])
    return tuple(form for form, _ in found.most_common())


def _read_formats(column: str, values: list[str]) -> Counter[str]:
    # A number is a day only in a column that is known by name or by word to hold the time.
    formats, unreadable = formats_of(values)
    if are_serial_days(values):
        return Counter({SERIAL_DAYS: len(values), **formats})
    if not formats or 2 * unreadable > len(values):
        strange = [value for value in values if value and not formats_of([value])[0]]
        raise TimeUnreadable(column, list(dict.fromkeys(strange))[:3])
    return formats


def notices_of(mapping: Mapping) -> list[Notice]:
    """What the owner of the file should know about who its rows belong to."""
    notices = []
    who = {*IDENTIFIER_ROLES, *_OTHER_REFERENCES, "case_id"}
    if not mapping.case_is_identifier and not who & mapping.roles():
        notices.append(
            Notice(
                "no_identifier",
                "No column says who: every row is anonymous and in no journey. "
                'Name one: --columns customer="name of the column"',
            )
        )
    return notices
