"""What the public contract says of a map."""

import json
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator

_SCHEMA = json.loads(
    files("percorso.domain").joinpath("map.schema.json").read_text(encoding="utf-8")
)


def breaches(data: Any) -> list[str]:
    """Where a map, as it leaves as JSON, breaks its contract."""
    plain = json.loads(json.dumps(data, allow_nan=False))
    return [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
        for error in Draft202012Validator(_SCHEMA).iter_errors(plain)
    ]
