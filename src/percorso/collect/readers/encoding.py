"""In which encoding is a text file written? Decided on the whole file, not on its first lines."""

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass

_BLOCK_BYTES = 1 << 20

# Longest first: the mark of UTF-32 begins with the one of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding by its Python name, and whether it was only guessed.

    Attributes:
        name: Python's name of the codec.
        guessed: nothing in the file says so; its bytes fit no better one.
        broken_lines: lines whose bytes are no UTF-8.
    """

    name: str
    guessed: bool = False
    broken_lines: int = 0

    @property
    def errors(self) -> str:
        """How undecodable bytes travel, so that their row alone is refused."""
        return "surrogateescape" if self.name in {"utf-8", "utf-8-sig", "cp1252"} else "strict"


def encoding_of(stream: io.BufferedReader) -> Encoding:
    """The encoding of a whole byte stream, read to its end when no mark decides at once.

    A file with broken UTF-8 is a damaged UTF-8 file when at least as many of its lines hold
    whole UTF-8 signs, else it is taken for cp1252, as Windows programs in Italy write it.
    """
    head = stream.peek(4096)[:4096]
    for mark, name in _MARKS:
        if head.startswith(mark) and name != "utf-8-sig":
            return Encoding(name)
    if unmarked := _unmarked_utf16(head):
        return Encoding(unmarked, guessed=True)
    whole, broken = _utf8_lines(stream)
    name = "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"
    if broken > whole and name == "utf-8":
        return Encoding("cp1252", guessed=True, broken_lines=broken)
    return Encoding(name, broken_lines=broken)


def _unmarked_utf16(head: bytes) -> str | None:
    """UTF-16 without a mark: nearly every second byte of western text is zero."""
    pairs = len(head) // 2
    if pairs < 8:
        return None
    even, odd = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if odd > 0.7 * pairs and even < 0.1 * pairs:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 * pairs and odd < 0.1 * pairs else None


def _utf8_lines(stream: io.BufferedReader) -> tuple[int, int]:
    """Lines with whole UTF-8 signs beyond ASCII, and lines with broken ones."""
    whole = broken = 0
    for block in _blocks(stream):
        if block.isascii():
            continue
        for line in block.split(b"\n"):
            if line.isascii():
                continue
            if _is_utf8(line):
                whole += 1
            else:
                broken += 1
    return whole, broken


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _blocks(stream: io.BufferedReader) -> Iterator[bytes]:
    """Blocks that never cut a sign: they end at a line end, or else at an ASCII byte."""
    rest = b""
    while block := stream.read(_BLOCK_BYTES):
        block = rest + block
        cut = block.rfind(b"\n") + 1 or _last_ascii(block)
        yield block[:cut]
        rest = block[cut:]
    yield rest


def _last_ascii(block: bytes) -> int:
    """Where to cut a block without a line end; at most the length of one sign from its end."""
    for back in range(1, min(8, len(block)) + 1):
        if block[-back] < 0x80:
            return len(block) - back + 1
    return len(block)
