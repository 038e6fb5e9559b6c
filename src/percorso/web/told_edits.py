"""Edits of the catalogue in words: what each changed, when, and by whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from percorso.domain.catalogue import CHANNELS, Stage
from percorso.domain.catalogue.edits import (
    CatalogueEdit,
    FieldChange,
    TouchpointChange,
    field_changes,
)
from percorso.drawing.language import Language
from percorso.web.words import Lang, words_of

# Of an import with hundreds of changes, the rest is counted.
_MOST_LINES = 8


@dataclass(frozen=True, slots=True)
class EditWords:
    """Tells edits.

    Attributes:
        language: Of the words.
        zone: Of the times.
        names: Key of a touchpoint -> its name.
        stages: Key -> stage.
    """

    language: Lang
    zone: ZoneInfo
    names: Mapping[str, str]
    stages: Mapping[str, Stage]

    def told(self, edit: CatalogueEdit) -> dict[str, Any]:
        """An edit for a template."""
        say = words_of(self.language)
        lines = [self._change(one) for one in edit.changes]
        lines += [
            say["change_name"].format(
                name=move.name, before=self._name(move.before), after=self._name(move.after)
            )
            for move in edit.moves
        ]
        rest = len(lines) - _MOST_LINES
        if rest > 0:
            count = Language(self.language).number(rest)
            lines[_MOST_LINES:] = [say["change_more"].format(count=count)]
        undone = edit.undone_at and say["change_undone"].format(
            when=self._when(edit.undone_at), who=edit.undone_by or "–"
        )
        return {
            "no": edit.no, "when": self._when(edit.made_at), "who": edit.made_by or "–",
            "lines": lines, "undone": undone or "", "undo": "/changes/undo", "all": "/changes",
        }  # fmt: skip

    def _change(self, change: TouchpointChange) -> str:
        say = words_of(self.language)
        name = getattr(change.after, f"name_{self.language}")
        fields = "; ".join(
            say["change_field"].format(
                field=say[f"field_{one.field}"],
                before=self._value(one, one.before),
                after=self._value(one, one.after),
            )
            for one in field_changes(change)
        )
        return say["change_fields"].format(name=name, fields=fields or say["change_made"])

    def _value(self, change: FieldChange, value: object) -> str:
        say = words_of(self.language)
        if value is None:
            return "–"
        if isinstance(value, bool):
            return say["yes"] if value else say["no"]
        if isinstance(value, float):
            hours = value / 3600
            digits = 0 if hours.is_integer() else 1
            return say["hours"].format(hours=Language(self.language).number(hours, digits))
        named: dict[str, Any] = {"stage": self.stages, "channel": CHANNELS}
        known = named.get(change.field, {}).get(value)
        return str(getattr(known, f"name_{self.language}") if known else value)

    def _name(self, key: str) -> str:
        return self.names.get(key, key)

    def _when(self, at: datetime) -> str:
        local = at.replace(tzinfo=UTC).astimezone(self.zone)
        return str(format_datetime(local, "d MMM y, HH:mm", locale=self.language))
