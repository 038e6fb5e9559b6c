"""How names are compared: what counts as the same name, and which words a name holds."""

import re
import unicodedata

_SEPARATORS = re.compile(r"[\s._-]+")
_NO_WORD = re.compile(r"[^a-z0-9]+")
_CAMEL_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

# Evidence stands in the first words; a pasted letter is not read to its end.
_LONGEST_NAME_READ = 500


def normalised_name(text: str) -> str:
    """The name without case, and with blank, `.`, `_` and `-` as equal (WIRE-FORMATS 8).

    >>> normalised_name("Order Cancelled") == normalised_name("order.cancelled")
    True
    """
    return _SEPARATORS.sub(" ", text.casefold()).strip()


def without_accents(text: str) -> str:
    """The text with each accented letter as its bare letter.

    >>> without_accents("Pubblicità")
    'Pubblicita'
    """
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def plain_words(text: str) -> str:
    """The words of a name: lower case, no accents, one blank between two words.

    >>> plain_words("Offerta  Fedeltà (e-mail)")
    'offerta fedelta e mail'
    """
    return _NO_WORD.sub(" ", without_accents(text[:_LONGEST_NAME_READ]).casefold()).strip()


def split_words(text: str) -> str:
    """As `plain_words`, with camelCase taken apart as well.

    >>> split_words("adClicked")
    'ad clicked'
    """
    bare = without_accents(text[:_LONGEST_NAME_READ])
    return plain_words(_CAMEL_HUMP.sub(" ", bare))
