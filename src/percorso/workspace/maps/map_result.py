"""A computed map in every form it leaves in: data, text, table, drawing."""

import json
import tempfile
import webbrowser
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from percorso.domain.journey_map import JourneyMap
from percorso.domain.tables import ROWS, table_of

if TYPE_CHECKING:
    from percorso.domain.load_report import LoadReport
    from percorso.drawing.ink import Theme
    from percorso.drawing.paper import Paper
    from percorso.workspace.maps.result_table import ResultTable


@dataclass(frozen=True, slots=True, repr=False)
class MapResult:
    """A map that does not change any more.

    Attributes:
        data: The map in the public contract `percorso.map/1`.
        title: The company it is drawn for.
        report: What became of the rows of a bare table; None for a workspace's map.
    """

    data: JourneyMap
    title: str
    report: "LoadReport | None" = None

    @property
    def stages(self) -> "ResultTable":
        """One row a stage, in the order of the map."""
        return self._table("stages")

    @property
    def touchpoints(self) -> "ResultTable":
        """One row a touchpoint, with every measure."""
        return self._table("touchpoints")

    @property
    def transitions(self) -> "ResultTable":
        """One row a pair of touchpoints that follow each other."""
        return self._table("transitions")

    @property
    def starts(self) -> "ResultTable":
        """One row a touchpoint that journeys began at."""
        return self._table("starts")

    @property
    def ends(self) -> "ResultTable":
        """One row a touchpoint and status that journeys ended with."""
        return self._table("ends")

    @property
    def variants(self) -> "ResultTable":
        """One row an exact sequence of touchpoints, the most frequent first."""
        return self._table("variants")

    @property
    def findings(self) -> "ResultTable":
        """One row a finding."""
        return self._table("findings")

    @property
    def actions(self) -> "ResultTable":
        """One row an action of the plan."""
        return self._table("actions")

    @property
    def sources(self) -> "ResultTable":
        """One row a source of the interactions."""
        return self._table("sources")

    @property
    def media(self) -> "ResultTable":
        """One row a medium without a person."""
        return self._table("media")

    def tables(self) -> "dict[str, ResultTable]":
        """Every table of the map by its name."""
        return {name: self._table(name) for name in ROWS}

    def _table(self, name: str) -> "ResultTable":
        from percorso.workspace.maps.result_table import ResultTable

        return ResultTable(table_of(self.data, name))

    def to_json(self) -> str:
        """The contract as JSON text."""
        return json.dumps(self.data, ensure_ascii=False, allow_nan=False)

    def to_text(self) -> str:
        """The most telling lines, as a table for a terminal."""
        from percorso.drawing.as_text import map_as_text  # as below

        return map_as_text(self.data)

    def to_csv(self) -> str:
        """One line a touchpoint; of a comparison, one line a difference."""
        from percorso.drawing.as_csv import map_as_csv  # as below
        from percorso.drawing.comparison.table import comparison_as_csv

        if self.data["comparison"] is not None:
            return comparison_as_csv(self.data)
        return map_as_csv(self.data)

    def to_svg(self, *, theme: "Theme" = "light") -> str:
        """The drawing alone."""
        from percorso.drawing import map_svg  # costs a tenth of a second: only who draws pays

        return map_svg(self.data, theme=theme)

    def to_png(self, *, paper: "Paper | None" = None, theme: "Theme" = "light") -> bytes:
        """The drawing as a picture: all of it, or as a sheet of paper.

        Args:
            paper: `a3` or `a4`, landscape, at 200 dots per inch; None is the whole drawing.
            theme: `light` or `dark`.

        Raises:
            ExtraMissing: the extra `export` is not installed.
        """
        from percorso.workspace.maps.printing import map_png  # as above

        return map_png(self.data, title=self.title, paper=paper, theme=theme)

    def to_pdf(self, *, paper: "Paper" = "a4", theme: "Theme" = "light") -> bytes:
        """One landscape page of vectors, with as many touchpoints as can be read on it.

        Args:
            paper: `a3` or `a4`.
            theme: `light` or `dark`.

        Raises:
            ExtraMissing: the extra `export` is not installed.
        """
        from percorso.workspace.maps.printing import map_pdf  # as above

        return map_pdf(self.data, title=self.title, paper=paper, theme=theme)

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

    def __repr__(self) -> str:
        totals = self.data["totals"]
        return (
            f"<MapResult {self.title!r}: {totals['journeys']:,} journeys, "
            f"{totals['interactions']:,} interactions>"
        )

    def _repr_html_(self) -> str:
        # Wider than most notebooks: it scrolls there, and nothing is cut off.
        return f'<div style="overflow-x: auto">{self.to_svg()}</div>'
