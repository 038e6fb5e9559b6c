"""How files of one kind are read: a profile, as a plain value that fits many headers."""

from dataclasses import dataclass, field

from percorso.domain.mapping import DateOrder, Mapping, RowEvent, ValueRule

# Names a column may have in exports of one kind, the first that stands in the header counts.
Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProfileRule:
    """A value rule whose columns may have several names."""

    rule: ValueRule
    column: Names = ()
    take: Names = ()


@dataclass(frozen=True, slots=True)
class ProfileEvent:
    """One of several interactions of a row; a role without names is taken away."""

    part: str
    columns: dict[str, Names]
    constants: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a profile's YAML document says.

    Attributes:
        key: its name on the command line.
        name: its name for people, by language.
        recognise: columns a header must hold to be taken for a file of this kind.
        columns: role -> column.
        constants: role -> fixed value; also `rating_kind`.
        rules: how values are told from cells.
        events: the interactions of a row, where there are several.
        one_per: rows with the same value here are one interaction.
        amounts_once: every such row repeats the whole amount.
        private: columns that stay in the archive and are no properties.
        time_zone: IANA name for times without an offset; None is the workspace's.
        date_order: order of day and month, where the dates leave a choice.
        sheet: the sheet of a spreadsheet; None is the first.
        header_row: its row with the names of the columns, from 1; None is found out.
        rank: what breaks ties between sources.
        time_formats: as which the times of the source's last file were read; told beside the
            document, and no part of it.
    """

    key: str
    name: dict[str, str] = field(default_factory=dict)
    recognise: tuple[Names, ...] = ()
    columns: dict[str, Names] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    rules: tuple[ProfileRule, ...] = ()
    events: tuple[ProfileEvent, ...] = ()
    one_per: Names = ()
    amounts_once: bool = False
    private: Names = ()
    time_zone: str | None = None
    date_order: DateOrder | None = None
    sheet: str | None = None
    header_row: int | None = None
    rank: int | None = None
    time_formats: tuple[str, ...] = field(default=(), compare=False)


def profile_of_mapping(mapping: Mapping, key: str) -> Profile:
    """The profile that reads a file of the same header as this mapping does."""
    columns: dict[str, Names] = {role: (name,) for role, name in mapping.columns.items()}
    if mapping.clock and "at" in columns:
        columns["at"] = (_with_clock(columns["at"][0], mapping.clock),)
    columns |= {
        role: (f"{mapping.columns[role]}*{factor}",) for role, factor in mapping.factors.items()
    }
    events = tuple(
        ProfileEvent(
            event.part,
            {
                role: () if name is None else (_whole_name(event, role, name),)
                for role, name in event.columns.items()
            },
            event.constants,
        )
        for event in mapping.events
    )  # fmt: skip
    return Profile(
        key=key,
        recognise=tuple((name,) for name in mapping.header),
        columns=columns,
        constants=mapping.constants,
        rules=tuple(
            ProfileRule(
                rule, (rule.column,) if rule.column else (), (rule.take,) if rule.take else ()
            )
            for rule in mapping.rules
        ),
        events=events,
        one_per=(mapping.one_per,) if mapping.one_per else (),
        amounts_once=mapping.amounts_once,
        private=mapping.private,
        time_zone=mapping.time_zone,
        date_order=mapping.date_order,
        rank=mapping.rank,
        time_formats=mapping.time_formats,
    )


def _whole_name(event: RowEvent, role: str, name: str) -> str:
    if role in event.factors:
        return f"{name}*{event.factors[role]}"
    return _with_clock(name, event.clock) if role == "at" else name


def _with_clock(day: str, clock: str | None) -> str:
    return f"{day}+{clock}" if clock else day
