"""How a file's columns become the fields of an interaction, as a plain, versioned value."""

from dataclasses import asdict, dataclass, field
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
)  # fmt: skip

IDENTIFIER_ROLES = ("user_id", "email", "phone", "loyalty_card", "anonymous_id")
REFERENCE_ROLES = ("order_id", "tracking_number", "invoice_id", "case_id")
RATING_ROLES = ("stars", "nps", "csat", "ces", "rating")


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
    """

    columns: dict[str, str]
    time_formats: tuple[str, ...]
    time_zone: str = "Europe/Rome"
    date_order: DateOrder | None = None
    decimal: Literal[".", ","] = "."
    case_is_identifier: bool = False
    constants: dict[str, str] = field(default_factory=dict)

    @property
    def set_touchpoints(self) -> frozenset[str]:
        """Touchpoint names that stand in the mapping itself, where a person put them."""
        return frozenset(value for role, value in self.constants.items() if role == "touchpoint")

    def as_json(self) -> dict[str, Any]:
        """The mapping as JSON-ready data, for its version in the records."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Mapping":
        """The mapping a stored version describes."""
        return cls(**{**data, "time_formats": tuple(data["time_formats"])})
