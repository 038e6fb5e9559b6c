"""Example deliveries in the senders' documented form, with invented people, and what they tell.

A file holds `headers`, and `body` (JSON) or `form` (pairs); `ids` of the messages it splits into;
`tells`, a line for each contact.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from percorso.collect.hooks import FORMATS, Receipt
from percorso.domain.catalogue.placement import place_name
from percorso.domain.contact import Contact
from percorso.domain.mapping import Mapping
from tests.collect.hooks.senders import NOW, delivered, live_secret

FOLDER = Path(__file__).parent / "examples"


@dataclass(frozen=True, slots=True)
class Example:
    """One delivery of a sender; its file is named `format-what.json`."""

    name: str
    told: dict

    @property
    def form(self) -> str:
        return self.name.partition("-")[0]

    @property
    def body(self) -> bytes:
        if "form" in self.told:
            return urlencode([(name, value) for name, value in self.told["form"]]).encode()
        return json.dumps(self.told["body"], ensure_ascii=False, indent=1).encode()

    @property
    def receipt(self) -> Receipt:
        mapping = self.told.get("mapping")
        return Receipt(NOW, mapping=Mapping.from_json(mapping) if mapping else None)

    def delivery(self):
        return delivered(self.form, self.body, "new secret", headers=self.told.get("headers", {}))

    def messages(self):
        FORMATS[self.form].verify(self.delivery(), [live_secret(self.form, "new secret")], NOW)
        return FORMATS[self.form].split(self.delivery())

    def contacts(self) -> list[Contact]:
        read = FORMATS[self.form].read
        return [one for message in self.messages() for one in read(message.raw, self.receipt)]


def examples() -> list[Example]:
    files = sorted(FOLDER.glob("*.json"))
    return [Example(file.stem, json.loads(file.read_text(encoding="utf-8"))) for file in files]


def line_of(one: Contact) -> str:
    """A contact in one line: when, where it belongs, its type, who to whom, verdict, cells."""
    placed = place_name(one.name, one.cells.get("channel"))
    at = one.at.strftime("%Y-%m-%d %H:%M:%S")
    quality = "" if one.at_quality == "exact" else f" ({one.at_quality})"
    cells = " ".join(f"{role}={text!r}" for role, text in sorted(one.cells.items()))
    flags = "".join(f" !{flag}" for flag in one.flags)
    part = f"{one.part}: " if one.part else ""
    where = placed.touchpoint_key or placed.stage
    return (
        f"{at}{quality} {part}{one.name} > {where} [{one.type}] {one.direction} {one.actor} "
        f"{one.verdict} | {cells}{flags}"
    )
