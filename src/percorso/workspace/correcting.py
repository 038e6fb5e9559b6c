"""Corrects by hand what a person is said to be, and takes a correction back."""

from dataclasses import dataclass

from percorso.domain.errors import InputError
from percorso.domain.identifiers import STRENGTH
from percorso.domain.traits import LONGEST_VALUE, trait_name
from percorso.store.records.corrections import Correction, add_correction
from percorso.workspace.consent_of import person_of
from percorso.workspace.stores import Stores, now_utc


class TraitUnfit(InputError):
    """Something that is no trait, or no value of one."""

    def __init__(self, name: str, why: str) -> None:
        self.name = name
        super().__init__(
            f"{name!r} cannot be corrected so: {why}. Name a trait such as last_name or city, and "
            f"a value of 1 to {LONGEST_VALUE} characters."
        )


class CorrectionUnsigned(InputError):
    """A correction of which nobody says who makes it, and why."""

    def __init__(self) -> None:
        super().__init__(
            'A correction says who makes it and why: --by Paola --reason "letter of 20 Nov"'
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """A correction as it is asked for; without a value, what was corrected is taken back."""

    who: str
    trait: str
    value: str | None
    actor: str
    reason: str


def correct(stores: Stores, wanted: Wanted) -> str:
    """Note a correction; returns the trait's name as the card has it.

    Raises:
        CustomerUnknown: nobody is known by this.
        SeveralCustomers: it stands for several.
        TraitUnfit: it is no trait, or no value.
        CorrectionUnsigned: nobody says who makes it, or why.
    """
    name = trait_name(wanted.trait)
    value = None if wanted.value is None else wanted.value.strip()
    if not (wanted.actor.strip() and wanted.reason.strip()):
        raise CorrectionUnsigned
    if not name or name in STRENGTH:
        raise TraitUnfit(wanted.trait, "it is an identifier, which points to a person, or nothing")
    if value is not None and not 1 <= len(value) <= LONGEST_VALUE:
        raise TraitUnfit(wanted.trait, f"its value has {len(value)} characters")
    key = person_of(stores, wanted.who).keys[0][1]
    one = Correction(key, name, value, wanted.actor.strip(), wanted.reason.strip(), now_utc())
    with stores.records.write() as connection:
        add_correction(connection, one)
    return name
