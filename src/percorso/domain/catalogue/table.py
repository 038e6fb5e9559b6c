"""The catalogue as a table somebody edits: rows out, touchpoints in, and what is wrong."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, nan
from typing import get_args

from percorso.domain.catalogue.channel_names import normalised_channel
from percorso.domain.catalogue.keys import key_for
from percorso.domain.catalogue.nouns import Initiator, Stage, Touchpoint
from percorso.domain.catalogue.stages import CHANNELS, OTHER_CHANNEL, STAGES, UNPLACED
from percorso.domain.catalogue.words import plain_words
from percorso.domain.errors import InputError

COLUMNS = (
    "key",
    "name_it",
    "name_en",
    "stage",
    "channel",
    "initiator",
    "owner",
    "is_goal",
    "is_broadcast",
    "promise_seconds",
    "observed_names",
)

_KEY = re.compile(r"[a-z0-9_]+")

Row = dict[str, str | float | bool | None]

_YES = frozenset({"true", "yes", "y", "1", "si", "s", "vero", "x"})
_NO = frozenset({"", "false", "no", "n", "0", "falso"})


class CatalogueRowRefused(InputError):
    """One cell of a catalogue table holds something that cannot stand there.

    Attributes:
        row: The row, counted from 1 without the header.
        column: One of `COLUMNS`.
        came: What the cell holds.
    """

    def __init__(self, row: int, column: str, came: str, wanted: str) -> None:
        self.row = row
        self.column = column
        self.came = came
        super().__init__(
            f"Row {row} of the catalogue, column {column}: wanted {wanted}, got "
            f"{_shown(came)}. Nothing was imported; correct the row and import again."
        )


class UnknownStage(CatalogueRowRefused):
    """A touchpoint names a stage there is not."""

    def __init__(self, row: int, came: str, stages: Iterable[Stage]) -> None:
        keys = ", ".join(stage.key for stage in stages)
        super().__init__(row, "stage", came, f"one of {keys}")


class UnknownChannel(CatalogueRowRefused):
    """A touchpoint names a channel there is not."""

    def __init__(self, row: int, came: str) -> None:
        super().__init__(row, "channel", came, "one of " + ", ".join(CHANNELS))


class DuplicateKey(CatalogueRowRefused):
    """Two rows are about one touchpoint."""

    def __init__(self, row: int, first_row: int, key: str) -> None:
        self.first_row = first_row
        super().__init__(row, "key", key, f"a key of its own (row {first_row} has it too)")


class NamePlacedTwice(CatalogueRowRefused):
    """Two rows claim one observed name."""

    def __init__(self, row: int, first_row: int, name: str) -> None:
        self.first_row = first_row
        wanted = f"names no other row has (row {first_row} has it too)"
        super().__init__(row, "observed_names", name, wanted)


class UnknownCatalogueColumn(InputError):
    """A catalogue table has a column that means nothing."""

    def __init__(self, column: str) -> None:
        self.column = column
        super().__init__(
            f"A catalogue has the columns {', '.join(COLUMNS)}; got {_shown(column)}. "
            "Rename or remove that column; `percorso catalogue export` writes a right one."
        )


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A touchpoint and the observed names that a person leads to it."""

    touchpoint: Touchpoint
    observed_names: tuple[str, ...] = ()


def catalogue_as_rows(
    touchpoints: Iterable[Touchpoint], observed: Mapping[str, Sequence[str]]
) -> list[Row]:
    r"""The catalogue as one flat row per touchpoint, ready for CSV and JSON.

    Args:
        touchpoints: In the order of the rows.
        observed: Key of a touchpoint -> the observed names that lead to it.

    Returns:
        Rows with the keys of `COLUMNS`. Observed names are joined by `|`, a `|` or `\`
        inside a name has a `\` before it.
    """
    return [_row_of(touchpoint, observed.get(touchpoint.key, ())) for touchpoint in touchpoints]


def entries_of_rows(
    rows: Iterable[Mapping[str, object]], stages: Sequence[Stage] = STAGES
) -> list[CatalogueEntry]:
    """The touchpoints an edited table describes: all of it, or nothing.

    Args:
        rows: One mapping per row, as a CSV or JSON reader gives them. A missing column
            is an empty one; a row without key gets one from its name; a missing name
            is taken from the other language; without a stage it is unplaced.
        stages: Those of the workspace.

    Raises:
        UnknownCatalogueColumn: a column is none of `COLUMNS`.
        CatalogueRowRefused: a cell cannot be used; its leaves are `UnknownStage`,
            `UnknownChannel`, `DuplicateKey` and `NamePlacedTwice`.
    """
    tables = [_cells(row) for row in rows]
    _check_keys(tables)
    taken = {cells["key"] for cells in tables}
    entries = []
    for number, cells in enumerate(tables, start=1):
        key = cells["key"] or key_for(cells["name_it"] or cells["name_en"], taken)
        taken.add(key)
        entries.append(_entry(number, cells | {"key": key}, stages))
    _check_observed_names(entries)
    return entries


def _row_of(touchpoint: Touchpoint, names: Sequence[str]) -> Row:
    row: Row = {name: getattr(touchpoint, name) for name in COLUMNS if name != "observed_names"}
    escaped = (name.replace("\\", "\\\\").replace("|", "\\|") for name in names)
    return row | {"observed_names": "|".join(escaped)}


def _names_of(cell: str) -> tuple[str, ...]:
    """The observed names of a cell; the reverse of the joining in `_row_of`."""
    names, signs = [""], iter(cell)
    for sign in signs:
        if sign == "|":
            names.append("")
        else:
            names[-1] += next(signs, "") if sign == "\\" else sign
    return tuple(name for name in names if name.strip())


def _cells(row: Mapping[str, object]) -> dict[str, str]:
    for column in row:
        if column not in COLUMNS:
            # A CSV reader keeps cells beyond the header under None.
            raise UnknownCatalogueColumn(column or "a cell beyond the last one")
    # None and what is missing become empty.
    texts = {name: _text_of(row.get(name)) for name in COLUMNS}
    return {
        name: text if name == "observed_names" else text.strip() for name, text in texts.items()
    }


def _text_of(value: object) -> str:
    return "" if value is None else str(value)


def _check_keys(tables: Sequence[Mapping[str, str]]) -> None:
    first_rows: dict[str, int] = {}
    for number, cells in enumerate(tables, start=1):
        key = cells["key"]
        if key and not _KEY.fullmatch(key):
            wanted = f"small letters, digits and _ (such as {key_for(key, ())})"
            raise CatalogueRowRefused(number, "key", key, wanted)
        if key and first_rows.setdefault(key, number) != number:
            raise DuplicateKey(number, first_rows[key], key)
        if not (key or cells["name_it"] or cells["name_en"]):
            raise CatalogueRowRefused(number, "name_it", "", "a name or a key")


def _check_observed_names(entries: Sequence[CatalogueEntry]) -> None:
    first_rows: dict[str, int] = {}
    for number, entry in enumerate(entries, start=1):
        for name in entry.observed_names:
            if first_rows.setdefault(name, number) != number:
                raise NamePlacedTwice(number, first_rows[name], name)


def _entry(number: int, cells: Mapping[str, str], stages: Sequence[Stage]) -> CatalogueEntry:
    touchpoint = Touchpoint(
        key=cells["key"],
        name_it=cells["name_it"] or cells["name_en"] or cells["key"],
        name_en=cells["name_en"] or cells["name_it"] or cells["key"],
        stage=_stage_key(number, cells["stage"], stages),
        channel=_channel_key(number, cells["channel"]),
        initiator=_initiator(number, cells["initiator"]),
        owner=cells["owner"] or None,
        is_goal=_truth(number, "is_goal", cells["is_goal"]),
        is_broadcast=_truth(number, "is_broadcast", cells["is_broadcast"]),
        promise_seconds=_promise_seconds(number, cells["promise_seconds"]),
    )
    return CatalogueEntry(touchpoint, _names_of(cells["observed_names"]))


def _stage_key(number: int, came: str, stages: Sequence[Stage]) -> str:
    # People type a stage as they read it: by its key, or by its name in either language.
    wanted = plain_words(came or UNPLACED)
    for stage in stages:
        if wanted in {plain_words(name) for name in (stage.key, stage.name_it, stage.name_en)}:
            return stage.key
    raise UnknownStage(number, came, stages)


def _channel_key(number: int, came: str) -> str:
    channel = normalised_channel(came or OTHER_CHANNEL)
    if channel is None:
        raise UnknownChannel(number, came)
    return channel


def _initiator(number: int, came: str) -> Initiator:
    for initiator in get_args(Initiator):
        if initiator == (came.casefold() or "customer"):
            known: Initiator = initiator
            return known
    wanted = "one of " + ", ".join(get_args(Initiator))
    raise CatalogueRowRefused(number, "initiator", came, wanted)


def _truth(number: int, column: str, came: str) -> bool:
    word = plain_words(came)
    if word not in _YES | _NO:
        raise CatalogueRowRefused(number, column, came, "true or false")
    return word in _YES


def _promise_seconds(number: int, came: str) -> float | None:
    if not came:
        return None
    try:
        seconds = float(came)
    except ValueError:
        seconds = nan
    if not (isfinite(seconds) and seconds > 0):
        raise CatalogueRowRefused(number, "promise_seconds", came, "seconds above 0, or nothing")
    return seconds


def _shown(text: str) -> str:
    return f"“{text if len(text) <= 60 else text[:59] + '…'}”" if text else "nothing"
