"""Records the choices of files, each once, under the identifiers they were made with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from percorso.collect.consent_columns import WHO
from percorso.collect.consent_file import RefusedConsent, SaidInRow, read_consent_file
from percorso.domain.consent.choices import Spoken
from percorso.domain.mapping import IDENTIFIER_ROLES
from percorso.identity.keys_sql import keyed_rows
from percorso.identity.spellings import write_in_one_spelling
from percorso.store.records import customers as customer_records
from percorso.store.records.consents import add_choices
from percorso.store.records.erasures import tombstones_of
from percorso.workspace.arrivals.keeping import key_for
from percorso.workspace.people.finding import in_memory
from percorso.workspace.stores import Stores, now_utc

_Identifier = dict[str, str]
_ERASED = "the person was erased, and has not been let in again"


@dataclass(frozen=True, slots=True)
class ConsentReport:
    """What became of the rows of files of consents.

    Attributes:
        choices: Choices the rows say; a row may say several, or none.
        recorded: Of them new.
        refused: Rows that say none that can be used, with file, line and reason.
    """

    choices: int
    recorded: int
    refused: tuple[RefusedConsent, ...]


def load_consents(
    stores: Stores, files: Sequence[Path], source: str, defaults: Mapping[str, str]
) -> ConsentReport:
    """Record the choices of files; those recorded before stay as they are.

    Raises:
        ConsentColumnMissing: a file has no column that says who, when or what for.
    """
    zone = stores.company().time_zone
    now = datetime.now(UTC)
    read = [read_consent_file(path, defaults, time_zone=zone, now=now) for path in files]
    said = [one for file in read for one in file.said]
    named = _identifiers(stores, said)
    keys = [each["key"] for identifiers in named for each in identifiers]
    with stores.records.read() as connection:
        erased = {one.key for one in tombstones_of(connection, keys)}
    spoken, seen, refused = [], [], [one for file in read for one in file.refused]
    for one, identifiers in zip(said, named, strict=True):
        if not identifiers:
            refused.append(RefusedConsent(one.file, one.line, "its identifiers stand for nobody"))
            continue
        if any(each["key"] in erased for each in identifiers):
            refused.append(RefusedConsent(one.file, one.line, _ERASED))
            continue
        proof = replace(one.choice.proof, source=source)
        choice = replace(one.choice, proof=proof)
        spoken.append(Spoken(key_for(choice, identifiers), choice))
        at = choice.at.strftime("%Y-%m-%d %H:%M:%S.%f")
        seen += [(each["key"], each["type"], each["clear"], at, at) for each in identifiers]
    with stores.records.write() as connection:
        customer_records.keep_identifiers(connection, seen)
        recorded = add_choices(connection, spoken, now_utc())
    return ConsentReport(len(said), recorded, tuple(refused))


def _identifiers(stores: Stores, said: Sequence[SaidInRow]) -> list[list[_Identifier]]:
    """The identifiers of each choice, keyed, strongest first."""
    if not said:
        return []
    columns = {
        role: np.array([one.who.get(role) for one in said], dtype=object)
        if role in WHO
        else np.array([None] * len(said), dtype=object)
        for role in (*IDENTIFIER_ROLES, "case_id")
    }
    with in_memory(stores) as engine:
        engine.fill("said", {"line": np.arange(len(said), dtype=np.int64), **columns})
        write_in_one_spelling(engine, "said")
        keyed = keyed_rows(
            "said", secret=stores.secret, source_key="", case_is_identifier=False, kinds=WHO
        )
        found = dict(engine.rows(keyed))
    return [list(found.get(place, ())) for place in range(len(said))]
