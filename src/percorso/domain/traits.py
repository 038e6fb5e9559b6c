"""What is known of a person in words: traits, who said each, and which value survives."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

# The most one message may tell, and how long a value may be.
MOST_TRAITS = 60
LONGEST_VALUE = 500
_LONGEST_NAME = 60
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NO_WORD = re.compile(r"[^\w]+")
_SAME = {
    "firstname": "first_name", "lastname": "last_name", "given_name": "first_name",
    "family_name": "last_name", "surname": "last_name", "full_name": "name",
    "birthday": "birth_date", "date_of_birth": "birth_date", "birthdate": "birth_date",
    "zip": "postcode", "postal_code": "postcode", "zipcode": "postcode", "state": "province",
    "province_code": "province", "address1": "street", "address_1": "street",
    "country_code": "country",
}  # fmt: skip
_ADDRESS = ("address", "default_address", "billing")
# Identifiers are kept as such; pictures and numbers of other systems say nothing of a person.
_NO_TRAIT = frozenset({"email", "phone", "id", "user_id", "anonymous_id", "avatar", "password"})


def trait_name(name: str) -> str:
    """The one name of a trait, whatever its sender calls it.

    >>> trait_name("firstName"), trait_name("Postal Code"), trait_name("plan")
    ('first_name', 'postcode', 'plan')
    """
    words = _NO_WORD.sub("_", _CAPITAL.sub("_", name.strip())).strip("_").lower()
    return _SAME.get(words, words)[:_LONGEST_NAME]


def traits_in(told: Mapping[str, Any]) -> dict[str, str]:
    """The traits an object tells: what is text, number or yes and no, and the parts of an address.

    >>> traits_in({"firstName": "Ada", "address": {"city": "Torino"}, "email": "a@b.it"})
    {'first_name': 'Ada', 'city': 'Torino'}
    """
    found: dict[str, str] = {}
    for name, value in told.items():
        trait = trait_name(name)
        if trait in _ADDRESS and isinstance(value, Mapping):
            for part, text in traits_in(value).items():
                found.setdefault(part, text)
        elif trait and trait not in _NO_TRAIT and (text := _text(value)):
            found[trait] = text
    return dict(list(found.items())[:MOST_TRAITS])


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value.strip()[:LONGEST_VALUE]
    if isinstance(value, int):
        return str(value)[:LONGEST_VALUE]
    return f"{value:f}"[:LONGEST_VALUE] if isinstance(value, Decimal) else ""
