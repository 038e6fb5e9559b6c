"""What one person is said to be: of each trait the value that survives, with all others."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC

from percorso.domain.consent.plain import instant_text
from percorso.domain.customer_card import SaidBy, TraitOnCard, TraitValue
from percorso.domain.identifiers import masked
from percorso.domain.survivors import Mention, Value, survivor
from percorso.store.records.corrections import Correction, corrections_of_keys
from percorso.store.records.database import RecordsConnection
from percorso.store.records.doors import unchecked_sources
from percorso.store.records.traits import traits_of_keys
from percorso.workspace.people.consent_of import Person


def traits_of(connection: RecordsConnection, person: Person, *, clear: bool) -> list[TraitOnCard]:
    """The traits of a person by name; masked unless they are asked for in clear."""
    unchecked = unchecked_sources(connection)
    said: defaultdict[str, list[tuple[str, Mention]]] = defaultdict(list)
    for trait, source in traits_of_keys(connection, [key for _, key in person.keys]):
        mention = Mention(
            source, trait.first_at.replace(tzinfo=UTC), trait.last_at.replace(tzinfo=UTC),
            trait.source_no not in unchecked,
        )  # fmt: skip
        said[trait.name].append((trait.value, mention))
    corrected = _corrected(connection, person)
    return [
        _corrected_on_card(corrected[name], said[name], clear=clear)
        if name in corrected
        else _on_card(name, said[name], clear=clear)
        for name in sorted(said.keys() | corrected.keys())
    ]


def full_name(traits: Sequence[TraitOnCard]) -> str | None:
    """What the person is called: in one piece, else first name and surname; None if unknown."""
    by_name = {one["name"]: one["value"] for one in traits}
    parts = [by_name[name] for name in ("first_name", "last_name") if name in by_name]
    return by_name.get("name") or " ".join(parts) or None


def _corrected(connection: RecordsConnection, person: Person) -> dict[str, Correction]:
    """Of each trait the newest correction, where it was not taken back."""
    words = corrections_of_keys(connection, [key for _, key in person.keys])
    newest = {one.name: one for one in words}
    return {name: one for name, one in newest.items() if one.value is not None}


def _corrected_on_card(
    one: Correction, said: Sequence[tuple[str, Mention]], *, clear: bool
) -> TraitOnCard:
    """A trait as it was corrected; all that sources say is kept beside it."""
    at = instant_text(one.at.replace(tzinfo=UTC))
    value = one.value or ""
    others: list[TraitValue] = []
    if said:
        standing = _on_card(one.name, said, clear=clear)
        others = [{"value": standing["value"], "said_by": standing["said_by"]}]
        others += standing["others"]
    return {
        "name": one.name,
        "value": value if clear else masked(value),
        "rule": "corrected",
        "said_by": [
            {"source": one.actor, "first_said_at": at, "last_said_at": at, "verified": True}
        ],
        "others": others,
    }


def _on_card(name: str, said: Sequence[tuple[str, Mention]], *, clear: bool) -> TraitOnCard:
    found = survivor(name, said)

    def shown(value: Value) -> str:
        return value.text if clear else masked(value.text)

    return {
        "name": name,
        "value": shown(found.value),
        "rule": found.rule,
        "said_by": _said_by(found.value),
        "others": [{"value": shown(other), "said_by": _said_by(other)} for other in found.others],
    }


def _said_by(value: Value) -> list[SaidBy]:
    return [
        {
            "source": one.source,
            "first_said_at": instant_text(one.first_at),
            "last_said_at": instant_text(one.last_at),
            "verified": one.is_verified,
        }
        for one in value.mentions
    ]
