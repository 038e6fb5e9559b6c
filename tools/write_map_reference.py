"""What does every key of the map's and the card's JSON mean? Writes the pages from the schemas."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DOMAIN = ROOT / "src/percorso/domain"
LOOK_UP = ROOT / "docs/look-up"

MAP_HEAD = """\
# The map as JSON: `percorso.map/1`

What `percorso map --format json` prints, key by key. The [JSON Schema]({schema}) (draft
2020-12) says the same to a program; this page is written from it by
`python tools/write_map_reference.py`, so change the schema, not the page.

Every key is always present. *may be null* means that the value can be missing: nothing was
measured, or it needs success touchpoints and none were given. A null is never a zero.
How each number is defined: [methods](../understand/methods.md).
"""


CARD_HEAD = """\
# The customer card as JSON: `percorso.customer/1`

What `percorso customer --format json` prints, key by key; `workspace.cards.of()` returns
the same. The [JSON Schema]({schema}) (draft 2020-12) says it to a program; this page is written
from it by `python tools/write_map_reference.py`, so change the schema, not the page.

Every key is always present. A null is never a zero.
"""


@dataclass(frozen=True, slots=True)
class Contract:
    """A schema, the page written from it, its head, and what its outermost object is called."""

    schema: Path
    page: Path
    head: str
    whole: str


CONTRACTS = (
    Contract(DOMAIN / "map.schema.json", LOOK_UP / "map-json.md", MAP_HEAD, "The map"),
    Contract(DOMAIN / "customer.schema.json", LOOK_UP / "customer-json.md", CARD_HEAD, "The card"),
)


def page(contract: Contract) -> str:
    """The whole page, in Markdown."""
    schema = json.loads(contract.schema.read_text(encoding="utf-8"))
    head = contract.head.format(schema=f"../../src/percorso/domain/{contract.schema.name}")
    parts = [head, *_object(contract.whole, schema)]
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
    """Write the pages; with --check only say, by the exit status, whether they are up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(arguments)
    return max(_write(contract, only_checks=options.check) for contract in CONTRACTS)


def _write(contract: Contract, *, only_checks: bool) -> int:
    written = page(contract)
    if not only_checks:
        contract.page.write_text(written, encoding="utf-8")
        return 0
    if contract.page.exists() and contract.page.read_text(encoding="utf-8") == written:
        return 0
    print(f"{contract.page} differs from the schema. Run python tools/write_map_reference.py.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
