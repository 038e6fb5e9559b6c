"""One customer's data: who it is, what it did, which journeys that makes."""

from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from percorso.workspace.maps.result_table import ResultTable


@dataclass(frozen=True, slots=True)
class IdentifierSeen:
    """An identifier of a customer, masked unless it was asked for in clear; instants are UTC."""

    type: str
    value: str
    first_seen_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True, repr=False)
class CustomerResult:
    """A customer as the workspace knows it now.

    Attributes:
        id: The customer's id, which stays the same.
        identifiers: What points to the customer.
        journey: Key of the definition that cut the journeys.
        journeys: One row a journey: journey, status, first_at, last_at, visits,
            is_left_truncated. Status is null where nothing says what success is.
        interactions: One row an interaction in order: occurred_at, touchpoint, name, stage,
            channel, source, journey, text, rating_value, rating_max, rating_kind,
            amount_minor, currency. The journey is null for a broadcast that is in none.
    """

    id: str
    identifiers: tuple[IdentifierSeen, ...]
    journey: str
    journeys: ResultTable
    interactions: ResultTable

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain data, instants as ISO 8601 UTC text."""
        return {
            "id": self.id,
            "identifiers": [
                {
                    "type": one.type,
                    "value": one.value,
                    "first_seen_at": _plain(one.first_seen_at),
                    "last_seen_at": _plain(one.last_seen_at),
                }
                for one in self.identifiers
            ],
            "journey": self.journey,
            "journeys": _rows(self.journeys),
            "interactions": _rows(self.interactions),
        }

    def __repr__(self) -> str:
        return (
            f"<CustomerResult {self.id}: {len(self.interactions):,} interactions, "
            f"{len(self.journeys):,} journeys>"
        )

    def _repr_html_(self) -> str:
        known = ", ".join(f"{escape(one.type)} {escape(one.value)}" for one in self.identifiers)
        return (
            f"<h3>{escape(self.id)}</h3><p>{known or '–'}</p>"
            f"<h4>{escape(self.journey)}</h4>{self.journeys._repr_html_()}"
            f"{self.interactions._repr_html_()}"
        )


def _rows(table: ResultTable) -> list[dict[str, Any]]:
    return [{name: _plain(value) for name, value in row.items()} for row in table]


def _plain(value: Any) -> Any:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value
