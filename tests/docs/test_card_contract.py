"""The JSON Schema of the customer card says the same as the types, key by key."""

import json
import typing
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator
from test_map_contract import shape_in_schema, shape_of

from percorso.domain import customer_card

SCHEMA = json.loads(
    files("percorso.domain").joinpath("customer.schema.json").read_text(encoding="utf-8")
)
TYPES = {name: one for name, one in vars(customer_card).items() if typing.is_typeddict(one)}
OBJECTS = {"CustomerCard": SCHEMA, **SCHEMA["$defs"]}


def test_the_schema_is_valid_and_describes_the_types_there_are():
    Draft202012Validator.check_schema(SCHEMA)
    assert set(TYPES) == set(OBJECTS)
    assert SCHEMA["properties"]["schema"]["const"] == customer_card.SCHEMA


@pytest.mark.parametrize("name", TYPES)
def test_an_object_has_the_same_keys_of_the_same_types_in_both(name):
    described = OBJECTS[name]
    hints = typing.get_type_hints(TYPES[name])
    assert list(described["properties"]) == list(hints) == described["required"]
    assert described["additionalProperties"] is False
    for key, hint in hints.items():
        typed, shown = shape_of(hint), shape_in_schema(described["properties"][key])
        # Text may be narrowed to a list of words by the schema alone.
        if typed.get("type") == "string" and "enum" in shown:
            shown = {"type": "string", **{k: v for k, v in shown.items() if k == "null"}}
        assert shown == typed, key


@pytest.mark.parametrize("name", TYPES)
def test_every_key_is_described_and_a_number_has_its_unit(name):
    for key, described in OBJECTS[name]["properties"].items():
        kinds = described.get("type")
        words = kinds if isinstance(kinds, list) else [kinds]
        assert described["description"].endswith((".", "…")), key
        assert not {"integer", "number"} & set(words) or described["x-unit"], key
