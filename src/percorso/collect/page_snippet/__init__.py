"""What does a page need to tell what happens on it? The script it asks for, and its tag."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files

PATH = "/percorso.js"


@dataclass(frozen=True, slots=True)
class Snippet:
    """The script as it is served.

    Attributes:
        plain: As it is written, UTF-8.
        packed: The same as gzip.
        etag: What tells one version from another, in quotes.
    """

    plain: bytes
    packed: bytes
    etag: str


@cache
def snippet() -> Snippet:
    """The script of this release."""
    plain = files(__package__).joinpath("percorso.js").read_bytes()
    etag = f'"{hashlib.sha256(plain).hexdigest()[:20]}"'
    return Snippet(plain, gzip.compress(plain, 9, mtime=0), etag)


def script_tag(write_key: str, collector_url: str) -> str:
    """The tag that goes into the pages of a site.

    Args:
        write_key: Of a browser's source.
        collector_url: Where the collector is reached, such as `https://dati.shop.example`.

    >>> script_tag("pb_1", "https://dati.shop.example/")
    '<script async src="https://dati.shop.example/percorso.js" data-write-key="pb_1"></script>'
    """
    source = escape(collector_url.rstrip("/") + PATH)
    return f'<script async src="{source}" data-write-key="{escape(write_key)}"></script>'
