"""What people type about invoices: fiscal data, the accountant's files, keys of products."""

import re
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints, field_validator

from events_app.core.fields import Checkbox, Email, Line, LongLine
from events_app.core.forms import Form, Mistake
from events_app.core.i18n import N_
from events_app.directory.rfc import rfc as rfc_number
from events_app.fiscal.engine.receiver import Receiver, fiscal_name, foreigner

MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


def _bare(text: object) -> object:
    return "".join(text.split()).upper() if isinstance(text, str) else text


Key = Annotated[str, BeforeValidator(_bare), StringConstraints(max_length=8)]


class FiscalForm(Form):
    """Fiscal data as the Constancia shows them; a company abroad gives only its name and its own number."""

    is_foreign: Checkbox = False
    rfc: Annotated[str, BeforeValidator(_bare), StringConstraints(max_length=20)] = ""
    legal_name: LongLine
    postal_code: Key = ""
    regime: Key = ""
    cfdi_use: Key = "G03"
    email_xml: Email | None = None
    purchase_order: Annotated[Line, StringConstraints(max_length=60)] = ""
    tax_residence: Annotated[str, BeforeValidator(_bare), StringConstraints(max_length=3)] = "USA"
    tax_id: Annotated[Line, StringConstraints(max_length=40)] = ""
    before_payment: Checkbox = False

    @field_validator("rfc")
    @classmethod
    def plausible(cls, text: str) -> str:
        return rfc_number(text) if text else ""

    @field_validator("tax_residence")
    @classmethod
    def country(cls, text: str) -> str:
        if text and not re.fullmatch(r"[A-Z]{3}", text):
            raise Mistake(N_("Escribe la clave del país con tres letras, como USA."))
        return text

    @property
    def receiver(self) -> Receiver:
        """The data as they go into the document."""
        if self.is_foreign:
            residence = self.tax_residence if self.tax_id else ""
            return foreigner(self.legal_name, tax_residence=residence, tax_id=self.tax_id)
        name = fiscal_name(self.legal_name, rfc=self.rfc)
        return Receiver(self.rfc, name, self.postal_code, self.regime, self.cfdi_use)


class ExportForm(Form):
    file_type: Annotated[str, StringConstraints(pattern="^(xlsx|csv)$")] = "xlsx"
    month: str = ""
    exchange_rate: Annotated[Decimal, Field(gt=0, lt=1000, max_digits=12, decimal_places=6)] | None = None

    @field_validator("month")
    @classmethod
    def a_month(cls, text: str) -> str:
        if text and not MONTH.fullmatch(text):
            raise Mistake(N_("Escribe el mes como 2026-11."))
        return text


class ReasonForm(Form):
    reason: Annotated[LongLine, StringConstraints(min_length=3)]


class SettleForm(Form):
    """Which request a stamped XML answers; none when it is set aside."""

    invoice: int | None = None
    note: LongLine = ""


class KeyForm(Form):
    product: Annotated[str, StringConstraints(max_length=40)] = ""
    tax_code: Annotated[str, BeforeValidator(_bare), StringConstraints(pattern="^[A-Z0-9_]{0,20}$")] = ""
    product_key: Annotated[str, StringConstraints(pattern="^[0-9]{8}$")]
    unit_key: Annotated[str, BeforeValidator(_bare), StringConstraints(pattern="^[A-Z0-9]{2,3}$")] = "E48"
    tax_object: Annotated[str, StringConstraints(pattern="^(none|rate|exempt)$")] = "rate"
