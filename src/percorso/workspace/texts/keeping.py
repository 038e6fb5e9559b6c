"""Reads the texts of customers once each, and keeps what they say beside them."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from percorso.stats.arrays import Integers
from percorso.store.query import Query
from percorso.store.records.preferences import preference_of
from percorso.store.warehouse import Warehouse
from percorso.voice.edition import trust_of
from percorso.voice.lexicon import LANGUAGES, Language
from percorso.voice.reading import Reading, TextReader
from percorso.voice.seeds import Seeds, SeedsUnreadable, edited, shipped_seeds
from percorso.workspace.left_out import tell_restricted
from percorso.workspace.progress import OnProgress, silent
from percorso.workspace.stores import Stores
from percorso.workspace.texts import keeping_sql as ask
from percorso.workspace.texts.learning import LearntMood, cards_of, learn_moods, learnt_moods
from percorso.workspace.texts.learning_sql import HAS_RESOLVED
from percorso.workspace.texts.unread import LEARN_PREFERENCE, read_with

_LOG = logging.getLogger("percorso")
# So many texts are read before what they say is written.
_AT_ONCE = 10_000
# Where neither its source nor its words say what language a text is in.
USUAL_LANGUAGE: Language = "it"
_READING = "reading texts"


def seeds_preference(language: Language) -> str:
    """Under which key the records keep a firm's own list."""
    return f"theme_seeds_{language}"


def read_texts(
    stores: Stores, warehouse: Warehouse, numbers: Integers, on_progress: OnProgress = silent
) -> None:
    """Read texts and keep what they say; a kill between leaves some for the next resolving.

    Args:
        stores: The workspace.
        warehouse: Holds them, and is held to be written.
        numbers: Of the interactions, rising.
        on_progress: Called with what is being done and the share done.
    """
    reader, moods = reader_of(stores), _moods(stores, warehouse)
    for start in range(0, numbers.size, _AT_ONCE):
        on_progress(_READING, start / numbers.size)
        chunk = numbers[start : start + _AT_ONCE]
        _read(warehouse, reader, moods, int(chunk[0]), int(chunk[-1]))
    on_progress(_READING, 1.0)


def _moods(stores: Stores, warehouse: Warehouse) -> dict[Language, LearntMood]:
    """The models learnt from the firm's own ratings; learnt now where that is wanted and not done.

    Who asked for restriction teaches nothing, and who that is only a resolved warehouse knows: one
    that is made anew is read by the word tables first, and learns at the next question.
    """
    with stores.records.read() as connection:
        if not preference_of(connection, LEARN_PREFERENCE):
            return {}
        wanted = read_with(connection)
    if not warehouse.value(HAS_RESOLVED):
        warehouse.do(Query(ask.NOTE_READ, {"read_with": f"{wanted} unlearnt"}))
        return {}
    if not cards_of(warehouse):
        tell_restricted(stores, warehouse)
        learn_moods(warehouse)
    return learnt_moods(warehouse)


def reader_of(stores: Stores) -> TextReader:
    """The reader of a workspace, with its own lists over those of the package."""
    with stores.records.read() as connection:
        own = tuple(preference_of(connection, seeds_preference(one)) for one in LANGUAGES)
    return _reader(own)


@lru_cache(maxsize=4)
def _reader(own: tuple[str, ...]) -> TextReader:
    return TextReader({
        language: _own_seeds(language, text)
        for language, text in zip(LANGUAGES, own, strict=True)
        if text
    })  # fmt: skip


def _own_seeds(language: Language, text: str) -> Seeds:
    """The firm's list over the package's; texts are read without one that can be read no more."""
    below = shipped_seeds(language)
    try:
        return edited(below, text, f"the {language} list of the workspace")
    except SeedsUnreadable as failure:
        _LOG.warning("%s Texts are read without it.", failure)
        return below


def theme_names(stores: Stores, language: Language) -> dict[str, str]:
    """What people read for each topic and theme."""
    themes = reader_of(stores).seeds[language].themes
    return {key: theme.name for key, theme in themes.items()}


def spoken(said: str | None) -> Language | None:
    """The language a source says, where there are tables for it: "it-IT" is "it"."""
    start = (said or "").lower()[:2]
    return next((language for language in LANGUAGES if language == start), None)


def reading_of(
    reader: TextReader, text: str, said: str | None, usual: Language = USUAL_LANGUAGE
) -> Reading:
    """A text as it is read: in the language its source says, else in that of its words."""
    reading = reader.read(text, spoken(said))
    if reading.guess is not None and not reading.guess.is_sure:
        return reader.read(text, usual)
    return reading


@dataclass(slots=True)
class _Read:
    """What some texts say, as columns."""

    readings: dict[str, list[Any]] = field(default_factory=dict)
    themes: dict[str, list[Any]] = field(default_factory=dict)

    def add(self, row: Sequence[Any], reading: Reading, level: float | None, trust: float) -> None:
        """Add one text, with its level and how far that is to be trusted."""
        no, content, _, _, is_rated, _ = row
        _append(self.readings, {
            "interaction_no": no,
            "content": content,
            "language": reading.language,
            "language_probability": _number(reading.guess.probability if reading.guess else None),
            "level": _number(level),
            "trust": trust,
            "is_rated": is_rated,
            "intent": reading.intention.intent,
            "urgency": reading.pressure.urgency,
        })  # fmt: skip
        for hit in reading.themes:
            _append(self.themes, {
                "interaction_no": no, "key": hit.key, "words": hit.words,
                "level": _number(hit.level),
            })  # fmt: skip


def _by_models(
    rows: Sequence[Sequence[Any]], readings: Sequence[Reading],
    moods: dict[Language, LearntMood],
) -> list[tuple[float | None, float]]:  # fmt: skip
    """Level and trust of each text: of the model of its language, else of the word tables.

    A text without a word that tells is no evidence for either.
    """
    told = [
        (reading.felt, trust_of(reading.language, row[3]))
        for row, reading in zip(rows, readings, strict=True)
    ]
    for language, mood in moods.items():
        places = [
            at for at, one in enumerate(readings)
            if one.language == language and one.felt is not None
        ]  # fmt: skip
        shares = mood.model.positive_shares([rows[at][5] for at in places]) if places else ()
        for at, share in zip(places, shares, strict=True):
            told[at] = (2 * float(share) - 1, mood.trust)
    return told


def _append(columns: dict[str, list[Any]], row: dict[str, Any]) -> None:
    for name, value in row.items():
        columns.setdefault(name, []).append(value)


def _number(value: float | None) -> float:
    return np.nan if value is None else value


_KINDS: dict[str, Any] = {
    "interaction_no": np.int64, "content": np.uint64, "language_probability": np.float64,
    "level": np.float64, "trust": np.float64, "is_rated": np.bool_,
}  # fmt: skip


def _read(
    warehouse: Warehouse, reader: TextReader, moods: dict[Language, LearntMood], first_no: int,
    last_no: int,
) -> None:  # fmt: skip
    rows = warehouse.rows(ask.texts_between(first_no, last_no))
    readings = [reading_of(reader, row[5], row[2]) for row in rows]
    read = _Read()
    for row, reading, mood in zip(rows, readings, _by_models(rows, readings, moods), strict=True):
        read.add(row, reading, *mood)
    with warehouse.transaction():
        warehouse.fill("read_now", _arrays(read.readings))
        warehouse.do(ask.KEEP_READINGS)
        warehouse.do(ask.KEEP_FEELINGS)
        if read.themes:
            warehouse.fill("themes_now", _arrays(read.themes))
            warehouse.do(ask.KEEP_THEMES)
    for table in ask.PASSING:
        warehouse.do(f"drop table if exists {table}")


def _arrays(columns: dict[str, list[Any]]) -> dict[str, Any]:
    return {
        name: np.array(values, dtype=_KINDS.get(name, object)) for name, values in columns.items()
    }
