"""How a file's columns become the fields of an interaction, as a plain, versioned value."""

from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Literal

DateOrder = Literal["ymd", "dmy", "mdy"]

# Every role a column can play (WIRE-FORMATS 15), in the order people read them.
# stars, nps, csat and ces are ratings whose scale the column itself names.
ROLES = (
    "at", "touchpoint", "channel",
    "customer", "user_id", "email", "phone", "loyalty_card", "anonymous_id", "case_id",
    "order_id", "tracking_number", "invoice_id",
    "amount", "cost", "currency",
    "rating", "stars", "nps", "csat", "ces",
    "text", "sequence", "id",
    "name", "first_name", "last_name", "birth_date", "street", "city", "province", "postcode",
    "country",
)  # fmt: skip

IDENTIFIER_ROLES = ("user_id", "email", "phone", "loyalty_card", "anonymous_id")
REFERENCE_ROLES = ("order_id", "tracking_number", "invoice_id", "case_id")
# What a person is called and where they live: kept with the person, never in interactions.
TRAIT_ROLES = ROLES[ROLES.index("name") :]
MONEY_ROLES = ("amount", "cost")
RATING_ROLES = ("stars", "nps", "csat", "ces", "rating")

# The role of rules that say which rows are no interaction at all.
SKIP = "skip"


@dataclass(frozen=True, slots=True)
class ValueRule:
    """One row of a role's rules; the first that hits gives the role its value.

    A rule with `words` looks them up in its column and always hits a cell that is not empty:
    what no word knows becomes `otherwise`, or keeps its text. Any other rule gives `value`
    where its test holds; without a test it always hits.

    Attributes:
        role: what gets the value.
        value: the value it gets.
        take: the column whose cell it gets, in place of a value.
        column: the column looked at.
        equals: hits a cell that is one of these texts.
        prefix: hits a cell that begins so.
        pattern: hits a cell in which this regular expression (RE2) is found.
        words: word -> value, compared without case, accents, signs and blanks; the longest
            word contained comes first, `consegnat*` stands for every ending.
        otherwise: the value of a cell that holds none of the words.
    """

    role: str
    value: str | None = None
    column: str | None = None
    equals: tuple[str, ...] = ()
    prefix: str | None = None
    pattern: str | None = None
    words: dict[str, str] = field(default_factory=dict)
    otherwise: str | None = None
    take: str | None = None


@dataclass(frozen=True, slots=True)
class RowEvent:
    """One of several interactions a row tells of; it exists where its time is not empty.

    Attributes:
        part: its name, one word; part of the interaction's identity.
        columns: role -> column, before those of the mapping; None takes a role away.
        constants: role -> value, before those of the mapping.
        clock: the column of its time of day, where that stands apart.
        factors: role -> column its number is multiplied by.
    """

    part: str
    columns: dict[str, str | None]
    constants: dict[str, str] = field(default_factory=dict)
    clock: str | None = None
    factors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which column plays which role, and how its text is read.

    Attributes:
        columns: role -> column name. `customer` never stays here: it becomes `user_id`.
        time_formats: strptime formats tried in turn; or one of `epoch_s`, `epoch_ms`, `epoch_us`.
        time_zone: IANA name for times without an offset.
        date_order: order of day and month, where the column leaves a choice.
        decimal: the decimal mark of numbers.
        case_is_identifier: a log without persons: the case id stands for who.
        constants: role -> fixed value; also `rating_kind`.
        clock: the column of the time of day, where it stands apart from the day.
        rules: how values are told from cells, by role the first that hits.
        events: the interactions a row tells of, where there are several.
        one_per: rows with the same value of this column are one interaction.
        amounts_once: every such row repeats the whole amount, so that it is not summed.
        private: columns that stay in the archive and are no properties.
        factors: role -> column its number is multiplied by: quantity and price of one.
        profile: the key of the profile it was made of.
        rank: what breaks ties between sources, where the profile says it.
        header: the columns of the file it was made for.
    """

    columns: dict[str, str]
    time_formats: tuple[str, ...]
    time_zone: str = "Europe/Rome"
    date_order: DateOrder | None = None
    decimal: Literal[".", ","] = "."
    case_is_identifier: bool = False
    constants: dict[str, str] = field(default_factory=dict)
    clock: str | None = None
    rules: tuple[ValueRule, ...] = ()
    events: tuple[RowEvent, ...] = ()
    one_per: str | None = None
    profile: str | None = None
    rank: int | None = None
    header: tuple[str, ...] = ()
    amounts_once: bool = False
    private: tuple[str, ...] = ()
    factors: dict[str, str] = field(default_factory=dict)

    @property
    def set_touchpoints(self) -> frozenset[str]:
        """Touchpoint names that stand in the mapping itself, where a person put them."""
        named: set[str | None] = set()
        for _, reading in self.readings():
            named.add(reading.constants.get("touchpoint"))
            for rule in reading.rules:
                if rule.role == "touchpoint":
                    named |= {rule.value, rule.otherwise, *rule.words.values()}
        return frozenset(name for name in named if name is not None)

    def as_json(self) -> dict[str, Any]:
        """The mapping as JSON-ready data, for its version in the records.

        What came later and is not used is left out, so that an older version stays the same.
        """
        data = asdict(self)
        return {name: data[name] for name in data if name in _FIRST_KEYS or data[name]}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Mapping":
        """The mapping a stored version describes."""
        rules = tuple(
            ValueRule(**{**rule, "equals": tuple(rule["equals"])}) for rule in data.get("rules", ())
        )
        events = tuple(RowEvent(**event) for event in data.get("events", ()))
        lists = {
            "time_formats": tuple(data["time_formats"]),
            "header": tuple(data.get("header", ())),
            "private": tuple(data.get("private", ())),
        }
        return cls(**{**data, **lists, "rules": rules, "events": events})

    def readings(self) -> tuple[tuple[str, "Mapping"], ...]:
        """(part, mapping) of each interaction a row can tell of; the usual part is empty."""
        if not self.events:
            return (("", self),)
        return tuple((event.part, self._of_event(event)) for event in self.events)

    def _of_event(self, event: RowEvent) -> "Mapping":
        own = event.columns.keys() | event.constants.keys()
        columns = {**self.columns, **event.columns}
        return replace(
            self,
            columns={
                role: name for role, name in columns.items()
                if name is not None and role not in event.constants
            },
            constants={
                role: value for role, value in {**self.constants, **event.constants}.items()
                if role in event.constants or role not in event.columns
            },
            rules=tuple(rule for rule in self.rules if rule.role not in own),
            clock=event.clock,
            factors={
                **{role: name for role, name in self.factors.items() if role not in own},
                **event.factors,
            },
            events=(),
        )  # fmt: skip

    def time_columns(self) -> tuple[tuple[str, str | None], ...]:
        """(column, column of its time of day) of every time a row tells."""
        found = [
            (reading.columns["at"], reading.clock)
            for _, reading in self.readings()
            if "at" in reading.columns
        ]
        return tuple(dict.fromkeys(found))

    def columns_read(self) -> frozenset[str]:
        """Every column that says more than a property: of a role, a rule, a clock, a factor."""
        found: set[str | None] = {self.one_per}
        for _, reading in self.readings():
            found |= {*reading.columns.values(), *reading.factors.values(), reading.clock}
            for rule in reading.rules:
                found |= {rule.column, rule.take}
        return frozenset(name for name in found if name)

    def roles(self) -> frozenset[str]:
        """Every role that a column, a fixed value or a rule fills."""
        return frozenset().union(
            *(
                {*reading.columns, *reading.constants, *(rule.role for rule in reading.rules)}
                for _, reading in self.readings()
            )
        )


_FIRST_KEYS = frozenset(one.name for one in fields(Mapping)[:7])
