"""The journey definitions of a workspace: to list, show, add, and give another gap."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from percorso.domain.catalogue import Touchpoint
from percorso.domain.errors import InputError
from percorso.domain.gap_report import GapOrigin, GapReport
from percorso.domain.journey import BUILT_IN, JourneyDefinition
from percorso.domain.written_journey import WrittenJourney, definition_of
from percorso.journeys.counting import count_scope
from percorso.journeys.definition_file import journey_as_yaml, read_journey
from percorso.journeys.gap_effect import GapTrials
from percorso.journeys.gap_proposal import proposed_gap
from percorso.journeys.partials.registry import TOTALS
from percorso.journeys.scope import Scope
from percorso.store.records import definitions as records
from percorso.store.records.definitions import FrozenDefinition
from percorso.store.warehouse import Warehouse
from percorso.workspace.maps.definitions import (
    GIVEN,
    ChosenDefinition,
    chosen_definition,
    journey_text,
    new_version,
)
from percorso.workspace.maps.scoping import known_names, scope_of
from percorso.workspace.restoring import up_to_date
from percorso.workspace.stores import Stores, now_utc

_ORIGINS: dict[str, GapOrigin] = {
    "valley": "valley", "percentile": "percentile", "default": "default",
}  # fmt: skip


class GapOfTrial(InputError):
    """A gap would be kept for a definition that is not kept itself."""

    def __init__(self, file: str) -> None:
        self.file = file
        super().__init__(
            f"{file} is only tried, so its gap cannot be kept. Keep it first: "
            f"percorso journeys add {file}"
        )


@dataclass(frozen=True, slots=True)
class ListedJourney:
    """A definition with the gap it is frozen with.

    Attributes:
        version: 0 where it was never computed.
        gap_seconds, gap_origin: None where it was never computed.
    """

    definition: JourneyDefinition
    is_own: bool
    version: int
    gap_seconds: float | None
    gap_origin: str | None


@dataclass(frozen=True, slots=True)
class ShownJourney:
    """A definition with what it gives now.

    Attributes:
        yaml: What it says, as a file that can be changed and added.
        is_new: Whether showing it followed from adding a version.
        journeys: How many there are; of them success, failure and open, null where the
            definition cannot tell.
        unmet: Touchpoints it names at which no interaction was, each with one of the same name
            that has some, where there is one.
    """

    listed: ListedJourney
    yaml: str
    is_new: bool
    journeys: int
    success: int | None
    failure: int | None
    open: int | None
    unmet: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class JourneyToChange:
    """A definition before it is changed.

    Attributes:
        written: What it says.
        meant: What it comes to with the catalogue of today.
        places: The touchpoints it may name.
    """

    written: WrittenJourney
    meant: JourneyDefinition
    places: tuple[Touchpoint, ...]


class JourneyDesk:
    """The journey definitions of one workspace."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def list(self) -> list[ListedJourney]:
        """The built-in definitions, then the company's own by key."""
        with up_to_date(self._stores) as warehouse:
            named = known_names(self._stores, warehouse).named
            with self._stores.records.read() as connection:
                own = [one.key for one in records.own_definitions(connection)]
                chosen = [chosen_definition(connection, key, named) for key in (*BUILT_IN, *own)]
            return [_listed(one, self._frozen(one)) for one in chosen]

    def names(self) -> dict[str, tuple[str, str]]:
        """Key -> name in Italian and English, the built-in ones first; asks the records alone."""
        with self._stores.records.read() as connection:
            kept = [one.written or {} for one in records.own_definitions(connection)]
        own = [WrittenJourney.from_json(written) for written in kept]
        return {one.key: (one.name_it, one.name_en) for one in BUILT_IN.values()} | {
            one.key: (one.name_it, one.name_en) for one in own
        }

    def show(self, key: str) -> ShownJourney:
        """A definition, by key or as a file that is tried, and what it gives now.

        Raises:
            JourneyUnknown: there is no such journey.
        """
        with up_to_date(self._stores) as warehouse:
            return self._shown(warehouse, key)

    def text(self, key: str) -> str:
        """A definition as YAML that can be changed and added; nothing is counted.

        Raises:
            JourneyUnknown: there is no such journey.
        """
        with up_to_date(self._stores) as warehouse:
            named = known_names(self._stores, warehouse).named
        with self._stores.records.read() as connection:
            return journey_as_yaml(_in_full(chosen_definition(connection, key, named)))

    def to_change(self, key: str) -> JourneyToChange:
        """A definition in full, what it comes to now, and the touchpoints it may name.

        Raises:
            JourneyUnknown: there is no such journey.
        """
        with up_to_date(self._stores) as warehouse:
            named = known_names(self._stores, warehouse).named
        with self._stores.records.read() as connection:
            chosen = chosen_definition(connection, key, named)
        return JourneyToChange(_in_full(chosen), chosen.definition, tuple(named.met))

    def keep(self, written: WrittenJourney) -> ShownJourney:
        """Keep a definition as `add` does.

        Raises:
            JourneyFileRefused: something in it cannot be used.
        """
        return self.add_text(journey_as_yaml(written))

    def add_text(self, text: str) -> ShownJourney:
        """Keep a definition as `add` does, of its text.

        Raises:
            JourneyFileRefused: something in it cannot be used.
        """
        with up_to_date(self._stores) as warehouse:
            return self._added(warehouse, text, "journey")

    def add(self, file: Path | str) -> ShownJourney:
        """Keep a definition written in YAML; a changed one is a new version, an equal one is none.

        Raises:
            JourneyFileRefused: something in it cannot be used.
            JourneyFileUnreadable: there is no such file.
        """
        path = Path(file)
        text = journey_text(path)
        with up_to_date(self._stores) as warehouse:
            return self._added(warehouse, text, path.name)

    def propose(
        self, key: str, *, gap_seconds: float | None = None, accept: bool = False,
        language: Literal["it", "en"] = "en",
    ) -> GapReport:  # fmt: skip
        """Look at the gap of a definition anew.

        Args:
            key: Of the definition.
            gap_seconds: A gap given by hand; None proposes one from the data.
            accept: Whether to freeze it as a new version; the maps of older ones keep theirs.
            language: Of the name in the report.

        Raises:
            JourneyUnknown: there is no such journey.
            GapOfTrial: the gap of a file that nobody added is to be accepted.
        """
        with up_to_date(self._stores) as warehouse:
            chosen, scope = self._scope(warehouse, key)
            if accept and chosen.is_trial:
                raise GapOfTrial(key)
            report = self._report(warehouse, chosen, scope, gap_seconds)
        is_other = report.gap_seconds != report.current_seconds
        if accept and is_other and (scope.codes or gap_seconds is not None):
            self._accept(chosen, report)
        name = chosen.definition.name_it if language == "it" else chosen.definition.name_en
        return replace(report, name=name)

    def _scope(self, warehouse: Warehouse, key: str) -> tuple[ChosenDefinition, Scope]:
        known = known_names(self._stores, warehouse)
        with self._stores.records.read() as connection:
            chosen = chosen_definition(connection, key, known.named)
        return chosen, scope_of(self._stores, warehouse, known, chosen)

    def _frozen(self, chosen: ChosenDefinition) -> FrozenDefinition | None:
        if chosen.kept is not None:
            return chosen.kept.frozen
        with self._stores.records.read() as connection:
            return records.frozen_definition(connection, chosen.definition.fingerprint)

    def _shown(self, warehouse: Warehouse, key: str, *, is_new: bool = False) -> ShownJourney:
        chosen, scope = self._scope(warehouse, key)
        totals = count_scope(warehouse, scope, (TOTALS,)).rows("totals")[0]
        return ShownJourney(
            _listed(chosen, scope.frozen if scope.codes else self._frozen(chosen)),
            journey_as_yaml(_in_full(chosen)),
            is_new,
            totals["journeys"],
            totals["success"] if scope.has_success else None,
            totals["failure"] if scope.has_ending else None,
            totals["open"] if scope.has_ending else None,
        )

    def _added(self, warehouse: Warehouse, text: str, file: str) -> ShownJourney:
        known = known_names(self._stores, warehouse)
        written = read_journey(text, file, known.named.words)
        tried = ChosenDefinition(written, definition_of(written, known.named.met), is_trial=True)
        # Computed once before it is kept: a condition may ask for what no interaction has.
        scope = scope_of(self._stores, warehouse, known, tried)
        gap = (scope.frozen.gap_seconds, scope.frozen.gap_origin) if scope.codes else None
        with self._stores.records.write() as connection:
            before = records.own_definition(connection, written.key)
            is_new = before is None or before.written != written.as_json()
            if is_new:
                records.add_definition(connection, new_version(tried, gap), now_utc())
        shown = self._shown(warehouse, written.key, is_new=is_new)
        return replace(shown, unmet=known.named.unmet(written))

    def _report(
        self, warehouse: Warehouse, chosen: ChosenDefinition, scope: Scope,
        gap_seconds: float | None,
    ) -> GapReport:  # fmt: skip
        everybody = replace(scope, segment=scope.population)
        proposal = proposed_gap(warehouse, everybody)
        gap = proposal.gap_seconds if gap_seconds is None else gap_seconds
        frozen = scope.frozen if scope.frozen.version else None
        accepting = None
        trials = GapTrials(warehouse, everybody)
        if frozen is not None:
            accepting = trials.change(trials.cut(frozen.gap_seconds), gap)
        proposed = trials.cut(gap)
        return GapReport(
            journey=chosen.definition.key,
            name=chosen.definition.name_en,
            version=scope.frozen.version,
            current_seconds=frozen.gap_seconds if frozen else None,
            current_origin=frozen.gap_origin if frozen else None,
            gap_seconds=gap,
            origin="given" if gap_seconds is not None else _ORIGINS[proposal.origin],
            clipped=gap_seconds is None and proposal.clipped,
            pauses=proposal.pauses,
            bar_edges=tuple(map(float, proposal.bar_edges)),
            bar_counts=tuple(map(int, proposal.bar_counts)),
            points=tuple(map(float, proposal.points)),
            density=tuple(map(float, proposal.density)),
            journeys=proposed.journeys,
            half=trials.change(proposed, gap / 2),
            double=trials.change(proposed, gap * 2),
            accepting=accepting,
        )

    def _accept(self, chosen: ChosenDefinition, report: GapReport) -> None:
        """Freeze the gap as a new version; one given by hand also stands in what is written."""
        by_hand = report.gap_seconds if report.origin == GIVEN else None
        written = replace(chosen.written, gap_seconds=by_hand)
        new = new_version(replace(chosen, written=written), (report.gap_seconds, report.origin))
        with self._stores.records.write() as connection:
            records.add_definition(connection, new, now_utc())


def _listed(chosen: ChosenDefinition, frozen: FrozenDefinition | None) -> ListedJourney:
    kept = chosen.kept
    version = frozen.version if frozen else 0
    return ListedJourney(
        chosen.definition,
        is_own=not chosen.written.is_built_in,
        version=kept.version if kept else version,
        gap_seconds=frozen.gap_seconds if frozen else None,
        gap_origin=frozen.gap_origin if frozen else None,
    )


def _in_full(chosen: ChosenDefinition) -> WrittenJourney:
    """What was written; of a built-in definition all it says, as something to start from."""
    definition = chosen.definition
    if not chosen.written.is_built_in:
        return chosen.written
    filled = definition.of_catalogue
    return WrittenJourney(
        key=definition.key,
        name_it=definition.name_it,
        name_en=definition.name_en,
        like=definition.key,
        start=None if "start" in filled else definition.start,
        success=None if "success" in filled else definition.success,
        failure=None if "failure" in filled else definition.failure,
        collapse=definition.collapse,
        tail_seconds=definition.tail_seconds,
        tail_stages=definition.tail_stages if definition.tail_seconds is not None else None,
        stages=definition.stages or None,
        by_case=definition.by_case or None,
    )
