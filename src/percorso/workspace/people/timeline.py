"""What one customer did, newest first, a page at a time, with names of today."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from percorso.domain.catalogue import Touchpoint
from percorso.domain.consent.plain import instant_text
from percorso.domain.customer_card import RatingOnCard, StageNow, Timeline, TimelineEntry
from percorso.domain.errors import InputError
from percorso.store.records import catalogue as catalogue_records
from percorso.store.records import sources as source_records
from percorso.store.warehouse import Warehouse
from percorso.workspace.people import timeline_sql as ask
from percorso.workspace.stores import Stores

MOST_ENTRIES = 1_000
UNPLACED = "unplaced"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class PlaceUnreadable(InputError):
    """A place in a timeline that no page told."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(
            f"A page of a timeline begins where the one before it says under `next`; got {text!r}."
        )


@dataclass(frozen=True, slots=True)
class Names:
    """What things are called today.

    Attributes:
        places: Observed name -> its touchpoint.
        stages: Key of a stage -> its name.
        sources: Number -> key.
        ranks: Number of a source -> what breaks ties between sources.
        language: Of the names: `it` or `en`.
    """

    places: Mapping[int, Touchpoint]
    stages: Mapping[str, str]
    sources: Mapping[int, str]
    ranks: Mapping[int, int]
    language: str

    def of_place(self, place: Touchpoint) -> str:
        """The name of a touchpoint."""
        return place.name_en if self.language == "en" else place.name_it


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a timeline is asked for.

    Attributes:
        entries: How many contacts, at most 1,000.
        before: Where the page before it ended, as it told; empty is the newest.
        stage: Of one stage alone; empty is of all.
    """

    entries: int = 50
    before: str = ""
    stage: str = ""


def names_now(stores: Stores, language: str) -> Names:
    """The names of the workspace as the catalogue has them now."""
    with stores.records.read() as connection:
        names = catalogue_records.observed_names(connection)
        by_key = {place.key: place for place in catalogue_records.touchpoints(connection)}
        stages = catalogue_records.stages(connection)
        sources = source_records.sources(connection)
    return Names(
        {name.no: by_key[name.touchpoint_key] for name in names},
        {one.key: one.name_en if language == "en" else one.name_it for one in stages},
        {one.no: one.key for one in sources},
        {one.no: one.rank for one in sources},
        language,
    )


def timeline_of(
    warehouse: Warehouse, customer_no: int, names: Names, page: Page,
    journey_of: Mapping[int, int],
) -> Timeline:  # fmt: skip
    """A page of a customer's timeline.

    Args:
        warehouse: Open.
        customer_no: The customer.
        names: What things are called.
        page: Which part.
        journey_of: Number of an interaction -> that of its journey.

    Raises:
        PlaceUnreadable: no page told where this one is to begin.
    """
    counted = warehouse.rows(ask.contacts_by_name(customer_no))
    most = max(0, min(page.entries, MOST_ENTRIES))
    wanted = (
        None
        if not page.stage
        else [no for no, place in names.places.items() if place.stage == page.stage]
    )
    question = ask.page_of(
        customer_no, most=most, names=wanted, before=_place_in(page.before) if page.before else None
    )
    rows = warehouse.rows(question)
    shown = rows[:most]
    return {
        "total": sum(count for _, count, _, _ in counted),
        "stages": _counts(counted, names, "stage"),
        "channels": _counts(counted, names, "channel"),
        "entries": _entries(warehouse, shown, names, journey_of),
        "next": f"{shown[-1][1]}:{shown[-1][0]}" if len(rows) > most and shown else None,
    }


def times_of(warehouse: Warehouse, customer_no: int) -> tuple[str | None, str | None]:
    """The first and the last instant of a customer, as ISO 8601 UTC."""
    counted = warehouse.rows(ask.contacts_by_name(customer_no))
    if not counted:
        return None, None
    return text_of(min(row[2] for row in counted)), text_of(max(row[3] for row in counted))


def stage_now(warehouse: Warehouse, customer_no: int, names: Names) -> StageNow | None:
    """The stage of the newest contact that has one; None where none has."""
    placed = [
        (last_us, names.places[name_no].stage)
        for name_no, _, _, last_us in warehouse.rows(ask.contacts_by_name(customer_no))
        if names.places[name_no].stage != UNPLACED
    ]
    if not placed:
        return None
    last_us, key = max(placed)
    return {"key": key, "name": names.stages[key], "since": text_of(last_us)}


def _counts(counted: Sequence[tuple[Any, ...]], names: Names, of: str) -> dict[str, int]:
    found: Counter[str] = Counter()
    for name_no, count, _, _ in counted:
        found[getattr(names.places[name_no], of)] += count
    return dict(sorted(found.items()))


def _entries(
    warehouse: Warehouse, rows: Sequence[tuple[Any, ...]], names: Names,
    journey_of: Mapping[int, int],
) -> list[TimelineEntry]:  # fmt: skip
    if not rows:
        return []
    told = {row[0]: row[1:] for row in warehouse.rows(ask.told_of([row[0] for row in rows]))}
    return [_entry(row, told[row[0]], names, journey_of) for row in rows]


def _entry(
    row: tuple[Any, ...], told: tuple[Any, ...], names: Names, journey_of: Mapping[int, int]
) -> TimelineEntry:
    number, occurred_us, name_no, source_no, felt, order_id = row
    id_, channel, direction, actor, text, *rating, amount, currency = told
    place = names.places[name_no]
    return {
        "id": id_,
        "at": text_of(occurred_us),
        "touchpoint": place.key,
        "name": names.of_place(place),
        "stage": place.stage,
        "channel": channel or place.channel,
        "source": names.sources[source_no],
        "direction": direction,
        "actor": actor,
        "journey": journey_of.get(number),
        "order_id": order_id,
        "text": text,
        "rating": _rating(*rating),
        "emotion": felt,
        "amount": None if amount is None else {"minor": amount, "currency": currency},
    }


def _rating(
    value: float | None, low: float | None, high: float | None, kind: str | None
) -> RatingOnCard | None:
    return None if value is None else {"value": value, "min": low, "max": high, "kind": kind}


def _place_in(text: str) -> tuple[int, int]:
    """Where a page begins.

    Raises:
        PlaceUnreadable: no page told it.
    """
    occurred_us, _, number = text.partition(":")
    try:
        return int(occurred_us), int(number)
    except ValueError:
        raise PlaceUnreadable(text) from None


def text_of(us: int) -> str:
    """Microseconds since 1970 as ISO 8601 UTC."""
    return instant_text(_EPOCH + timedelta(microseconds=us))
