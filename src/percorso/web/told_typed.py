"""What people typed in words: each row with its grade, each edit with what it changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from percorso.domain.catalogue import Stage
from percorso.domain.hypotheses import ROW_LABELS, Hypotheses, TypedCell, TypedRow
from percorso.drawing.language import Language
from percorso.journeys.hypotheses import evidence_of
from percorso.web.words import Lang, words_of
from percorso.workspace.maps.typed_desk import StageMissing, TypedEdit, TypedNow

_MOST_LINES = 8
_NO_CELL = TypedCell("")


@dataclass(frozen=True, slots=True)
class TypedWords:
    """Tells what is typed.

    Attributes:
        language: Of the words.
        zone: Of the times.
        stages: The stages from left to right.
    """

    language: Lang
    zone: ZoneInfo
    stages: tuple[Stage, ...]

    def label(self, row: TypedRow) -> str:
        """What a row is called."""
        return row.label or (ROW_LABELS[row.key][self.language] if row.key in ROW_LABELS else "")

    def row(self, row: TypedRow) -> dict[str, Any]:
        """A row for a template: its label, and each cell with its grade."""
        cells = [
            {"stage": self._name(stage), "text": row.cells[stage.key].text,
             "grade": self.grade(row.cells[stage.key]), "source": row.cells[stage.key].source}
            for stage in self.stages if stage.key in row.cells
        ]  # fmt: skip
        return {"key": row.key, "label": self.label(row), "cells": cells}

    def grade(self, cell: TypedCell) -> str:
        """What a cell rests on, in a word or two; nothing where it is empty."""
        if not cell.text:
            return ""
        speech = Language(self.language)
        said = speech.say(f"evidence_{evidence_of(cell)}")
        return f"n {speech.number(cell.n)} · {said}" if cell.n else said

    def stages_told(self) -> list[tuple[str, str, str]]:
        """Key, name and owner of each stage."""
        return [(stage.key, self._name(stage), stage.owner or "") for stage in self.stages]

    def persona_form(self, now: TypedNow) -> dict[str, Any]:
        """What the form of the persona shows."""
        persona = now.hypotheses.persona
        said = {"name": persona.name if persona else "", "text": persona.text if persona else ""}
        return {"heading": "typed_persona", "said": said,
                "has_picture": bool(persona and persona.picture)}  # fmt: skip

    def stage_form(self, now: TypedNow, key: str) -> dict[str, Any]:
        """What the form of a stage shows.

        Raises:
            StageMissing: there is no such stage.
        """
        stage = next((one for one in now.stages if one.key == key), None)
        if stage is None:
            raise StageMissing(key)
        feeling = now.hypotheses.emotions.get(key)
        said = {"owner": stage.owner or "", "feeling": "" if feeling is None else f"{feeling:g}"}
        return {"heading": "typed_stage", "key": key, "name": self._name(stage), "said": said}

    def row_form(self, now: TypedNow, key: str) -> dict[str, Any]:
        """What the form of a row shows; an empty key is a new row.

        Raises:
            TypedRowMissing: there is no such row.
        """
        row = now.row(key) if key else TypedRow("", "", {})
        said, cells = {"label": self.label(row)}, []
        for stage in self.stages:
            cell = row.cells.get(stage.key, _NO_CELL)
            said |= {f"text_{stage.key}": cell.text, f"n_{stage.key}": str(cell.n or ""),
                     f"source_{stage.key}": cell.source}  # fmt: skip
            cells.append((stage.key, self._name(stage), self.grade(cell)))
        taken = {one.key for one in now.hypotheses.rows}
        return {
            "heading": "typed_row" if key else "typed_row_new", "key": key, "said": said,
            "cells": cells,
            "labels": [names[self.language] for one, names in ROW_LABELS.items()
                       if one not in taken],
        }  # fmt: skip

    def told(self, edit: TypedEdit) -> dict[str, Any]:
        """An edit for a template."""
        say = words_of(self.language)
        lines = list(self._lines(edit.before, edit.after))
        rest = len(lines) - _MOST_LINES
        if rest > 0:
            count = Language(self.language).number(rest)
            lines[_MOST_LINES:] = [say["change_more"].format(count=count)]
        local = edit.made_at.replace(tzinfo=UTC).astimezone(self.zone)
        when = format_datetime(local, "d MMM y, HH:mm", locale=self.language)
        return {
            "no": edit.version, "when": str(when), "who": edit.made_by or "–",
            "lines": lines or [say["typed_nothing"]], "undone": edit.is_undone,
            "undo": "/typed/undo", "all": "/typed",
        }  # fmt: skip

    def _lines(self, before: Hypotheses, after: Hypotheses) -> Iterator[str]:
        say = words_of(self.language)
        if before.persona != after.persona:
            name = after.persona.name if after.persona else "–"
            yield say["typed_did_persona"].format(name=name)
        rows = {row.key: row for row in before.rows}
        orders = [[row.key for row in typed.rows] for typed in (before, after)]
        if orders[0] != orders[1] and sorted(orders[0]) == sorted(orders[1]):
            yield say["typed_did_order"]
        for row in after.rows:
            if row != rows.pop(row.key, None):
                yield say["typed_did_row"].format(label=self.label(row), cells=len(row.cells))
        yield from (say["typed_did_remove"].format(label=self.label(row)) for row in rows.values())
        for stage in self.stages:
            old, new = (typed.stage_owners.get(stage.key, "–") for typed in (before, after))
            if old != new:
                yield say["typed_did_owner"].format(stage=self._name(stage), before=old, after=new)
            was, now = (typed.emotions.get(stage.key) for typed in (before, after))
            if was != now:
                speech = Language(self.language)
                yield say["typed_did_feeling"].format(
                    stage=self._name(stage), after="–" if now is None else speech.signed(now)
                )
        if before.touchpoints != after.touchpoints:
            yield say["typed_did_touchpoints"].format(count=len(after.touchpoints))

    def _name(self, stage: Stage) -> str:
        return str(getattr(stage, f"name_{self.language}"))
