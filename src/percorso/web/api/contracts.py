"""The contracts that have a schema of their own, as parts of the OpenAPI document."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

_FILES = {"JourneyMap": "map.schema.json", "CustomerCard": "customer.schema.json"}


@cache
def contract_schemas() -> dict[str, Any]:
    """Name -> schema, of the contracts and of every object inside them."""
    found: dict[str, Any] = {}
    for name, file in _FILES.items():
        schema = json.loads(files("percorso.domain").joinpath(file).read_text(encoding="utf-8"))
        parts = schema.pop("$defs", {})
        for key in ("$schema", "$id"):
            schema.pop(key, None)
        found[name] = _moved(schema, name)
        found |= {f"{name}.{part}": _moved(what, name) for part, what in parts.items()}
    return found


def _moved(value: Any, name: str) -> Any:
    """The same with its references to where OpenAPI keeps parts."""
    if isinstance(value, list):
        return [_moved(one, name) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: f"#/components/schemas/{name}.{one.rpartition('/')[2]}"
        if key == "$ref"
        else _moved(one, name)
        for key, one in value.items()
    }


def answers_with(name: str, said: str) -> dict[int | str, dict[str, Any]]:
    """What a route that gives a contract declares.

    Args:
        name: Of the contract, or of a part of it.
        said: What it is, for people.
    """
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {200: {"description": said, "content": {"application/json": {"schema": schema}}}}
