"""Where persons stand: the messages, rows of the archive and rejected rows that are to go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from percorso.domain.erasure import KnownBy
from percorso.domain.mapping import Mapping
from percorso.identity.keys_sql import keyed_hash, pads
from percorso.store.records import catalogue as catalogue_records
from percorso.store.records import rejections
from percorso.store.records import sources as source_records
from percorso.store.records.sources import Segment
from percorso.store.warehouse import Warehouse
from percorso.workspace.rights import erasing_sql as ask
from percorso.workspace.rights.persons import Persons
from percorso.workspace.stores import Stores


@dataclass(frozen=True, slots=True)
class Touched:
    """A segment that is to be written anew.

    Attributes:
        gone, masked: How many rows go, and in how many a value is blotted out.
    """

    segment: Segment
    gone: int
    masked: int


@dataclass(frozen=True, slots=True)
class Traces:
    """What is to go.

    Attributes:
        interactions: How many, of the warehouse.
        segments: Those of the archive that are touched.
        rejected: Numbers of rejected rows.
        names: Numbers of observed names that say a value of the persons.
        contacts: Ids of the interactions.
        reviews: Ids of the reviews they would be.
        references: hash -> kind of references that are theirs alone.
        pattern: What is blotted out elsewhere.
    """

    interactions: int
    segments: tuple[Touched, ...]
    rejected: tuple[int, ...]
    names: tuple[int, ...]
    contacts: frozenset[str]
    reviews: frozenset[str]
    references: dict[str, str]
    pattern: str

    @property
    def messages(self) -> int:
        """How many rows of the archive go."""
        return sum(one.gone for one in self.segments)


def traces_of(stores: Stores, warehouse: Warehouse, persons: Persons) -> Traces:
    """Find all that stands of persons; the tables of `erasing_sql` hold it in detail."""
    known_by = KnownBy(persons.values)
    with stores.records.read() as connection:
        registered = source_records.segments(connection)
    _fill_persons(warehouse, persons)
    warehouse.do(ask.GONE_MESSAGES)
    whole = gather_rows(stores, warehouse, registered, known_by.pattern)
    ids = warehouse.rows(ask.IDS_OF_GONE)
    references = warehouse.rows(ask.owned_references(keyed_hash("said"), pads(stores.secret)))
    return Traces(
        int(warehouse.value(ask.GONE_INTERACTIONS)),
        touched_segments(warehouse, whole),
        _rejected(stores, warehouse, known_by),
        _names(stores, warehouse, known_by),
        frozenset(id_ for id_, _ in ids),
        frozenset(review for _, review in ids),
        dict(references),
        known_by.pattern,
    )


def _fill_persons(warehouse: Warehouse, persons: Persons) -> None:
    warehouse.fill("erased_key", {"key": np.array([*persons.keys, None], dtype=object)})
    warehouse.do("delete from erased_key where key is null")
    numbers = np.array(persons.customers, dtype=np.int64)
    warehouse.fill("erased_customer", {"customer_no": numbers})


def touched_segments(warehouse: Warehouse, whole: dict[str, Segment]) -> tuple[Touched, ...]:
    """The segments that hold rows that go (`gone_row`).

    Args:
        warehouse: Holds the table.
        whole: Segments by their names.
    """
    return tuple(
        Touched(whole[name], gone, masked)
        for name, gone, masked in warehouse.rows(ask.TOUCHED_SEGMENTS)
    )


def gather_rows(
    stores: Stores, warehouse: Warehouse, registered: Sequence[Segment], pattern: str = ""
) -> dict[str, Segment]:
    """Make `gone_row` of the rows that `gone_message` is; returns the segments that can be read.

    Args:
        stores: The workspace.
        warehouse: Holds the table.
        registered: The segments of the archive.
        pattern: What is looked for in other rows, too.
    """
    whole = hold_segments(stores, warehouse, registered)
    paths = {name: stores.archive.path(name) for name in whole}
    warehouse.do(ask.NO_ROWS)
    if not whole:
        return whole
    warehouse.do(ask.rows_of_messages(list(paths.values())))
    grouped = grouped_segments(stores, whole.values())
    for mapping, names in grouped.values():
        warehouse.do(ask.rows_of_things([paths[name] for name in names], mapping))
    numbers = np.array(sorted({no for no, _ in grouped}), dtype=np.int32)
    warehouse.fill("grouped_source", {"source_no": numbers})
    if pattern:
        warehouse.do(ask.rows_that_say(list(paths.values()), pattern))
    warehouse.do(ask.ADD_SAID)
    return whole


def hold_segments(
    stores: Stores, warehouse: Warehouse, segments: Sequence[Segment]
) -> dict[str, Segment]:
    """Make `held_segment` of the segments that can be read; returns these by name."""
    whole = {
        one.name: one for one in segments if stores.archive.fault_of(one.name, one.sha256) is None
    }
    paths = [str(stores.archive.path(name)) for name in whole]
    warehouse.fill(
        "held_segment",
        {
            "segment": np.array(list(whole), dtype=object),
            "path": np.array(paths, dtype=object),
            "source_no": np.array([one.source_no for one in whole.values()], dtype=np.int32),
        },
    )
    return whole


def grouped_segments(
    stores: Stores, segments: Iterable[Segment]
) -> dict[tuple[int, int], tuple[Mapping, list[str]]]:
    """(source, version) -> mapping and segments, where rows make one interaction together."""
    found: dict[tuple[int, int], tuple[Mapping, list[str]]] = {}
    with stores.records.read() as connection:
        for one in segments:
            at = (one.source_no, one.mapping_version)
            if at not in found:
                body = source_records.mapping_body(connection, *at)
                found[at] = (Mapping.from_json(body), [])
            found[at][1].append(one.name)
    return {at: one for at, one in found.items() if one[0].one_per}


def _rejected(stores: Stores, warehouse: Warehouse, known_by: KnownBy) -> tuple[int, ...]:
    """The rejected rows that speak of the persons, or are messages of theirs."""
    gone = set(warehouse.rows(ask.GONE_IDS))
    numbers: list[int] = []
    with stores.records.read() as connection:
        for part in rejections.texts_kept(connection):
            texts = {no: text for no, _, _, text in part}
            numbers += [no for no, source_no, id_, _ in part if (source_no, id_) in gone]
            numbers += [
                no
                for no in _hinted(warehouse, texts, known_by)
                if any(known_by.stands_in(one) for one in texts[no].split("\x1f"))
            ]
    return tuple(sorted(set(numbers)))


def _hinted(warehouse: Warehouse, texts: dict[int, str], known_by: KnownBy) -> list[int]:
    """Those of many texts that are worth a closer look: the engine looks faster."""
    if not known_by.hint:
        return []
    warehouse.fill(
        "rejected_text",
        {
            "no": np.array(list(texts), dtype=np.int64),
            "said": np.array(list(texts.values()), dtype=object),
        },
    )
    return [int(no) for (no,) in warehouse.rows(ask.texts_that_hint(known_by.hint))]


def _names(stores: Stores, warehouse: Warehouse, known_by: KnownBy) -> tuple[int, ...]:
    """The observed names nobody else's contact has, in which a value stands."""
    theirs = {no for (no,) in warehouse.rows(ask.NAMES_OF_GONE)}
    with stores.records.read() as connection:
        names = catalogue_records.observed_names(connection) if theirs else []
    return tuple(one.no for one in names if one.no in theirs and known_by.stands_in(one.name))
