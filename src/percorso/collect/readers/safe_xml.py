"""Reads XML piece by piece: no document type, so no entity and nothing fetched from anywhere."""

from collections.abc import Callable, Iterator
from typing import Protocol
from xml.parsers import expat

_BLOCK_BYTES = 1 << 16
_DEEPEST = 64

OnStart = Callable[[str, dict[str, str]], None]
OnEnd = Callable[[str], None]


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
    """A parser that calls back for elements, by their names without prefix.

    Args:
        on_start: Called with name and attributes of each element that opens.
        on_end: Called with the name of each element that closes.
        on_text: Called with text between them; None skips it.
        longest_token: Bytes one tag or attribute may have.
    """

    def __init__(
        self,
        on_start: OnStart,
        on_end: OnEnd,
        on_text: Callable[[str], object] | None = None,
        *,
        longest_token: int = 64_000_000,
    ) -> None:
        self._parser = expat.ParserCreate()
        self._on_start, self._on_end = on_start, on_end
        self._longest_token, self._fed, self._depth = longest_token, 0, 0
        parser = self._parser
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
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
        """
        self._fed += len(block)
        try:
            self._parser.Parse(block, is_last)
        except expat.ExpatError as error:
            raise XmlRefused(error.lineno, expat.ErrorString(error.code)) from error
        except (LookupError, ValueError) as error:
            raise XmlRefused(self.line, f"its encoding is not read ({error})") from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        """Passes an element on.

        Raises:
            XmlRefused: it is nested too deeply.
        """
        self._depth += 1
        if self._depth > _DEEPEST:
            raise XmlRefused(self.line, f"elements are nested deeper than {_DEEPEST} levels")
        self._on_start(name.rpartition(":")[2], attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._on_end(name.rpartition(":")[2])

    def _refuse_doctype(self, *_declared: object) -> None:
        """Refuses.

        Raises:
            XmlRefused: always.
        """
        raise XmlRefused(self.line, "it declares a document type, whose entities are never read")
