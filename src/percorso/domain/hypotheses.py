"""What a person typed before any data knew it: persona, rows, touchpoints, feelings, owners."""

from dataclasses import asdict, dataclass, field
from typing import Any

MOST_ROWS = 12
LONGEST_TEXT = 500
MOST_COUNTED = 999_999_999
# Rows everybody knows, with their labels; others bring a label of their own.
ROW_LABELS: dict[str, dict[str, str]] = {
    "goal": {"it": "Obiettivo del cliente", "en": "Customer's goal"},
    "does": {"it": "Cosa fa", "en": "What they do"},
    "thinks": {"it": "Cosa pensa", "en": "What they think"},
}


@dataclass(frozen=True, slots=True)
class Persona:
    """Whose map it is, as a team imagines the person.

    Attributes:
        name: What the persona is called.
        text: One line about it; may be empty.
        picture: Name of the picture in the workspace; empty without one.
    """

    name: str
    text: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class TypedCell:
    """What a person typed into a stage, and what it rests on: n interviews or answers."""

    text: str
    n: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One typed row of the map: a cell for each stage that has one, by the stage's key."""

    key: str
    label: str
    cells: dict[str, TypedCell]


@dataclass(frozen=True, slots=True)
class TypedTouchpoint:
    """A touchpoint somebody expects; `key` is the catalogue's, empty until it was imported."""

    name: str
    stage: str
    channel: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Hypotheses:
    """Everything typed; owners by key of the stage or by name of the touchpoint.

    Attributes:
        emotions: Felt level on -1..+1 by stage, where no voice says better.
    """

    persona: Persona | None = None
    rows: tuple[TypedRow, ...] = ()
    touchpoints: tuple[TypedTouchpoint, ...] = ()
    emotions: dict[str, float] = field(default_factory=dict)
    stage_owners: dict[str, str] = field(default_factory=dict)
    touchpoint_owners: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The same as plain data, for the records."""
        return asdict(self)

    @classmethod
    def of_json(cls, said: dict[str, Any]) -> "Hypotheses":
        """What `as_json` wrote."""
        persona = said["persona"]
        return cls(
            persona=Persona(**persona) if persona else None,
            rows=tuple(
                TypedRow(
                    row["key"],
                    row["label"],
                    {stage: TypedCell(**cell) for stage, cell in row["cells"].items()},
                )
                for row in said["rows"]
            ),
            touchpoints=tuple(TypedTouchpoint(**one) for one in said["touchpoints"]),
            emotions=dict(said["emotions"]),
            stage_owners=dict(said["stage_owners"]),
            touchpoint_owners=dict(said["touchpoint_owners"]),
        )
