"""What a question about journeys is computed over: names, customers, definition and gap."""

from dataclasses import dataclass, replace

from percorso.domain.condition import parse_condition
from percorso.journeys.condition_values import require_known_values
from percorso.journeys.contents import contents_of
from percorso.journeys.scope import Period, Scope, codes_of_names, touchpoint_codes
from percorso.journeys.segment_sql import customers_meeting
from percorso.store.query import Query
from percorso.store.records import catalogue as catalogue_records
from percorso.store.records import sources as source_records
from percorso.store.records.definitions import FrozenDefinition
from percorso.store.warehouse import Warehouse
from percorso.workspace.left_out import without_refusers, without_restricted
from percorso.workspace.maps.definitions import ChosenDefinition, NamedPlaces, frozen_gap
from percorso.workspace.maps.segment_customers import Asking, customers_of, kept_segment
from percorso.workspace.stores import Stores, now_utc

_ALWAYS = Period()


@dataclass(frozen=True, slots=True)
class Known:
    """All that has a name in a workspace: touchpoints, stages and sources."""

    named: NamedPlaces
    sources: tuple[source_records.Source, ...]


def known_names(stores: Stores, warehouse: Warehouse) -> Known:
    """The touchpoints of the workspace and its sources; tells the warehouse the codes."""
    with stores.records.read() as connection:
        names = tuple(catalogue_records.observed_names(connection))
        places = tuple(catalogue_records.touchpoints(connection))
        stages = tuple(catalogue_records.stages(connection))
        sources = tuple(source_records.sources(connection))
    codes = touchpoint_codes(warehouse, names, places)
    return Known(NamedPlaces(codes, places, names, stages), sources)


def scope_of(
    stores: Stores, warehouse: Warehouse, known: Known, chosen: ChosenDefinition,
    period: Period = _ALWAYS, where: str | None = None, segment: str | None = None,
) -> Scope:  # fmt: skip
    """All that decides the numbers of a question, the gap of its definition among it."""
    definition, named = chosen.definition, known.named
    about = _customers(stores, warehouse, "population", definition.where, known)
    population = without_restricted(stores, warehouse, about)
    scope = Scope(
        codes=named.codes,
        stages=named.stages,
        definition=definition,
        frozen=FrozenDefinition(definition.key, 0, 0.0, "none"),
        period=period,
        segment=segment_of(stores, warehouse, known, population, where, segment),
        data_until_us=contents_of(warehouse).last_us,
        population=population,
        code_of_name=codes_of_names(named.names, named.codes),
    )
    return replace(scope, frozen=frozen_gap(stores, warehouse, scope, chosen, now_utc()))


def segment_of(
    stores: Stores, warehouse: Warehouse, known: Known, population: Query | None,
    where: str | None, segment: str | None = None,
) -> Query | None:  # fmt: skip
    """The customers of a segment who meet a condition, of those a definition is about.

    Args:
        stores: Of the workspace.
        warehouse: Open.
        known: All that has a name.
        population: Those the definition is about; None is everybody.
        where: The condition; None is none.
        segment: Key of a kept segment; None is none.

    Returns:
        None where that is everybody.
    """
    meeting = _customers(stores, warehouse, "segment", where, known)
    asking = Asking(stores, warehouse, known.named, known.sources)
    inside = None if segment is None else customers_of(
        asking, kept_segment(stores, segment), f"segment_{segment}"
    )  # fmt: skip
    return _common(_common(population, inside), meeting)


def _common(first: Query | None, second: Query | None) -> Query | None:
    """The customers of both questions; None is everybody."""
    if first is None or second is None:
        return first or second
    parameters = {**first.parameters, **second.parameters}
    return Query(f"({first.sql}) intersect ({second.sql})", parameters)


def told_segment(stores: Stores, where: str | None, segment: str | None) -> str | None:
    """Who is on a map, in one line: a condition, the name of a segment, or both."""
    if segment is None:
        return where
    return both_conditions(where, f'segment = "{kept_segment(stores, segment).name}"')


def both_conditions(first: str | None, second: str | None) -> str | None:
    """Two conditions in one line; a customer meets each with an interaction of theirs."""
    if first is None or second is None:
        return first or second
    return f"({first}) and ({second})"


def _customers(
    stores: Stores, warehouse: Warehouse, of: str, where: str | None, known: Known
) -> Query | None:
    """The customers of whom a condition speaks; who refused profiling is in no segment."""
    if where is None:
        return None
    condition, named = parse_condition(where), known.named
    require_known_values(
        condition, named.words.touchpoints, named.stages, [one.key for one in known.sources]
    )
    chosen = customers_meeting(
        warehouse, condition, f"{of}_customer", named.codes, named.names, known.sources,
        stores.company().time_zone,
    )  # fmt: skip
    return without_refusers(stores, warehouse, chosen)
