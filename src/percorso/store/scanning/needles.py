"""Texts to look for, in every way a file may write them."""

import base64
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

import numpy as np
import numpy.typing as npt

from percorso.domain.errors import InputError

# What is shorter stands in any file by chance.
_SHORTEST = 5
_TRIPLE = 3
_START, _HASH_BITS, _AT_ONCE = 4, 22, 2**21
_KNUTH = np.uint32(2_654_435_761)


class NeedleTooShort(InputError):
    """A text that any file may hold by chance."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(
            f"{text!r} is too short to be looked for: it stands in files by chance. Give texts of "
            f"{_SHORTEST} characters at least."
        )


class _Forms:
    """Finds any of many byte strings in one look: all places are hashed by four bytes.

    Of each string the four bytes that fewest of all strings have stand for it: texts that begin
    alike, as numbers and addresses do, are not all looked at wherever one of them stands.

    Args:
        forms: (bytes, the text they stand for).
    """

    def __init__(self, forms: Sequence[tuple[bytes, str]]) -> None:
        common = Counter(four for form, _ in forms for four in set(_fours(form)))
        self._by_four: defaultdict[bytes, list[tuple[int, bytes, str]]] = defaultdict(list)
        for form, text in forms:
            rarity = [(common[four], offset, four) for offset, four in enumerate(_fours(form))]
            _, offset, four = min(rarity)
            self._by_four[four].append((offset, form, text))
        known = np.frombuffer(b"".join(self._by_four), dtype="<u4")
        self._is_known = np.zeros(2**_HASH_BITS, dtype=bool)
        self._is_known[_hashed(known)] = True

    def in_bytes(self, data: bytes) -> set[str]:
        """The texts whose bytes stand in data."""
        found: set[str] = set()
        for place in self._places(data):
            for offset, form, text in self._by_four.get(data[place : place + _START], ()):
                if (
                    text not in found
                    and place >= offset
                    and (data.startswith(form, place - offset))
                ):
                    found.add(text)
        return found

    def _places(self, data: bytes) -> Iterator[int]:
        """Where four bytes stand that may be a part of a string."""
        for begin in range(0, max(0, len(data) - _START + 1), _AT_ONCE):
            size = min(_AT_ONCE + _START - 1, len(data) - begin)
            one = np.frombuffer(data, np.uint8, size, begin).astype(np.uint32)
            four = one[:-3].copy()
            for at in range(1, _START):
                four |= one[at : one.size - 3 + at] << np.uint32(8 * at)
            yield from (np.flatnonzero(self._is_known[_hashed(four)]) + begin).tolist()


def _fours(form: bytes) -> list[bytes]:
    """All four bytes in a row of a string."""
    return [form[at : at + _START] for at in range(len(form) - _START + 1)]


def _hashed(four: "npt.NDArray[np.uint32]") -> "npt.NDArray[np.uint32]":
    """Four bytes as a number of so many bits (Knuth's multiplicative hash)."""
    return (four * _KNUTH) >> np.uint32(32 - _HASH_BITS)


class Needles:
    """Looks for several texts at once.

    Args:
        texts: What is looked for, without regard to case.

    Raises:
        NeedleTooShort: one of them says nothing.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        for text in texts:
            if len(text.strip()) < _SHORTEST:
                raise NeedleTooShort(text)
        self.texts = tuple(dict.fromkeys(texts))
        folded = [(form, text) for text in self.texts for form in sorted(_folded(text))]
        exact = [(form, text) for text in self.texts for form in sorted(_exact(text))]
        self._folded, self._exact = _Forms(folded), _Forms(exact)
        self.longest = max(len(form) for form, _ in folded + exact)

    def in_bytes(self, data: bytes) -> set[str]:
        """Those that stand in bytes, in any of their forms."""
        return self._folded.in_bytes(data.lower()) | self._exact.in_bytes(data)

    def in_texts(self, texts: Iterable[str]) -> set[str]:
        """Those that stand in texts; none is found across two of them."""
        return self.in_bytes("\x1e".join(texts).encode("utf-8", "surrogatepass"))


def _folded(text: str) -> set[bytes]:
    """A text as bytes whose letters of ASCII are small hold it: in each alphabet's both cases."""
    forms: set[bytes] = set()
    for written in {text, text.lower(), text.upper()}:
        plain = written.encode()
        forms |= {
            plain,
            json.dumps(written)[1:-1].encode(),
            quote(written, safe="").encode(),
            quote(written).encode(),
            plain.hex().encode(),
            written.encode("utf-16-le"),
            written.encode("utf-16-be"),
            hashlib.sha256(plain).hexdigest().encode(),
            hashlib.md5(plain, usedforsecurity=False).hexdigest().encode(),
        }
    return {form.lower() for form in forms}


def _exact(text: str) -> set[bytes]:
    """A text as base64 at each of the three places it may begin at, as it is and in lower case."""
    return {
        base64.b64encode(b"\0" * offset + written)[_whole(offset) : _end(offset, written)]
        for written in {text.encode(), text.lower().encode()}
        for offset in range(_TRIPLE)
    }


def _whole(offset: int) -> int:
    """The first sign of base64 that nothing before the text has a part in."""
    return -(-offset * 8 // 6)


def _end(offset: int, written: bytes) -> int:
    """The sign after the last one that the text alone decides."""
    return (offset + len(written)) * 8 // 6
