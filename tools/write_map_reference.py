"""What does every key of the map's JSON mean? Writes docs/look-up/map-json.md from the schema."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "src/percorso/domain/map.schema.json"
PAGE = ROOT / "docs/look-up/map-json.md"

HEAD = """\
# The map as JSON: `percorso.map/1`

What `percorso map --format json` prints, key by key. The [JSON Schema]({schema}) (draft
2020-12) says the same to a program; this page is written from it by
`python tools/write_map_reference.py`, so change the schema, not the page.

Every key is always present. *may be null* means that the value can be missing: nothing was
measured, or it needs success touchpoints and none were given. A null is never a zero.
How each number is defined: [methods](../understand/methods.md).
"""


def page(schema: Mapping[str, Any]) -> str:
    """The whole page, in Markdown."""
    head = HEAD.format(schema="../../src/percorso/domain/map.schema.json")
    parts = [head, *_object("The map", schema)]
    for name, described in schema["$defs"].items():
        parts += _object(name, described)
    return "\n".join(parts)


def _object(title: str, described: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {title}\n\n{described['description']}\n"
    yield "| key | type | unit | meaning |\n|---|---|---|---|"
    for key, value in described["properties"].items():
        unit = value.get("x-unit", "")
        yield f"| `{key}` | {type_in_words(value)} | {unit} | {_cell(value['description'])} |"
    yield ""


def type_in_words(value: Mapping[str, Any]) -> str:
    """The type of a key as a reader says it, with `may be null` where it may."""
    if "anyOf" in value:
        return f"{type_in_words(value['anyOf'][0])}, may be null"
    if "$ref" in value:
        name = str(value["$ref"]).rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "const" in value:
        return f"`{value['const']}`"
    if "enum" in value:
        words = " or ".join(f"`{choice}`" for choice in value["enum"] if choice is not None)
        return words + (", may be null" if None in value["enum"] else "")
    if value["type"] == "array":
        return f"list of {type_in_words(value['items'])}"
    if isinstance(value["type"], list):
        return f"{value['type'][0]}, may be null"
    return str(value["type"])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page; with --check only say, by the exit status, whether it is up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(arguments)
    written = page(json.loads(SCHEMA.read_text(encoding="utf-8")))
    if not options.check:
        PAGE.write_text(written, encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == written:
        return 0
    print(f"{PAGE} differs from the schema. Run python tools/write_map_reference.py.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
