"""Reads XML piece by piece: no document type, so no entity and nothing fetched from anywhere."""

from collections.abc import Callable, Iterator
from typing import Protocol
from xml.parsers import expat

_BLOCK_BYTES = 1 << 16


class XmlRefused(Exception):
    """The text is not whole XML, or asks for what is never given.

    Attributes:
        line: Where, counted from 1.
        reason: Why, in words.
    """

    def __init__(self, line: int, reason: str) -> None:
        self.line, self.reason = line, reason
        super().__init__(f"line {line}: {reason}")


class ByteStream(Protocol):
    """What is read: anything that gives the next bytes."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; none at the end."""
        ...


class XmlReader:
    """A parser that calls back for elements, by their names as written.

    Args:
        on_start: Called with name and attributes of each element that opens.
        on_end: Called with the name of each element that closes.
        on_text: Called with text between them; None skips it.
        longest_token: Bytes one tag or attribute may have.
    """

    def __init__(
        self,
        on_start: Callable[[str, dict[str, str]], None],
        on_end: Callable[[str], None],
        on_text: Callable[[str], object] | None = None,
        *,
        longest_token: int = 64_000_000,
    ) -> None:
        self._parser = parser = expat.ParserCreate()
        self._longest_token, self._fed = longest_token, 0
        parser.buffer_text = True
        parser.StartElementHandler = on_start
        parser.EndElementHandler = on_end
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        if on_text is not None:
            parser.CharacterDataHandler = on_text

    @property
    def line(self) -> int:
        """The line the parser stands on, counted from 1."""
        return self._parser.CurrentLineNumber

    def blocks(self, stream: ByteStream) -> Iterator[None]:
        """Parses a stream; hands over after each block, so that what was found can go on.

        Raises:
            XmlRefused: the bytes are not whole XML, or declare a document type.
        """
        while block := stream.read(_BLOCK_BYTES):
            self._feed(block, is_last=False)
            if self._fed - self._parser.CurrentByteIndex > self._longest_token:
                raise XmlRefused(self.line, f"one tag is longer than {self._longest_token:,} bytes")
            yield
        self._feed(b"", is_last=True)
        yield

    def _feed(self, block: bytes, *, is_last: bool) -> None:
        """Parses one block.

        Raises:
            XmlRefused: it breaks the rules of XML.
            MemoryError: there is no room for it.
        """
        self._fed += len(block)
        try:
            self._parser.Parse(block, is_last)
        except expat.ExpatError as error:
            if error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]:
                raise MemoryError from error
            raise XmlRefused(error.lineno, expat.ErrorString(error.code)) from error
        except (LookupError, ValueError) as error:
            raise self._of_encoding(error) from error

    def _of_encoding(self, error: Exception) -> Exception:
        """The parser's own complaint in our words; whatever a callback raised as it is."""
        if "encoding" in str(error):
            return XmlRefused(self.line, f"its encoding is not read ({error})")
        return error

    def _refuse_doctype(self, *_declared: object) -> None:
        """Refuses.

        Raises:
            XmlRefused: always.
        """
        raise XmlRefused(self.line, "it declares a document type, whose entities are never read")


def local_name(name: str) -> str:
    """The name of an element without the prefix of its namespace."""
    return name.rpartition(":")[2]
