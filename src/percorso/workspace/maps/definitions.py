"""Which journey definition is meant, in full, and which gap it is frozen with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from percorso.domain.catalogue import Stage, Touchpoint
from percorso.domain.catalogue.names_index import TouchpointNames, nearest_names
from percorso.domain.errors import InputError, NotFoundError
from percorso.domain.journey import BUILT_IN, JourneyDefinition
from percorso.domain.written_journey import WrittenJourney, built_in, definition_of
from percorso.journeys.definition_file import LARGEST_BYTES, Words, read_journey
from percorso.journeys.gap_proposal import proposed_gap
from percorso.journeys.scope import Code, Scope
from percorso.stats.gap import GapProposal
from percorso.store.records import definitions as records
from percorso.store.records.catalogue import ObservedName
from percorso.store.records.database import RecordsConnection
from percorso.store.records.definitions import FrozenDefinition, KeptDefinition, NewDefinition
from percorso.store.warehouse import Warehouse
from percorso.workspace.stores import Stores

GIVEN = "given"
_SUFFIXES = (".yaml", ".yml")
_LISTED_NAMES = 12


class JourneyUnknown(NotFoundError):
    """There is no such journey definition."""

    def __init__(self, key: str, known: Iterable[str]) -> None:
        self.key = key
        known = sorted(known)
        nearest = nearest_names(key, known)
        meant = f" Did you mean {' or '.join(nearest)}?" if nearest else ""
        super().__init__(
            f"There is no journey {key!r}.{meant} There are: {', '.join(known)}. "
            "`percorso journeys add FILE.yaml` keeps one of your own."
        )


class JourneyFileUnreadable(NotFoundError):
    """The file with a journey definition is not there, or cannot be read."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        super().__init__(
            f"The journey definition {path} cannot be read: {reason}. Give the path of a YAML "
            "file, or the key of a journey: `percorso journeys list` shows them."
        )


class TouchpointUnknown(NotFoundError):
    """No touchpoint has this key or name."""

    def __init__(self, name: str, names: TouchpointNames) -> None:
        self.name = name
        known, nearest = names.names, names.nearest(name)
        shown = ", ".join(known[:_LISTED_NAMES]) or "none yet"
        more = f" and {len(known) - _LISTED_NAMES} more" if len(known) > _LISTED_NAMES else ""
        meant = f" Did you mean {' or '.join(nearest)}?" if nearest else ""
        super().__init__(
            f"There is no touchpoint {name!r} in this workspace.{meant} There are: {shown}{more}. "
            "`percorso catalogue list` shows them all. A name that holds a comma stands in double "
            "quotes: '\"Ordine, pagato\",order'."
        )


class GoalAndFailure(InputError):
    """A touchpoint that would be success and failure at once."""

    def __init__(self, keys: Sequence[str]) -> None:
        self.keys = tuple(keys)
        super().__init__(
            f"A touchpoint ends a journey well or badly, not both; got {', '.join(keys)} for both. "
            "Leave it out of --success or of --failure."
        )


@dataclass(frozen=True, slots=True)
class NamedPlaces:
    """The touchpoints of a workspace, and all that is called by a name in it.

    Attributes:
        codes: Those that have interactions.
        places: All of the catalogue.
    """

    codes: tuple[Code, ...]
    places: tuple[Touchpoint, ...]
    names: tuple[ObservedName, ...]
    stages: tuple[Stage, ...]

    @property
    def met(self) -> list[Touchpoint]:
        """The touchpoints that have interactions."""
        return [code.touchpoint for code in self.codes]

    @property
    def words(self) -> Words:
        """What a definition file may speak of: everything the catalogue has."""
        return Words(self._index(self.places), self.stages)

    def keys_met(self, wanted: Iterable[str]) -> tuple[str, ...]:
        """Keys of touchpoints with interactions, given by key or by any of their names.

        Raises:
            TouchpointUnknown: a name leads to no touchpoint that has interactions.
        """
        index = self._index(self.met)
        found = []
        for name in wanted:
            key = index.key(name)
            if key is None:
                raise TouchpointUnknown(name, index)
            found.append(key)
        return tuple(dict.fromkeys(found))

    def unmet(self, written: WrittenJourney) -> tuple[tuple[str, str | None], ...]:
        """What a definition names and no interaction was at, with the key of one of that name.

        A file's own touchpoint may be called like one of the catalogue, and is another.
        """
        index = self._index(self.met)
        by_key = {place.key: place for place in self.places}
        keys = {place.key for place in self.met}
        named = (*(written.start or ()), *(written.success or ()), *(written.failure or ()))
        found = []
        for key in dict.fromkeys(named):
            if key not in keys and key in by_key:
                place = by_key[key]
                found.append((key, index.key(place.name_en) or index.key(place.name_it)))
        return tuple(found)

    def _index(self, places: Sequence[Touchpoint]) -> TouchpointNames:
        return TouchpointNames(places, [(name.name, name.touchpoint_key) for name in self.names])


@dataclass(frozen=True, slots=True)
class ChosenDefinition:
    """A definition in full, with what its gap hangs on.

    Attributes:
        kept: The version it is, where it is one of the company's own, unchanged.
        is_trial: Read from a file, to be kept by nobody.
    """

    written: WrittenJourney
    definition: JourneyDefinition
    kept: KeptDefinition | None = None
    is_trial: bool = False


def chosen_definition(
    connection: RecordsConnection | None,
    journey: str,
    named: NamedPlaces,
    success: Sequence[str] | None = None,
    failure: Sequence[str] | None = None,
) -> ChosenDefinition:
    """The definition of a key or a file, with other ends where they are asked for.

    Args:
        connection: To the records; None where there are none, and so no definitions of one's own.
        journey: Key of a built-in or own definition, or a YAML file.
        named: The touchpoints of the workspace.
        success: Touchpoints that end it well; None leaves that to the definition.
        failure: Touchpoints that end it badly; None or empty leaves that to the definition.

    Raises:
        JourneyUnknown: there is no such journey.
        JourneyFileUnreadable: there is no such file.
        TouchpointUnknown: a success or failure names nothing.
        GoalAndFailure: one touchpoint is both.
    """
    written, kept, is_trial = _written(connection, journey, named)
    if success is not None or failure:
        kept = None
        changed = replace(
            written,
            success=written.success if success is None else named.keys_met(success),
            failure=named.keys_met(failure) if failure else written.failure,
        )
        if both := {*(changed.success or ())} & {*(changed.failure or ())}:
            raise GoalAndFailure(sorted(both))
        written = changed
    return ChosenDefinition(written, definition_of(written, named.met), kept, is_trial)


def _written(
    connection: RecordsConnection | None, journey: str, named: NamedPlaces
) -> tuple[WrittenJourney, KeptDefinition | None, bool]:
    if journey in BUILT_IN:
        return built_in(journey), None, False
    if journey.casefold().endswith(_SUFFIXES):
        path = Path(journey)
        return read_journey(journey_text(path), path.name, named.words), None, True
    kept = records.own_definition(connection, journey) if connection else None
    if kept is None or kept.written is None:
        own = [one.key for one in records.own_definitions(connection)] if connection else []
        raise JourneyUnknown(journey, [*BUILT_IN, *own])
    return WrittenJourney.from_json(kept.written), kept, False


def journey_text(path: Path) -> str:
    """The text of a definition file; more than it may hold is not read.

    Raises:
        JourneyFileUnreadable: it is not there, no file, or no UTF-8.
    """
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_BYTES + 1).decode("utf-8-sig")
    except OSError as cause:
        raise JourneyFileUnreadable(path, cause.strerror or str(cause)) from cause
    except UnicodeDecodeError as cause:
        raise JourneyFileUnreadable(path, "it is not written in UTF-8") from cause


def new_version(chosen: ChosenDefinition, gap: tuple[float, str] | None = None) -> NewDefinition:
    """What the records keep of a definition; `gap` is seconds and origin, where it is known."""
    definition, written = chosen.definition, chosen.written
    if gap is None and written.gap_seconds is not None:
        gap = written.gap_seconds, GIVEN
    return NewDefinition(
        key=definition.key,
        fingerprint=definition.fingerprint,
        body=definition.as_json(),
        written=None if written.is_built_in else written.as_json(),
        gap_seconds=gap[0] if gap else None,
        gap_origin=gap[1] if gap else None,
    )


def frozen_gap(
    stores: Stores, warehouse: Warehouse, scope: Scope, chosen: ChosenDefinition, now: datetime
) -> FrozenDefinition:
    """The gap of a definition; proposed once, when it is first computed, then frozen.

    A definition that is only tried, or for which nothing is loaded yet, freezes none.
    """
    known = _known_gap(stores, chosen)
    if known is not None:
        return known
    gap = _gap(warehouse, scope, chosen.written)
    if chosen.is_trial or not scope.codes:
        return FrozenDefinition(chosen.definition.key, 0, *gap)
    with stores.records.write() as connection:
        if chosen.kept is not None:
            return records.freeze_gap(connection, chosen.kept, *gap)
        known = records.frozen_definition(connection, chosen.definition.fingerprint)
        if known is not None:
            return known
        # What is asked for only now is a version of its own, and not what its owner wrote.
        new = replace(new_version(chosen, gap), written=None)
        kept = records.add_definition(connection, new, now)
        return FrozenDefinition(kept.key, kept.version, *gap)


def _known_gap(stores: Stores, chosen: ChosenDefinition) -> FrozenDefinition | None:
    if chosen.kept is not None:
        return chosen.kept.frozen
    with stores.records.read() as connection:
        known = records.frozen_definition(connection, chosen.definition.fingerprint)
    by_hand = chosen.written.gap_seconds
    if known is not None and by_hand is not None and known.gap_seconds != by_hand:
        return None
    return known


def _gap(warehouse: Warehouse, scope: Scope, written: WrittenJourney) -> tuple[float, str]:
    if written.gap_seconds is not None:
        return written.gap_seconds, GIVEN
    proposal: GapProposal = proposed_gap(warehouse, scope)
    return proposal.gap_seconds, proposal.origin
