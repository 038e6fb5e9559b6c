"""How hypotheses are written: their YAML document read, checked, and written again."""

from collections.abc import Callable, Mapping
from typing import Any, NoReturn, TypeVar

from percorso.domain.catalogue import OTHER_CHANNEL, UNPLACED, Stage, normalised_channel
from percorso.domain.catalogue.words import plain_words
from percorso.domain.errors import InputError
from percorso.domain.hypotheses import (
    LONGEST_TEXT,
    MOST_ROWS,
    ROW_LABELS,
    Hypotheses,
    Persona,
    TypedCell,
    TypedRow,
    TypedTouchpoint,
)

Found = TypeVar("Found")

MOST_BYTES = 200_000
_KEYS = ("persona", "owners", "rows", "touchpoints", "emotions")
_MOST_TOUCHPOINTS = 200


class HypothesesInvalid(InputError):
    """A document of hypotheses says something that cannot be."""

    def __init__(self, origin: str, place: str, reason: str) -> None:
        self.origin = origin
        self.place = place
        where = f"{origin}, {place}" if place else origin
        super().__init__(
            f"{where}: {reason}. Nothing was imported; correct it and import again. "
            "`percorso hypotheses export` writes a right one."
        )


def hypotheses_from_yaml(text: str, origin: str, stages: tuple[Stage, ...]) -> Hypotheses:
    """The hypotheses a YAML document holds.

    Args:
        text: The document.
        origin: What to call it when something is wrong.
        stages: The workspace's stages; the document names them by key or by name.

    Raises:
        HypothesesInvalid: it is no YAML, or says something that cannot be.
    """
    import yaml  # only who writes or reads one pays for it

    if len(text.encode()) > MOST_BYTES:
        raise HypothesesInvalid(origin, "", f"it has more than {MOST_BYTES:,} bytes")
    try:
        # An alias could stand for an alias of an alias: a small file, and no end of text.
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                raise HypothesesInvalid(origin, _line_of(event.start_mark), "it refers "
                                        "to another place with *; write the text out")  # fmt: skip
        found = yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise HypothesesInvalid(
            origin, "", f"it is no YAML ({' '.join(str(error).split())})"
        ) from error
    return _Document(origin, stages).hypotheses(found)


def _line_of(mark: Any) -> str:
    return f"line {mark.line + 1}"


class _Document:
    """Reads one document; knows what to call it when something is wrong."""

    def __init__(self, origin: str, stages: tuple[Stage, ...]) -> None:
        self._origin = origin
        self._stages = {
            plain_words(name): stage.key
            for stage in stages
            for name in (stage.name_it, stage.name_en, stage.key)
        }

    def hypotheses(self, found: object) -> Hypotheses:
        said = self._mapping(found or {}, "")
        for key in said:
            if key not in _KEYS:
                self._fail(key, f"there is no such part; there are {', '.join(_KEYS)}")
        owners = self._mapping(said.get("owners") or {}, "owners")
        rows = self._list(said.get("rows"), "rows", MOST_ROWS)
        touchpoints = self._list(said.get("touchpoints"), "touchpoints", _MOST_TOUCHPOINTS)
        return Hypotheses(
            persona=self._persona(said.get("persona")),
            rows=tuple(self._row(row, f"rows, row {at}") for at, row in enumerate(rows, 1)),
            touchpoints=tuple(
                self._touchpoint(one, f"touchpoints, entry {at}")
                for at, one in enumerate(touchpoints, 1)
            ),
            emotions=self._by_stage(said.get("emotions"), "emotions", self._level),
            stage_owners=self._by_stage(owners.get("stages"), "owners, stages", self._text),
            touchpoint_owners={
                name: self._text(owner, f"owners, touchpoints, {name}")
                for name, owner in self._mapping(
                    owners.get("touchpoints") or {}, "owners, touchpoints"
                ).items()
            },
        )

    def _persona(self, found: object) -> Persona | None:
        if not found:
            return None
        said = self._mapping(found, "persona")
        return Persona(
            self._text(said.get("name"), "persona, name"),
            str(said.get("text") or ""),
            str(said.get("picture") or ""),
        )

    def _row(self, found: object, place: str) -> TypedRow:
        said = self._mapping(found, place)
        key, label = str(said.get("key") or ""), str(said.get("label") or "")
        if not key and not label:
            self._fail(place, "it needs a label, or one of the keys goal, does, thinks")
        if not label and key not in ROW_LABELS:
            self._fail(place, f"the key {key!r} has no label of its own; give it a label")
        made = key or plain_words(label).replace(" ", "_") or "row"
        cells = self._by_stage(said.get("cells"), f"{place}, cells", self._cell)
        return TypedRow("".join(s for s in made if s.isalnum() or s == "_")[:40], label, cells)

    def _cell(self, found: object, place: str) -> TypedCell:
        if not isinstance(found, dict):
            return TypedCell(self._text(found, place))
        said = self._mapping(found, place)
        count = str(said.get("n") or "0")
        if not count.isdigit() or len(count) > 9:
            self._fail(place, f"n counts interviews or answers, got {count!r}")
        return TypedCell(
            self._text(said.get("text"), place), int(count), str(said.get("source") or "")
        )

    def _touchpoint(self, found: object, place: str) -> TypedTouchpoint:
        said = self._mapping({"name": found} if isinstance(found, str) else found, place)
        name = self._text(said.get("name"), f"{place}, name")
        stage = said.get("stage")
        return TypedTouchpoint(
            name,
            self._stage(str(stage), f"{place}, stage") if stage else UNPLACED,
            normalised_channel(str(said.get("channel") or "")) or OTHER_CHANNEL,
        )

    def _level(self, found: object, place: str) -> float:
        try:
            level = float(str(found).replace(",", ".").replace("−", "-"))
        except ValueError:
            level = float("nan")
        if not -1 <= level <= 1:
            self._fail(place, f"a feeling lies between -1 and 1, got {found!r}")
        return level

    def _text(self, found: object, place: str) -> str:
        text = found.strip() if isinstance(found, str) else ""
        if not text:
            self._fail(place, "there must be a text")
        return text[:LONGEST_TEXT]

    def _stage(self, name: str, place: str) -> str:
        key = self._stages.get(plain_words(name))
        if key is None:
            known = ", ".join(dict.fromkeys(self._stages.values()))
            self._fail(place, f"there is no stage {name!r}; there are {known}")
        return key

    def _by_stage(
        self, found: object, place: str, read: Callable[[object, str], Found]
    ) -> dict[str, Found]:
        said = self._mapping(found or {}, place)
        return {
            self._stage(name, place): read(value, f"{place}, {name}")
            for name, value in said.items()
        }  # fmt: skip

    def _mapping(self, found: object, place: str) -> dict[str, Any]:
        if not isinstance(found, dict) or not all(isinstance(key, str) for key in found):
            self._fail(place, "there must be `name: value` pairs")
        return found

    def _list(self, found: object, place: str, most: int) -> list[object]:
        if not found:
            return []
        if not isinstance(found, list):
            self._fail(place, "there must be a list, each entry after a dash")
        if len(found) > most:
            self._fail(place, f"at most {most} entries can be drawn, got {len(found)}")
        return found

    def _fail(self, place: str, reason: str) -> NoReturn:
        raise HypothesesInvalid(self._origin, place, reason)


def hypotheses_as_yaml(hypotheses: Hypotheses) -> str:
    """The document a person edits; importing it again changes nothing."""
    import yaml

    said: dict[str, Any] = {}
    if (persona := hypotheses.persona) is not None:
        said["persona"] = _without_empty(
            {"name": persona.name, "text": persona.text, "picture": persona.picture}
        )
    owners = {"stages": hypotheses.stage_owners, "touchpoints": hypotheses.touchpoint_owners}
    said["owners"] = _without_empty(owners)
    said["rows"] = [
        _without_empty({
            "key": row.key,
            "label": row.label,
            "cells": {
                stage: cell.text if not (cell.n or cell.source) else _without_empty(
                    {"text": cell.text, "n": cell.n, "source": cell.source}
                )
                for stage, cell in row.cells.items()
            },
        })
        for row in hypotheses.rows
    ]  # fmt: skip
    said["touchpoints"] = [
        {"name": one.name, "stage": one.stage, "channel": one.channel}
        for one in hypotheses.touchpoints
    ]
    said["emotions"] = hypotheses.emotions
    plain = _without_empty(said)
    return str(yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=96))


def _without_empty(said: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in said.items() if value}
