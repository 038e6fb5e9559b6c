"""What changed in every form it leaves in: data, text, a page of paper."""

import json
from dataclasses import dataclass

from percorso.domain.changed import Changed


@dataclass(frozen=True, slots=True)
class ChangedResult:
    """What changed, and how it is told."""

    data: Changed

    def to_json(self) -> str:
        """As JSON text."""
        return json.dumps(self.data.as_json(), ensure_ascii=False, allow_nan=False)

    def to_text(self) -> str:
        """For a terminal."""
        from percorso.drawing.changed.telling import changed_as_text

        return changed_as_text(self.data)

    def to_svg(self) -> str:
        """The page of paper as a drawing."""
        from percorso.drawing.changed.sheet import changed_sheet

        return changed_sheet(self.data)

    def to_pdf(self) -> bytes:
        """One upright page of A4.

        Raises:
            ExtraMissing: the extra `export` is not installed.
        """
        from percorso.workspace.maps.printing import pdf_of

        return pdf_of(self.to_svg())
