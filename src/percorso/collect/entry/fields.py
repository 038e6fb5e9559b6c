"""What the fields of a form hold, and what is wrong with them."""

import re
import unicodedata
from collections.abc import Mapping

from percorso.collect.entry.entry import local_instant
from percorso.collect.entry.kinds import KIND_OF

# The longest a field may be, in characters; what is longer is refused, never cut.
LONGEST = {
    "name": 120, "email": 254, "phone": 40, "customer": 100, "order": 60, "note": 2_000,
    "by": 60, "document": 120,
}  # fmt: skip
_EMAIL = re.compile(r"[^@\s<>\"(),;:]+@[^@\s<>\"(),;:]+\.[^@\s<>\"(),;:.]{2,}")
_PHONE = re.compile(r"\+?[0-9 ()./-]+")
_FEWEST_DIGITS, _MOST_DIGITS = 6, 15
_NEEDS = {"marketing_email": "email", "marketing_phone": "phone"}

Problems = dict[str, str]


def cleaned(told: Mapping[str, str]) -> dict[str, str]:
    """The fields without blanks around them and without control characters, line breaks aside."""
    return {name: _plain(text) for name, text in told.items()}


def _plain(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        sign for sign in lines if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cs")
    ).strip()


def problems_of(told: Mapping[str, str]) -> Problems:
    """What is wrong with who and what a form says: field -> key of a sentence."""
    found = {name: "too_long" for name, most in LONGEST.items() if len(told.get(name, "")) > most}
    email, phone = told.get("email", ""), told.get("phone", "")
    if email and not _EMAIL.fullmatch(email):
        found["email"] = "bad_email"
    digits = sum(sign.isdigit() for sign in phone)
    if phone and not (_PHONE.fullmatch(phone) and _FEWEST_DIGITS <= digits <= _MOST_DIGITS):
        found["phone"] = "bad_phone"
    return found


def problems_of_counter(told: Mapping[str, str], zone: str) -> Problems:
    """The same of a form of the staff, which says what happened and when, too."""
    found = problems_of(told)
    if told.get("kind", "") not in KIND_OF:
        found = {"kind": "no_kind", **found}
    if told.get("at") and not instant_in(told["at"], zone):
        found["at"] = "bad_time"
    return found


def problems_of_stand(told: Mapping[str, str], purposes: Mapping[str, bool]) -> Problems:
    """The same of a form at a stand: without a purpose nothing may be recorded."""
    found = {} if any(purposes.values()) else {"purposes": "no_purpose"}
    found |= problems_of(told)
    if not told.get("email") and not told.get("phone"):
        found["email"] = "no_contact"
    for purpose, field in _NEEDS.items():
        if purposes.get(purpose) and not told.get(field) and field not in found:
            found[field] = f"needs_{field}"
    return found


def instant_in(told: str, zone: str) -> str:
    """A browser's local time (`2026-11-23T09:30`) with its offset; empty where it is none."""
    day, _, clock = told.partition("T")
    try:
        return local_instant(day, clock, zone)
    except ValueError:
        return ""
