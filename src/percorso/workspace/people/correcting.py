"""Corrects by hand what a person is said to be, and takes a correction back."""

from dataclasses import dataclass

from percorso.domain.errors import InputError
from percorso.domain.identifiers import STRENGTH
from percorso.domain.traits import LONGEST_VALUE, trait_name
from percorso.identity.constraints import BIRTH_DATE
from percorso.store.records.corrections import Correction, add_correction, corrected_values
from percorso.store.records.traits import values_of_trait
from percorso.workspace.arrivals.who_is_who import link_and_resolve
from percorso.workspace.people.consent_of import person_of
from percorso.workspace.people.rectifying import RECTIFIED, Rectification, rectify
from percorso.workspace.restoring import bring_up
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
    """A correction as it is asked for; without a value, what was corrected is taken back.

    `instead` names the wrong identifier where a person has several of a kind.
    """

    who: str
    trait: str
    value: str | None
    actor: str
    reason: str
    instead: str | None = None


def correct(stores: Stores, wanted: Wanted) -> str:
    """Note a correction; returns the trait's name as the card has it.

    Raises:
        CustomerUnknown: nobody is known by this.
        SeveralCustomers: it stands for several.
        TraitUnfit: it is no trait, or no value.
        CorrectionUnsigned: nobody says who makes it, or why.
        WhichIdentifier: an identifier that is not there is to be replaced, or one of several.
        OnlyIdentifier: nothing else points to the person.
        IdentifierUnfit: the right identifier is none.
        NothingRectified: no identifier was replaced.
    """
    name = trait_name(wanted.trait)
    value = None if wanted.value is None else wanted.value.strip()
    actor, reason = wanted.actor.strip(), wanted.reason.strip()
    if not (actor and reason):
        raise CorrectionUnsigned
    if name in RECTIFIED:
        rectify(stores, Rectification(wanted.who, name, value, wanted.instead, actor, reason))
        return name
    if not name or name in STRENGTH:
        raise TraitUnfit(wanted.trait, "a number of yours that points to a person, or nothing")
    if value is not None and not 1 <= len(value) <= LONGEST_VALUE:
        raise TraitUnfit(wanted.trait, f"its value has {len(value)} characters")
    if name == BIRTH_DATE:
        _correct_birth(stores, wanted.who, value, actor, reason)
        return name
    key = person_of(stores, wanted.who).keys[0][1]
    with stores.records.write() as connection:
        add_correction(connection, Correction(key, name, value, actor, reason, now_utc()))
    return name


def _correct_birth(stores: Stores, who: str, value: str | None, actor: str, reason: str) -> None:
    """Correct when somebody was born, and judge anew who is the same person.

    It is noted of every identifier a birth date was said with: two of them keep customers apart.
    """
    keys = [key for _, key in person_of(stores, who).keys]
    with stores.records.read() as connection:
        said = {key for key, _ in values_of_trait(connection, BIRTH_DATE, keys)}
        said |= corrected_values(connection, BIRTH_DATE).keys() & set(keys)
    corrected = [
        Correction(key, BIRTH_DATE, value, actor, reason, now_utc())
        for key in sorted({keys[0], *said})
    ]
    with stores.hold(to_write=True) as warehouse:
        bring_up(stores, warehouse)
        link_and_resolve(stores, warehouse, corrected=corrected)
