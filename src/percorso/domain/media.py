"""Media without a person: what a firm bought on TV, radio, posters and fairs, row by row."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from percorso.domain.catalogue.words import plain_words

MediaKind = Literal["tv", "radio", "cinema", "press", "poster", "leaflet", "event", "other"]

# Words of a name or of a kind's column, Italian and English; the first kind that has one is it.
_KINDS: dict[MediaKind, tuple[str, ...]] = {
    "tv": ("tv", "television", "televisione", "televisivo", "televisiva", "canale 5", "rai",
           "mediaset"),
    "radio": ("radio", "radiofonico", "radiofonica", "podcast"),
    "cinema": ("cinema",),
    "press": ("press", "stampa", "rivista", "riviste", "magazine", "quotidiano", "giornale",
              "newspaper", "newspapers"),
    "poster": ("poster", "posters", "affissione", "affissioni", "manifesto", "manifesti",
               "billboard", "cartellone", "cartelloni", "out of home", "ooh", "dooh", "bus"),
    "leaflet": ("volantino", "volantini", "leaflet", "leaflets", "flyer", "flyers", "brochure",
                "catalogo", "catalogue"),
    "event": ("fiera", "fiere", "fair", "fairs", "evento", "eventi", "event", "events", "stand",
              "sponsor", "sponsorizzazione", "sponsorship"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MediaRow:
    """What was bought of one medium for some days in one place.

    Attributes:
        touchpoint: The medium's name as written.
        kind: What sort of medium it is.
        first_day: The first day it ran.
        last_day: The last day it ran, itself included.
        place: Where; empty for everywhere.
        reach: How many it reached, as the seller states it; None where nobody said.
        spend_minor: What it cost, in minor units of the currency; None where nobody said.
        currency: ISO 4217 code of the spend.
        codes: Promo codes that only this medium carried.
        contacts: Phone numbers, e-mail and web addresses that only this medium carried.
    """

    touchpoint: str
    kind: MediaKind
    first_day: date
    last_day: date
    place: str
    reach: int | None
    spend_minor: int | None
    currency: str
    codes: tuple[str, ...]
    contacts: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all it says: a row loaded twice is known again."""
        said = [
            plain_words(self.touchpoint), self.kind, self.first_day.isoformat(),
            self.last_day.isoformat(), self.place.casefold(), self.reach, self.spend_minor,
            self.currency, sorted(self.codes), sorted(self.contacts),
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def overlaps(self, other: "MediaRow") -> bool:
        """Whether both are the same medium in the same place on a common day."""
        return (
            plain_words(self.touchpoint) == plain_words(other.touchpoint)
            and self.place.casefold() == other.place.casefold()
            and self.first_day <= other.last_day
            and other.first_day <= self.last_day
        )


@dataclass(frozen=True, slots=True)
class KeptMediaRow:
    """A row as the workspace keeps it: number, key of its medium, and where it came from."""

    no: int
    key: str
    row: MediaRow
    file: str
    line: int


def media_kind(*said: str) -> MediaKind:
    """The kind of a medium by the words of its kind's cell, else of its name.

    >>> media_kind("", "Radio Milano, spot del mattino"), media_kind("affissioni", "Estate")
    ('radio', 'poster')
    """
    for text in said:
        words = f" {plain_words(text)} "
        for kind, known in _KINDS.items():
            if any(f" {word} " in words for word in known):
                return kind
    return "other"


def words_of_kind(kind: MediaKind) -> tuple[str, ...]:
    """The words by which people name a kind of medium."""
    return _KINDS.get(kind, ())


def plain_code(code: str) -> str:
    """A promo code as it is compared: without case and blanks.

    >>> plain_code(" radio 10 ")
    'RADIO10'
    """
    return "".join(code.split()).upper()


def plain_contact(contact: str) -> str:
    """A number or address as it is compared.

    Phone numbers count by their last nine digits, web addresses from the host on, without `www`.

    >>> plain_contact("+39 02 1234 5678"), plain_contact("https://www.casalume.it/radio/")
    ('212345678', 'casalume.it/radio')
    """
    text = contact.strip().casefold()
    digits = "".join(sign for sign in text if sign.isdigit())
    if len(digits) >= 6 and not any(sign.isalpha() for sign in text):
        return digits[-9:]
    host = text.partition("://")[2] or text
    return host.removeprefix("www.").partition("?")[0].partition("#")[0].rstrip("/")


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two rows of one medium that share a place and a day; both count."""

    first: MediaRow
    second: MediaRow


def overlaps_in(rows: Iterable[MediaRow]) -> list[Overlap]:
    """Every pair of rows that overlap, in the order of their days."""
    ordered = sorted(rows, key=lambda row: (plain_words(row.touchpoint), row.place.casefold(),
                                            row.first_day, row.last_day))  # fmt: skip
    found = []
    for at, row in enumerate(ordered):
        for other in ordered[at + 1 :]:
            if not row.overlaps(other):
                break
            found.append(Overlap(row, other))
    return found
