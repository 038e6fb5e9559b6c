"""The JSON Schema of the map says the same as the types, key by key."""

import json
import types
import typing
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from percorso.domain import journey_map, map_comparison

SCHEMA = json.loads(
    files("percorso.domain").joinpath("map.schema.json").read_text(encoding="utf-8")
)
TYPES = {
    name: thing
    for module in (journey_map, map_comparison)
    for name, thing in vars(module).items()
    if typing.is_typeddict(thing)
}
OBJECTS = {"JourneyMap": SCHEMA, **SCHEMA["$defs"]}
WORDS = {str: "string", int: "integer", float: "number", bool: "boolean"}


def keys() -> list[tuple[str, str]]:
    return [(name, key) for name, kind in TYPES.items() for key in kind.__annotations__]


def hint_of(name: str, key: str) -> object:
    return typing.get_type_hints(TYPES[name])[key]


def shape_of(hint: object) -> dict[str, object]:
    """The JSON Schema of a type hint, words and bounds left out."""
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        (wanted,) = [part for part in inside if part is not types.NoneType]
        return {**shape_of(wanted), "null": True}
    if origin is typing.Literal:
        return {"enum": set(inside)}
    if origin is list:
        return {"type": "array", "items": shape_of(inside[0])}
    if origin is dict:
        return {"type": "object"}
    return {"ref": hint.__name__} if typing.is_typeddict(hint) else {"type": WORDS[hint]}


def shape_in_schema(value: dict[str, object]) -> dict[str, object]:
    """What a property of the schema says of its type, in the words of `shape_of`."""
    if "anyOf" in value:
        return {
            **shape_in_schema(value["anyOf"][0]),
            "null": value["anyOf"][1:] == [{"type": "null"}],
        }
    if "$ref" in value:
        return {"ref": value["$ref"].rpartition("/")[2]}
    if "const" in value:
        return {"type": WORDS[type(value["const"])]}
    if isinstance(value.get("type"), list):
        return {"type": value["type"][0], "null": value["type"][1:] == ["null"]}
    if "enum" in value and None in value["enum"]:
        return {"enum": set(value["enum"]) - {None}, "null": True}
    if "enum" in value:
        return {"enum": set(value["enum"])}
    if value["type"] == "array":
        return {"type": "array", "items": shape_in_schema(value["items"])}
    return {"type": value["type"]}


def test_the_schema_is_valid_draft_2020_12():
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(SCHEMA)


def test_types_and_schema_describe_the_same_objects():
    assert set(TYPES) == set(OBJECTS)


@pytest.mark.parametrize("name", TYPES)
def test_an_object_has_the_same_keys_all_required_and_no_others(name):
    described = OBJECTS[name]
    assert list(described["properties"]) == list(TYPES[name].__annotations__)
    assert described["required"] == list(described["properties"])
    assert described["additionalProperties"] is False


@pytest.mark.parametrize(("name", "key"), keys())
def test_a_key_has_the_same_type_and_may_be_null_in_both(name, key):
    typed, described = shape_of(hint_of(name, key)), OBJECTS[name]["properties"][key]
    shown = shape_in_schema(described)
    # Text may be narrowed to a list of words by the schema alone.
    if typed.get("type") == "string" and "enum" in shown:
        shown = {"type": "string", **{k: v for k, v in shown.items() if k == "null"}}
    assert shown == typed


@pytest.mark.parametrize(("name", "key"), keys())
def test_a_key_is_described_and_a_number_has_its_unit(name, key):
    described = OBJECTS[name]["properties"][key]
    is_number = bool({"integer", "number"} & set(_words(described.get("type"))))
    assert described["description"].endswith((".", "…"))
    assert not is_number or described["x-unit"]


def _words(kind: object) -> list[object]:
    return kind if isinstance(kind, list) else [kind]


@pytest.mark.parametrize(
    ("name", "key"),
    [(n, k) for n, k in keys() if OBJECTS[n]["properties"][k].get("x-unit") == "share"],
)
def test_a_share_says_what_it_is_a_share_of(name, key):
    described = OBJECTS[name]["properties"][key]["description"]
    assert any(words in described for words in ("as a share of", "share of all", "Median over"))


def test_the_version_in_the_schema_is_that_of_the_types():
    assert SCHEMA["properties"]["schema"]["const"] == journey_map.SCHEMA


def test_a_key_too_many_is_refused():
    one = {"key": "k", "name": "n", "interactions": 1, "from": None, "to": None}
    source = Draft202012Validator({**SCHEMA["$defs"]["SourceOnMap"], "$defs": SCHEMA["$defs"]})
    assert source.is_valid(one)
    assert not source.is_valid({**one, "rows": 1})
    assert not source.is_valid({**one, "interactions": None})
