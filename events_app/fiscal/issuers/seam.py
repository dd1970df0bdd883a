"""What every issuer of invoices is to us: something that turns documents into one file to hand over."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from events_app.fiscal.engine.document import Document


@dataclass(frozen=True)
class MadeFile:
    name: str
    content: bytes
    content_type: str


class InvoiceIssuer(Protocol):
    """`name` is the word of INVOICE_ISSUER; stamping itself is a certified provider's, whose XML we read back."""

    name: str

    def make(self, documents: Sequence[Document], *, title: str, file_type: str) -> MadeFile:
        """The file of these documents; `file_type` is "xlsx" or "csv" where the issuer makes sheets."""
