"""A map with what people typed: persona, rows, owners, a touchpoint nobody met, a feeling."""

from typing import Any

from percorso.domain.journey_map import JourneyMap
from tests.drawing.maps import STAGE_NAMES, emotion, empty_map, stage, touchpoint

PICTURE = "data:image/svg+xml;base64,PHN2Zy8+"


def cell(at: str, text: str, n: int = 0) -> Any:
    grade = "hypothesis" if n == 0 else "weak" if n < 30 else "solid"
    return {"stage": at, "text": text, "n": n, "source": None, "evidence": grade}


def typed(journey_map: JourneyMap) -> JourneyMap:
    """The same map after a workshop."""
    rows = [
        {"key": "goal", "label": "Obiettivo del cliente",
         "cells": [cell("awareness", "Idee di luce per la casa"),
                   cell("purchase", "Pagare in pochi minuti, senza sorprese", 64)]},
        {"key": "worries", "label": "Le preoccupazioni che dice soltanto a casa",
         "cells": [cell("delivery", "Unaparolasolalunghissimachenonfiniscemaienonhaspazi " * 3)]},
    ]  # fmt: skip
    expected = touchpoint("video", "Video di montaggio", "service", "web", 0, goal=False)
    expected.update(evidence="hypothesis", reach=None, moves_on_share=None,
                    median_seconds_after=None, visits=0)  # type: ignore[call-arg]  # fmt: skip
    stages = [
        {**row, "owner": "Marta Bianchi" if row["key"] == "awareness" else None}
        for row in journey_map["stages"]
    ]
    made: Any = {
        **journey_map,
        "persona": {"name": "Giulia, 34 anni", "text": "arreda casa", "picture": PICTURE},
        "typed_rows": rows,
        "stages": stages,
        "touchpoints": [*journey_map["touchpoints"], expected],
    }
    return made  # type: ignore[no-any-return]


def nothing_but_typed() -> JourneyMap:
    """The map of a workspace without any data."""
    stages = [stage(key, at, 0, emotion(None)) for at, key in enumerate(list(STAGE_NAMES)[:7])]
    for row in stages:
        row.update(moves_on_share=None, median_seconds_to_next=None)  # type: ignore[call-arg]
    stages[0]["emotion"] = {**emotion(None), "value": 0.4}
    stages[1]["emotion"] = {**emotion(None), "value": -0.6}
    return typed(empty_map(stages=stages, data_until=None))
