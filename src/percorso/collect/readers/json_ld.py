"""Reviews of schema.org in a saved page or a JSON-LD file: one row a review, its stars on 1 to 5.

Read are the properties of https://schema.org/Review and of the Rating in it. What only sums reviews
up (AggregateRating) tells of none, and is left out. Nothing of a page is run or fetched.
"""

import hashlib
from collections.abc import Iterator
from math import isfinite
from pathlib import Path
from typing import Any

import msgspec

from percorso.collect.file_errors import BadJson, UnsupportedFormat
from percorso.collect.readers.encoding import Encoding
from percorso.collect.readers.raw_file import reading
from percorso.collect.readers.row import FileLimits, Place, ReadRow, RejectedRow, kept_raw

# The mark of a row that came this way, by which the profile knows the file.
MARK = "schema.org"
_BEGINS = (b"<!doctype html", b"<html")
_SCRIPT, _END, _TYPE = b"<script", b"</script", b"application/ld+json"
_MOST_BYTES = 16_000_000
_MOST_NODES, _DEEPEST = 200_000, 64
_BEST, _WORST = 5.0, 1.0
_PLAIN = {
    "datePublished": "datePublished", "reviewBody": "reviewBody", "description": "reviewBody",
    "name": "title", "headline": "title", "inLanguage": "inLanguage", "url": "url",
    "dateModified": "dateModified",
}  # fmt: skip
_DECODE = msgspec.json.Decoder().decode
_ENCODE = msgspec.json.Encoder(order="deterministic").encode


class TooManyNodes(ValueError):
    """A block holds more than any page of reviews does."""

    def __init__(self) -> None:
        super().__init__(f"it holds more than {_MOST_NODES:,} values, or is nested too deep")


def is_web_page(head: bytes) -> bool:
    """Whether a file begins as a page."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_BEGINS)


def is_json_ld(text: str) -> bool:
    r"""Whether a JSON document that begins so speaks of schema.org.

    >>> is_json_ld('{"@context": "https://schema.org",'), is_json_ld('[{"a": 1}]')
    (True, False)
    """
    return '"@context"' in text and "schema.org" in text


def json_ld_reviews(
    path: Path, encoding: Encoding, limits: FileLimits, place: Place
) -> Iterator[ReadRow]:
    """Every review as a JSON body, numbered from 1; a block that is no JSON is a rejection.

    Raises:
        UnsupportedFormat: the file is larger than is read at once, or has no such block.
        BadJson: it is no page, and no whole JSON.
    """
    most = min(_MOST_BYTES, limits.line_bytes)
    with reading(path) as source:
        content = source.stream.read(most + 1)
        place.bytes_done = source.bytes_done()
    if len(content) > most:
        size = f"a page of more than {most // 1_000_000} MB"
        raise UnsupportedFormat(path, size, "Save its reviews in several files.")
    is_page = is_web_page(content)
    blocks = list(_blocks(content)) if is_page else [content]
    if not blocks:
        instead = "It holds no schema.org data (application/ld+json). Export the reviews as CSV."
        raise UnsupportedFormat(path, "a web page", instead)
    number = 0
    for block in blocks:
        text = block.decode(encoding.name, "replace").lstrip("\ufeff").strip()
        try:
            found = list(_reviews(_DECODE(text)))
        except (msgspec.DecodeError, RecursionError, TooManyNodes) as error:
            if not is_page:
                raise BadJson(path, str(error)) from error
            number += 1
            reason = f"a block of schema.org data is no JSON: {error}"
            yield RejectedRow(number, "bad_json", reason, kept_raw(text, limits))
            continue
        for one in found:
            number += 1
            yield _row(number, one, limits)


def _blocks(content: bytes) -> Iterator[bytes]:
    """What stands in the scripts of a page that hold linked data; each byte is looked at once."""
    low, at = content.lower(), 0
    while (at := low.find(_SCRIPT, at)) >= 0:
        begin = low.find(b">", at)
        end = low.find(_END, begin) if begin >= 0 else -1
        if end < 0:
            return
        if _TYPE in low[at:begin]:
            yield content[begin + 1 : end]
        at = end + len(_END)


def _reviews(document: Any) -> Iterator[dict[str, str]]:
    """The reviews of a document, wherever they stand in it, with what they are of.

    Raises:
        TooManyNodes: it is larger or deeper than any page of reviews.
    """
    waiting: list[tuple[Any, str, int]] = [(document, "", 0)]
    seen = 0
    while waiting:
        node, about, depth = waiting.pop()
        seen += 1
        if seen > _MOST_NODES or depth > _DEEPEST:
            raise TooManyNodes
        if isinstance(node, dict):
            if _is_a(node, "Review"):
                yield _cells(node, about)
            else:
                about = _text(node.get("name")) or about
            inner = [one for one in node.values() if isinstance(one, (dict, list))]
        elif isinstance(node, list):
            inner = [one for one in node if isinstance(one, (dict, list))]
        else:
            inner = []
        waiting += [(one, about, depth + 1) for one in reversed(inner)]


def _is_a(node: dict[str, Any], kind: str) -> bool:
    told = node.get("@type")
    types = told if isinstance(told, list) else [told]
    return any(isinstance(one, str) and one.rpartition("/")[2] == kind for one in types)


def _cells(node: dict[str, Any], about: str) -> dict[str, str]:
    cells = {"@type": "Review", "source": MARK}
    for name, column in _PLAIN.items():
        if value := _text(node.get(name)):
            cells.setdefault(column, value)
    for name in ("author", "publisher"):
        if value := _text(node.get(name)):
            cells[name] = value
    if item := _text(node.get("itemReviewed")) or about:
        cells["itemReviewed"] = item
    if stars := _stars(node.get("reviewRating")):
        cells["stars"] = stars
    cells["reviewId"] = _text(node.get("@id")) or _text(node.get("identifier")) or _hash(cells)
    return cells


def _hash(cells: dict[str, str]) -> str:
    """Of a review without an id: a page that is saved again tells of the same one."""
    names = ("author", "datePublished", "itemReviewed", "reviewBody")
    told = "\x1f".join(cells.get(name, "") for name in names)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _stars(rating: Any) -> str:
    """A rating on 1 to 5, whatever scale it was given on; empty where it is none.

    >>> _stars({"ratingValue": "8", "bestRating": 10, "worstRating": 0})
    '4.2'
    >>> _stars({"ratingValue": 9})
    ''
    """
    if isinstance(rating, list):
        rating = rating[0] if rating else None
    if not isinstance(rating, dict):
        rating = {"ratingValue": rating}
    value = _number(rating.get("ratingValue"))
    best, worst = _number(rating.get("bestRating")), _number(rating.get("worstRating"))
    best, worst = (_BEST if best is None else best), (_WORST if worst is None else worst)
    if value is None or not worst <= value <= best or worst == best:
        return ""
    return f"{round(1 + 4 * (value - worst) / (best - worst), 4):g}"


def _number(told: Any) -> float | None:
    if isinstance(told, bool) or not isinstance(told, (str, int, float)):
        return None
    try:
        found = float(str(told)[:40].strip().replace(",", "."))
    except ValueError:
        return None
    return found if isfinite(found) else None


def _text(value: Any) -> str:
    """A text, the name of a thing, or the first of several; empty where there is none."""
    for _ in range(3):
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = value.get("name") or value.get("value")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return value.replace("\0", "").strip() if isinstance(value, str) else ""


def _row(number: int, cells: dict[str, str], limits: FileLimits) -> ReadRow:
    body = _ENCODE({name: value for name, value in cells.items() if value})
    for name, value in cells.items():
        if len(value.encode("utf-8", "surrogatepass")) > limits.cell_bytes:
            reason = f'the value of "{name}" is larger than {limits.cell_bytes:,} bytes'
            return RejectedRow(number, "cell_too_large", reason, kept_raw(body.decode(), limits))
    return number, body
