"""What did a team type before data knew better? The file they edit, and what the map shows."""

from percorso.journeys.hypotheses.typed import (
    NOTHING_TYPED,
    Typed,
    evidence_of,
    persona_on_map,
    typed_rows,
)

__all__ = ["NOTHING_TYPED", "Typed", "evidence_of", "persona_on_map", "typed_rows"]
