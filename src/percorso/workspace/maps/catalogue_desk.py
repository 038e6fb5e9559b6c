"""Reading and editing the catalogue: history follows at once, no interaction is rewritten."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from percorso.domain.catalogue import (
    CHANNELS,
    OTHER_CHANNEL,
    UNPLACED,
    Stage,
    Touchpoint,
    key_for,
    normalised_channel,
)
from percorso.domain.catalogue.edits import CatalogueEdit
from percorso.domain.catalogue.table import CatalogueEntry, Row, catalogue_as_rows, entries_of_rows
from percorso.domain.errors import InputError, NotFoundError
from percorso.store.query import Query
from percorso.store.records import catalogue as records
from percorso.store.records.catalogue import ObservedName
from percorso.store.records.database import RecordsConnection
from percorso.store.records.workspaces import catalogue_changed
from percorso.workspace.maps.catalogue_edits import kept_edit, last_edits, standing_edit, undo
from percorso.workspace.maps.placing import Placing, given
from percorso.workspace.maps.stages import keep_stages
from percorso.workspace.restoring import ask_warehouse
from percorso.workspace.stores import Stores


class NameUnknown(NotFoundError):
    """Neither a touchpoint nor an observed name is called so."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"Nothing loaded is called {name!r}. `percorso catalogue list` shows every name."
        )


class PlaceUnknown(InputError):
    """A stage or channel that does not exist."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        self.what = what
        self.name = name
        super().__init__(f"There is no {what} {name!r}. There are: {', '.join(known)}.")


@dataclass(frozen=True, slots=True)
class ListedTouchpoint:
    """A touchpoint with the names that lead to it and the interactions they brought."""

    touchpoint: Touchpoint
    observed_names: tuple[str, ...]
    rules: tuple[str, ...]
    interactions: int


@dataclass(frozen=True, slots=True)
class EditedTouchpoint:
    """A touchpoint as a person edits it.

    Attributes:
        touchpoint: As it is.
        observed_names: Which lead to it.
        others: The touchpoints it could be made one with.
    """

    touchpoint: Touchpoint
    observed_names: tuple[str, ...]
    others: tuple[Touchpoint, ...]


class CatalogueDesk:
    """The catalogue of one workspace."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def stages(self) -> list[Stage]:
        """The stages by position."""
        with self._stores.records.read() as connection:
            return records.stages(connection)

    def keep_stages(self, wanted: Sequence[Stage]) -> list[Stage]:
        """Name the stages, put them in this order, and say who answers for each.

        Raises:
            StagesUnfit: one is missing, a name or owner cannot be kept, or two have one name.
        """
        return keep_stages(self._stores, wanted)

    def places(self) -> list[Touchpoint]:
        """Every touchpoint, whether anything leads to it or not, by key."""
        with self._stores.records.read() as connection:
            return records.touchpoints(connection)

    def met(self) -> list[Touchpoint]:
        """The touchpoints a name leads to, by key."""
        with self._stores.records.read() as connection:
            led_to = {name.touchpoint_key for name in records.observed_names(connection)}
            return [one for one in records.touchpoints(connection) if one.key in led_to]

    def touchpoints(self) -> list[ListedTouchpoint]:
        """The touchpoints something leads to: by stage, the busiest first."""
        with self._stores.records.read() as connection:
            stages = {stage.key: stage.position for stage in records.stages(connection)}
            places = records.touchpoints(connection)
            names = records.observed_names(connection)
        counts = self._interactions_by_name()
        leading: dict[str, list[ObservedName]] = {}
        for name in names:
            leading.setdefault(name.touchpoint_key, []).append(name)
        listed = []
        for place in places:
            mine = leading.get(place.key)
            # A name that only a mistaken reading brought is none when it is read anew.
            if mine and (not counts or any(name.no in counts for name in mine)):
                listed.append(
                    ListedTouchpoint(
                        place,
                        tuple(dict.fromkeys(name.name for name in mine)),
                        tuple(dict.fromkeys(name.rule for name in mine)),
                        sum(counts.get(name.no, 0) for name in mine),
                    )
                )
        return sorted(
            listed,
            key=lambda one: (
                stages[one.touchpoint.stage], -one.interactions, one.touchpoint.key,
            ),
        )  # fmt: skip

    def edited(self, key: str) -> EditedTouchpoint:
        """A touchpoint with all an edit of it needs to show.

        Raises:
            NameUnknown: no touchpoint has this key.
        """
        with self._stores.records.read() as connection:
            places = {place.key: place for place in records.touchpoints(connection)}
            names = records.observed_names(connection)
        if key not in places:
            raise NameUnknown(key)
        led_to = {name.touchpoint_key for name in names}
        return EditedTouchpoint(
            places[key],
            tuple(dict.fromkeys(name.name for name in names if name.touchpoint_key == key)),
            tuple(place for place in places.values() if place.key in led_to - {key}),
        )

    def edits(self, most: int = 100) -> list[CatalogueEdit]:
        """What was edited, the newest first; those taken back are among them."""
        return last_edits(self._stores, most)

    def standing_edit(self) -> CatalogueEdit | None:
        """The last edit that holds, which `undo` takes back."""
        return standing_edit(self._stores)

    def undo(self, no: int | None = None, *, by: str | None = None) -> CatalogueEdit:
        """Take the last edit back; the history follows at once.

        Args:
            no: The edit meant, so that no other is taken back; None is the last.
            by: Who does it; None is the account this runs under.

        Raises:
            NothingToUndo: no edit holds.
            EditNotLast: another one was made since.
            EditOvertaken: what it changed was changed in another way.
        """
        return undo(self._stores, no, by)

    def place(self, name: str, placing: Placing, *, by: str | None = None) -> Touchpoint:
        """Place a touchpoint, or the touchpoint an observed name leads to.

        Args:
            name: A key, a name in either language, or a name as a source writes it.
            placing: What to change; `into` leads the observed name to another touchpoint.
            by: Who does it; None is the account this runs under.

        Raises:
            NameUnknown: nothing is called so.
            PlaceUnknown: the stage or channel does not exist.
            PlacingRefused: a name, owner or promise cannot be kept.
        """
        with kept_edit(self._stores, by) as connection:
            places = {place.key: place for place in records.touchpoints(connection)}
            if placing.into is None:
                found = places[self._found(connection, name, places)]
            else:
                found = self._lead(connection, name, placing.into, places)
            changed = self._changed(connection, found, placing)
            records.save_touchpoint(connection, changed)
            return changed

    def export_rows(self) -> list[Row]:
        """The catalogue as rows ready for CSV or JSON."""
        listed = self.touchpoints()
        return catalogue_as_rows(
            [one.touchpoint for one in listed],
            {one.touchpoint.key: one.observed_names for one in listed},
        )

    def import_rows(self, rows: Iterable[Mapping[str, object]]) -> int:
        """Take an edited catalogue in, all of it or nothing; returns the touchpoints changed."""
        with kept_edit(self._stores) as connection:
            entries = entries_of_rows(rows, records.stages(connection))
            known = {place.key: place for place in records.touchpoints(connection)}
            new = [entry.touchpoint for entry in entries if entry.touchpoint.key not in known]
            records.add_touchpoints(connection, new)
            leads = {(one.name, one.touchpoint_key) for one in records.observed_names(connection)}
            changed = [entry for entry in entries if _differs(entry, known, leads)]
            for entry in changed:
                key = entry.touchpoint.key
                if known.get(key) != entry.touchpoint:
                    records.save_touchpoint(connection, entry.touchpoint)
                for name in entry.observed_names:
                    if (name, key) not in leads:
                        records.lead_name(connection, name, key)
            if new:
                catalogue_changed(connection)
            return len(changed)

    def _interactions_by_name(self) -> dict[int, int]:
        question = Query("select observed_name_no, count(*) from resolved group by 1")
        return ask_warehouse(self._stores, lambda warehouse: dict(warehouse.rows(question)))

    def _lead(
        self, connection: RecordsConnection, name: str, into: str, places: dict[str, Touchpoint]
    ) -> Touchpoint:
        """Let a name lead to another touchpoint.

        Raises:
            NameUnknown: no observed name and no touchpoint is called so.
        """
        target = self._found(connection, into, places, make=True)
        before = [
            one for one in records.observed_names(connection)
            if one.name == name or one.touchpoint_key == name
        ]  # fmt: skip
        if not before:
            raise NameUnknown(name)
        for observed in {one.name for one in before}:
            records.lead_name(connection, observed, target)
        return {place.key: place for place in records.touchpoints(connection)}[target]

    def _found(
        self, connection: RecordsConnection, name: str, places: dict[str, Touchpoint],
        *, make: bool = False,
    ) -> str:  # fmt: skip
        if name in places:
            return name
        names = records.observed_names(connection)
        by_observed = {one.name: one.touchpoint_key for one in names}
        by_name = {place.name_it.casefold(): place.key for place in places.values()}
        by_name |= {place.name_en.casefold(): place.key for place in places.values()}
        key = by_observed.get(name) or by_name.get(name.casefold())
        if key is not None:
            return key
        if not make:
            raise NameUnknown(name)
        made = Touchpoint(
            key_for(name, places), name, name, UNPLACED, OTHER_CHANNEL, initiator="customer"
        )
        records.add_touchpoints(connection, [made])
        return made.key

    def _changed(
        self, connection: RecordsConnection, place: Touchpoint, placing: Placing
    ) -> Touchpoint:
        if placing.stage is not None:
            place = replace(place, stage=self._stage(connection, placing.stage))
        if placing.channel is not None:
            place = replace(place, channel=_channel(placing.channel))
        return replace(place, **given(placing))

    @staticmethod
    def _stage(connection: RecordsConnection, name: str) -> str:
        stages = records.stages(connection)
        for stage in stages:
            if name.casefold() in (stage.key, stage.name_it.casefold(), stage.name_en.casefold()):
                return stage.key
        raise PlaceUnknown("stage", name, (stage.key for stage in stages))


def _differs(
    entry: CatalogueEntry, known: Mapping[str, Touchpoint], leads: Set[tuple[str, str]]
) -> bool:
    key = entry.touchpoint.key
    named = all((name, key) in leads for name in entry.observed_names)
    return known.get(key) != entry.touchpoint or not named


def _channel(name: str) -> str:
    key = name if name in CHANNELS else normalised_channel(name)
    if key is None:
        raise PlaceUnknown("channel", name, CHANNELS)
    return key
