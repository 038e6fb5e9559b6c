"""What customers say in their own words, read when it is asked and counted by theme."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from percorso.store.warehouse import Warehouse
from percorso.voice.impact import FEWEST_CUSTOMERS, ThemeTotal, ThemeTotals
from percorso.voice.lexicon import LANGUAGES, Language
from percorso.voice.reading import TextReader
from percorso.voice.seeds import Seeds
from percorso.workspace.left_out import tell_restricted
from percorso.workspace.progress import OnProgress, silent
from percorso.workspace.restoring import ask_warehouse
from percorso.workspace.stores import Stores
from percorso.workspace.voice_sql import TEXTS_OF_CUSTOMERS


@dataclass(frozen=True, slots=True)
class VoiceReport:
    """The texts of a workspace by theme.

    Attributes:
        version: What they were read with.
        texts: Texts of customers.
        without_topic: Of them, that speak of no topic of the seeds.
        moods: Texts by mood; "silent" is without a word that says.
        themes: Topics and themes, the most texts first.
        names: What people read for each key.
    """

    version: str
    texts: int
    without_topic: int
    moods: Mapping[str, int]
    themes: tuple[ThemeTotal, ...]
    names: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """The report as plain values; what few customers speak of has its number alone."""
        return {
            "version": self.version,
            "texts": self.texts,
            "without_topic": self.without_topic,
            "moods": dict(self.moods),
            "themes": [self._theme(theme) for theme in self.themes],
        }

    def _theme(self, theme: ThemeTotal) -> dict[str, Any]:
        said: dict[str, Any] = {
            "key": theme.key, "name": self.names.get(theme.key, theme.key), "texts": theme.texts,
        }  # fmt: skip
        if theme.customers < FEWEST_CUSTOMERS:
            return said | {"customers": None, "moods": None, "impact": None}
        impact = theme.impact
        return said | {
            "customers": theme.customers,
            "moods": {
                "negative": theme.negative,
                "unclear": theme.unclear,
                "positive": theme.positive,
            },
            "impact": impact
            and {
                "points": round(impact.points, 4),
                "low": impact.low,
                "high": impact.high,
                "rated_texts": impact.rated,
            },
        }


class VoiceDesk:
    """What the customers of one workspace say."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def themes(
        self,
        seeds: dict[Language, Seeds] | None = None,
        *,
        language: Language = "it",
        on_progress: OnProgress = silent,
    ) -> VoiceReport:
        """All texts of customers, read now: no reading is kept, so none can be out of date.

        Args:
            seeds: Lists of the firm by language; None are those of the package.
            language: For texts whose source and words leave it open, and of the names.
            on_progress: Called with what is being done and the share done.
        """
        reader, totals = TextReader(seeds), ThemeTotals()

        def read(warehouse: Warehouse) -> None:
            tell_restricted(self._stores, warehouse)
            for customer_no, said, felt, text in warehouse.stream(TEXTS_OF_CUSTOMERS):
                reading = reader.read(text, _spoken(said))
                if reading.guess is not None and not reading.guess.is_sure:
                    reading = reader.read(text, language)
                totals.add(reading, customer_no, felt)

        on_progress("reading texts", 0.0)
        ask_warehouse(self._stores, read)
        return VoiceReport(
            version=reader.version,
            texts=totals.texts,
            without_topic=totals.without_topic,
            moods=totals.moods,
            themes=tuple(totals.totals()),
            names={key: theme.name for key, theme in reader.seeds[language].themes.items()},
        )


def _spoken(said: str | None) -> Language | None:
    """The language a source says, where there are tables for it: "it-IT" is "it"."""
    start = (said or "").lower()[:2]
    return next((language for language in LANGUAGES if language == start), None)
