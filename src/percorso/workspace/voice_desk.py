"""What customers say in their own words: themes with what they do, their texts, who wrote them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from percorso.domain.errors import NotFoundError
from percorso.domain.listening import Listening
from percorso.store.records import catalogue as catalogue_records
from percorso.store.records import customers as customer_records
from percorso.store.warehouse import Columns, Warehouse
from percorso.voice.lexicon import Language
from percorso.voice.reading import TextReader
from percorso.voice.seeds import Seeds
from percorso.voice.sentiment import mood_of
from percorso.voice.theme_totals import Hits, Texts, ThemeTotals, theme_totals
from percorso.workspace import voice_sql as ask
from percorso.workspace.left_out import tell_restricted
from percorso.workspace.people.timeline import text_of
from percorso.workspace.progress import OnProgress, silent
from percorso.workspace.restoring import ask_warehouse
from percorso.workspace.stores import Stores
from percorso.workspace.texts.keeping import reader_of, reading_of
from percorso.workspace.texts.report import ThemeTexts, VoiceReport, Writer, WrittenText
from percorso.workspace.voice.bigger_model import host_of
from percorso.workspace.voice.learning import Cards, cards_now, forget_learnt, learn_now
from percorso.workspace.voice.listening import listening_of
from percorso.workspace.voice.lists import (
    Discovered,
    discovered_phrases,
    keep_own_list,
    own_list,
)

MOODS = ("negative", "unclear", "positive", "silent")
_MOST_WRITERS = 50


class ThemeUnknown(NotFoundError):
    """No text speaks of such a theme, and no list knows it."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(
            f"No theme is called {key[:60]!r}. Which there are: percorso voice themes, or the page "
            "Voice of the customer."
        )


class TouchpointNotThere(NotFoundError):
    """No touchpoint has the key."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(
            f"No touchpoint has the key {key[:60]!r}. Which there are: percorso catalogue list"
        )


@dataclass(frozen=True, slots=True)
class TextsAsked:
    """Which texts are wanted.

    Attributes:
        theme: A topic or theme; None is all texts.
        touchpoint: Key of the touchpoint they were written at; None is any.
        mood: One of `MOODS`; None is any.
        skip: The first so many are left out.
        most: So many at most.
    """

    theme: str | None = None
    touchpoint: str | None = None
    mood: str | None = None
    skip: int = 0
    most: int = 50


class VoiceDesk:
    """What the customers of one workspace say."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def themes(
        self,
        seeds: dict[Language, Seeds] | None = None,
        *,
        language: Language = "it",
        touchpoint: str | None = None,
        on_progress: OnProgress = silent,
    ) -> VoiceReport:
        """All texts of customers by theme, as they were read when they came.

        Args:
            seeds: Lists to try: all texts are read with them now and nothing is kept. None are
                those of the workspace.
            language: Of the names; and, with lists to try, for texts whose source and words leave
                it open.
            touchpoint: Of texts written at it alone, by key.
            on_progress: Called with what is being done and the share done.

        Raises:
            TouchpointNotThere: there is no such touchpoint.
        """
        if seeds is not None:
            return self._tried(TextReader(seeds), language, on_progress)
        names = self._names_at(touchpoint)
        reader = reader_of(self._stores)

        def read(warehouse: Warehouse) -> tuple[Columns, Columns, list[str]]:
            tell_restricted(self._stores, warehouse)
            keys = [key for (key,) in warehouse.rows(ask.KEYS_READ)]
            return (
                warehouse.columns(ask.texts_read(names)), warehouse.columns(ask.themes_read(keys)),
                keys,
            )  # fmt: skip

        texts, hits, keys = ask_warehouse(self._stores, read)
        return _report(reader, language, texts, hits, keys)

    def _tried(
        self, reader: TextReader, language: Language, on_progress: OnProgress
    ) -> VoiceReport:
        totals = ThemeTotals()

        def read(warehouse: Warehouse) -> None:
            tell_restricted(self._stores, warehouse)
            for customer_no, said, felt, text, at_us in warehouse.stream(ask.TEXTS_OF_CUSTOMERS):
                totals.add(reading_of(reader, text, said, language), customer_no, felt, at_us)

        on_progress("reading texts", 0.0)
        ask_warehouse(self._stores, read)
        return VoiceReport(
            reader.version, totals.texts, totals.without_topic, totals.moods,
            tuple(totals.totals()), _names(reader, language),
        )  # fmt: skip

    def texts(self, asked: TextsAsked, language: Language = "it") -> ThemeTexts:
        """The texts of a theme, the newest first, and who wrote them.

        Raises:
            ThemeUnknown: there is no such theme.
            TouchpointNotThere: there is no such touchpoint.
        """
        reader = reader_of(self._stores)
        name = _names(reader, language).get(asked.theme or "")
        if asked.theme is not None and name is None:
            raise ThemeUnknown(asked.theme)
        chosen = ask.Chosen(self._names_at(asked.touchpoint), asked.theme, asked.mood)

        def read(warehouse: Warehouse) -> tuple[list[tuple[Any, ...]], ...]:
            tell_restricted(self._stores, warehouse)
            return (
                warehouse.rows(ask.counted(chosen)),
                warehouse.rows(ask.texts_listed(chosen, asked.skip, asked.most)),
                warehouse.rows(ask.customers_listed(chosen, _MOST_WRITERS)),
            )

        ((texts, customers),), rows, writers = ask_warehouse(self._stores, read)
        ids = self._ids([*(row[0] for row in rows), *(row[0] for row in writers)])
        places = self._places(language)
        return ThemeTexts(
            asked.theme, name, texts, customers,
            tuple(_written(row, ids, places) for row in rows),
            tuple(
                Writer(ids[no], count, level, text_of(last_us))
                for no, count, level, last_us in writers
            ),
        )  # fmt: skip

    def seed_list(self, language: Language) -> str:
        """The firm's own list of seeds, as it was written; empty where there is none."""
        return own_list(self._stores, language)

    def keep_seed_list(self, language: Language, text: str, by: str | None = None) -> bool:
        """Keep the firm's own list; all texts are read anew with it at the next question.

        Returns:
            Whether it is another one than before.

        Raises:
            SeedsUnreadable: a line of it cannot be read; the list stays as it was.
        """
        return keep_own_list(self._stores, language, text, by)

    def learn(self, by: str | None = None) -> Cards:
        """Learn from the firm's own rated texts, and read all anew where that is better.

        Returns:
            By language how its model was judged on texts it did not learn from.
        """
        return learn_now(self._stores, by)

    def forget_learnt(self, by: str | None = None) -> None:
        """Let the word tables of the package read again."""
        forget_learnt(self._stores, by)

    def cards(self) -> Cards:
        """How the learnt models were judged; none where nobody asked to learn."""
        return cards_now(self._stores)

    def phrases(self) -> Discovered:
        """Phrases that stand out in texts no theme covers."""
        return discovered_phrases(self._stores)

    @property
    def bigger_host(self) -> str:
        """Where the bigger model is that is set; empty where no text leaves this machine."""
        return host_of(self._stores.settings)

    def listening(self) -> Listening:
        """Every touchpoint somebody met: who is asked there, who answers, what is said of it."""
        return listening_of(self._stores)

    def places(self, language: Language = "it") -> list[tuple[str, str, int]]:
        """Key, name and texts of each touchpoint somebody wrote at, the most texts first."""

        def read(warehouse: Warehouse) -> list[tuple[int, int]]:
            tell_restricted(self._stores, warehouse)
            return [(no, texts) for no, texts in warehouse.rows(ask.TEXTS_BY_NAME)]

        counted = ask_warehouse(self._stores, read)
        places, texts_at = self._places(language), dict[tuple[str, str], int]()
        for no, texts in counted:
            texts_at[places[no]] = texts_at.get(places[no], 0) + texts
        found = [(key, name, texts) for (key, name), texts in texts_at.items()]
        return sorted(found, key=lambda one: (-one[2], one[1]))

    def _ids(self, numbers: Sequence[int | None]) -> dict[int, str]:
        with self._stores.records.read() as connection:
            return {
                no: customer_records.customer_id_of(connection, no)
                for no in {no for no in numbers if no is not None}
            }

    def _places(self, language: Language) -> dict[int, tuple[str, str]]:
        """Observed name -> key and name of its touchpoint."""
        with self._stores.records.read() as connection:
            names = catalogue_records.observed_names(connection)
            places = {one.key: one for one in catalogue_records.touchpoints(connection)}
        return {
            name.no: (
                name.touchpoint_key,
                places[name.touchpoint_key].name_it
                if language == "it"
                else places[name.touchpoint_key].name_en,
            )
            for name in names
        }

    def _names_at(self, touchpoint: str | None) -> list[int] | None:
        if touchpoint is None:
            return None
        with self._stores.records.read() as connection:
            names = catalogue_records.observed_names(connection)
            known = {one.key for one in catalogue_records.touchpoints(connection)}
        if touchpoint not in known:
            raise TouchpointNotThere(touchpoint)
        return [name.no for name in names if name.touchpoint_key == touchpoint]


def _names(reader: TextReader, language: Language) -> dict[str, str]:
    return {key: theme.name for key, theme in reader.seeds[language].themes.items()}


def _report(
    reader: TextReader, language: Language, texts: Columns, hits: Columns, keys: Sequence[str]
) -> VoiceReport:
    """The report of the readings that were kept."""
    numbers = texts["interaction_no"]
    place = np.searchsorted(numbers, hits["interaction_no"])
    known = np.isin(hits["interaction_no"], numbers)
    place = place[known].astype(np.int64)
    level = texts["level"].astype(np.float64)
    moods: dict[str, int] = {}
    share = (1 + level) / 2
    for mood, count in (
        ("negative", (share < 0.3).sum()), ("positive", (share > 0.7).sum()),
        ("silent", np.isnan(level).sum()),
    ):  # fmt: skip
        moods[mood] = int(count)
    moods["unclear"] = level.size - sum(moods.values())
    totals = theme_totals(
        Texts(
            texts["customer_no"].astype(np.int64), texts["felt"].astype(np.float64),
            texts["occurred_us"].astype(np.int64),
        ),
        Hits(place, hits["key"][known].astype(np.int64), hits["level"][known].astype(np.float64)),
        keys,
    )  # fmt: skip
    return VoiceReport(
        reader.version, level.size, level.size - np.unique(place).size,
        {mood: count for mood, count in moods.items() if count}, tuple(totals),
        _names(reader, language),
    )  # fmt: skip


def _written(
    row: Sequence[Any], ids: dict[int, str], places: dict[int, tuple[str, str]]
) -> WrittenText:
    customer_no, us, name_no, level, words, text, value, most, kind = row
    key, name = places[name_no]
    return WrittenText(
        customer=None if customer_no is None else ids[customer_no],
        at=text_of(us),
        touchpoint=key,
        touchpoint_name=name,
        level=level,
        mood=mood_of(None if level is None else (1 + level) / 2),
        words=str(words),
        text=str(text),
        rating=None if value is None else f"{value:g}/{most:g} {kind}",
    )
