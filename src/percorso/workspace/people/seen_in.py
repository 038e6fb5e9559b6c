"""Which contacts carry two identifiers at once: how many, and one to look at."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from pathlib import PurePath

import numpy as np

from percorso.domain.why import SeenIn
from percorso.store.query import Query
from percorso.store.records import sources as source_records
from percorso.store.records.sources import Segment
from percorso.store.warehouse import Warehouse
from percorso.workspace.people import why_sql as ask
from percorso.workspace.people.timeline import text_of
from percorso.workspace.stores import Stores

Pair = tuple[str, str]


def seen_in(
    stores: Stores, warehouse: Warehouse, pairs: Sequence[Pair], customers: Collection[int]
) -> dict[Pair, SeenIn]:
    """The evidence for pairs of identifiers; a pair that no contact carries is left out.

    Args:
        stores: The workspace.
        warehouse: Resolved.
        pairs: Keys of identifiers.
        customers: Whose contacts carry them, nearly always; what is not found there is looked for
            in all: what a machine did is nobody's contact, and evidence.
    """
    found = _carrying(stores, warehouse, pairs, ask.carrying_both(sorted(customers)))
    missing = [pair for pair in pairs if pair not in found]
    return found | _carrying(stores, warehouse, missing, ask.carrying_both(None))


def _carrying(
    stores: Stores, warehouse: Warehouse, pairs: Sequence[Pair], question: Query
) -> dict[Pair, SeenIn]:
    if not pairs:
        return {}
    warehouse.fill(
        "why_pair",
        {
            "pair_no": np.arange(len(pairs), dtype=np.int64),
            "one": np.array([one for one, _ in pairs], dtype=object),
            "other": np.array([other for _, other in pairs], dtype=object),
        },
    )
    rows = warehouse.rows(question)
    with stores.records.read() as connection:
        names = {one.no: one.key for one in source_records.sources(connection)}
        segments = {one.name: one for one in source_records.segments(connection)}
    examples = [(row[4]["segment"], row[4]["message_id"]) for row in rows]
    at = _rows_in_files(stores, warehouse, segments, examples)
    found: dict[Pair, SeenIn] = {}
    for number, count, first_us, last_us, example in rows:
        segment, message = example["segment"], example["message_id"]
        known = segments.get(segment)
        found[pairs[number]] = {
            "interactions": count,
            "first_at": text_of(first_us),
            "last_at": text_of(last_us),
            "source": names[example["source_no"]],
            "message": message,
            "file": PurePath(known.file).name if known and known.file else None,
            "row": at.get((segment, message)),
        }
    return found


def _rows_in_files(
    stores: Stores, warehouse: Warehouse, segments: dict[str, Segment],
    examples: Sequence[tuple[str, str]],
) -> dict[tuple[str, str], int]:  # fmt: skip
    """Where messages stand in the files they came in: (segment, message) -> row."""
    wanted: defaultdict[str, list[str]] = defaultdict(list)
    for segment, message in examples:
        if segment in segments and segments[segment].file is not None:
            wanted[segment].append(message)
    return {
        (segment, message): row
        for segment, messages in wanted.items()
        for message, row in warehouse.rows(ask.rows_of(stores.archive.path(segment), messages))
    }
