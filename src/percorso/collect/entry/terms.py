"""What a customer agrees to: the text as it is shown, and what tells one version from another."""

import hashlib
from collections.abc import Mapping

from percorso.collect.entry.entry import Consent
from percorso.collect.entry.place import EntryPlace
from percorso.collect.entry.words import Lang, words_of

PURPOSES = ("marketing_email", "marketing_phone", "profiling")
_SHOWN = ("stand_what", "stand_why", "stand_who")


def terms_of(place: EntryPlace, language: Lang) -> str:
    """The whole text a stand's page shows before anybody chooses."""
    say = words_of(language)
    told = [f"{say[part]}: {say[f'{part}_text'].format(firm=place.firm)}" for part in _SHOWN]
    told.append(f"{say['stand_rights']} {place.privacy_url}")
    return "\n".join([*told, *(say[purpose] for purpose in PURPOSES)])


def asked_by_staff(language: Lang) -> str:
    """What the staff ask before they note a consent."""
    say = words_of(language)
    return "\n".join([say["consent_hint"], *(say[purpose] for purpose in PURPOSES)])


def version_of(text: str) -> str:
    """A short name of a text, another one for each other text."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def chosen(told: Mapping[str, str]) -> dict[str, bool]:
    """Each purpose, and whether it was ticked."""
    return {purpose: told.get(purpose) == "yes" for purpose in PURPOSES}


def consent_to(text: str, purposes: dict[str, bool], language: Lang, document: str = "") -> Consent:
    """The record of a choice, with its proof."""
    return Consent(purposes, text, version_of(text), language, document)
