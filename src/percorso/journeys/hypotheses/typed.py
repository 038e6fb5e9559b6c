"""Hypotheses as the map takes them: the persona with its picture, rows, typed touchpoints."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from percorso.domain.catalogue import Touchpoint
from percorso.domain.hypotheses import ROW_LABELS, Persona, TypedCell, TypedRow
from percorso.domain.journey_map import Evidence, PersonaOnMap, TypedRowOnMap

_FEWEST_FOR_SOLID = 30


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, as a map needs it.

    Attributes:
        picture: The persona's picture as a data URI; None without one.
        touchpoints: The touchpoints of the catalogue that somebody expects.
        emotions: Felt level by stage.
    """

    persona: Persona | None = None
    picture: str | None = None
    rows: tuple[TypedRow, ...] = ()
    touchpoints: tuple[Touchpoint, ...] = ()
    emotions: Mapping[str, float] = field(default_factory=dict)


NOTHING_TYPED = Typed()


def persona_on_map(typed: Typed) -> PersonaOnMap | None:
    """The persona of a map, or None where nobody typed one."""
    if typed.persona is None:
        return None
    return {
        "name": typed.persona.name, "text": typed.persona.text, "picture": typed.picture,
    }  # fmt: skip


def typed_rows(typed: Typed, language: str) -> list[TypedRowOnMap]:
    """The typed rows, each cell with what it rests on: nothing, little, or enough answers."""
    return [
        {
            "key": row.key,
            "label": row.label or ROW_LABELS[row.key]["it" if language == "it" else "en"],
            "cells": [
                {
                    "stage": stage,
                    "text": cell.text,
                    "n": cell.n,
                    "source": cell.source or None,
                    "evidence": evidence_of(cell),
                }
                for stage, cell in row.cells.items()
            ],
        }
        for row in typed.rows
    ]


def evidence_of(cell: TypedCell) -> Evidence:
    """What a cell rests on: nothing, few answers, or enough of them."""
    return "hypothesis" if cell.n == 0 else "weak" if cell.n < _FEWEST_FOR_SOLID else "solid"
