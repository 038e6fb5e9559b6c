"""Names that stand for customers, orders and interactions in an export, or their own names."""

import hmac
from dataclasses import dataclass, field
from uuid import UUID

_LETTERS = 16


@dataclass(frozen=True, slots=True)
class ExportNames:
    """How an export calls things.

    Attributes:
        key: of the pseudonyms; None tells everything in clear.
        customer_ids: number -> id, for an export in clear.
    """

    key: bytes | None
    customer_ids: dict[int, str] = field(default_factory=dict)

    @property
    def is_clear(self) -> bool:
        """Whether the export names customers and what they wrote as they are."""
        return self.key is None

    def customer(self, no: int) -> str:
        """The customer of a number."""
        return self.customer_ids[no] if self.key is None else self._pseudonym("customer", str(no))

    def reference(self, kind: str, value: str) -> str:
        """An order, parcel, invoice or case."""
        return value if self.key is None else self._pseudonym(kind, value)

    def interaction(self, interaction_id: str) -> str:
        """An interaction, as a UUID."""
        if self.key is None:
            return str(UUID(hex=interaction_id))
        return str(UUID(bytes=self._digest("interaction", interaction_id)[:16]))

    def _pseudonym(self, kind: str, value: str) -> str:
        # A letter first: no spreadsheet may take digits and an e for a number.
        return f"{kind[0]}{self._digest(kind, value).hex()[:_LETTERS]}"

    def _digest(self, kind: str, value: str) -> bytes:
        return hmac.digest(self.key or b"", f"{kind}|{value}".encode(), "sha256")


def export_key(secret: bytes, *of: str) -> bytes:
    """The key of one export's pseudonyms.

    The same data asked for in the same way give the same pseudonyms; anything else gives others,
    so that two exports cannot be laid side by side.

    Args:
        secret: The workspace's secret.
        of: What was exported.
    """
    return hmac.digest(secret, "\x1f".join(("export", *of)).encode(), "sha256")
