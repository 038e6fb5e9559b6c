"""A computed map in every form it leaves in: data, text, table, drawing."""

import json
import tempfile
import webbrowser
from dataclasses import dataclass
from pathlib import Path

from percorso.domain.journey_map import JourneyMap
from percorso.drawing.as_csv import map_as_csv
from percorso.drawing.as_text import map_as_text
from percorso.drawing.comparison.table import comparison_as_csv


@dataclass(frozen=True, slots=True)
class MapResult:
    """A map that does not change any more.

    Attributes:
        data: The map in the public contract `percorso.map/1`.
        title: The company it is drawn for.
    """

    data: JourneyMap
    title: str

    def to_json(self) -> str:
        """The contract as JSON text."""
        return json.dumps(self.data, ensure_ascii=False, allow_nan=False)

    def to_text(self) -> str:
        """The most telling lines, as a table for a terminal."""
        return map_as_text(self.data)

    def to_csv(self) -> str:
        """One line a touchpoint; of a comparison, one line a difference."""
        if self.data["comparison"] is not None:
            return comparison_as_csv(self.data)
        return map_as_csv(self.data)

    def to_svg(self) -> str:
        """The drawing alone."""
        from percorso.drawing import map_svg  # costs a tenth of a second: only who draws pays

        return map_svg(self.data)

    def to_html(self) -> str:
        """One self-contained page: no request leaves it."""
        from percorso.drawing import map_page  # as above

        return map_page(self.data, title=self.title)

    def show(self) -> Path:
        """Write the page to a temporary file and open it in the browser."""
        with tempfile.NamedTemporaryFile(
            "w", suffix=".html", prefix="percorso-", delete=False, encoding="utf-8"
        ) as file:
            file.write(self.to_html())
        path = Path(file.name)
        webbrowser.open(path.as_uri())
        return path

    def _repr_html_(self) -> str:
        return self.to_svg()
