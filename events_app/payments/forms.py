"""What the office types about money: how much goes back and why, what it did about a task, a rate and its days."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from events_app.core.fields import Day, Email, Line, LongLine, Pesos
from events_app.core.forms import Form, Mistake
from events_app.core.i18n import N_
from events_app.core.money import Money
from events_app.payments.discounts import DiscountKind
from events_app.payments.office_records import OfficeMethod


class RefundForm(Form):
    """`payment` is the one that goes back (the newest when left out), `how` through whom."""

    amount: Pesos
    reason: Annotated[LongLine, StringConstraints(min_length=3)]
    payment: int | None = None
    how: Literal["", "stripe", "manual", "external"] = ""

    @field_validator("amount")
    @classmethod
    def something(cls, amount: Money) -> Money:
        if amount.amount <= 0:
            raise Mistake(N_("Escribe cuánto se devuelve."))
        return amount


class VoucherForm(Form):
    """Where OXXO may send the voucher; nobody has to have an e-mail."""

    email: Email | None = None


class TaskForm(Form):
    """What the person did (`verb`), for whom (`folio` of another order) and a word about it."""

    note: Annotated[LongLine, StringConstraints(min_length=3)]
    verb: Literal["noted", "give_seat", "keep_credit", "apply_credit", "book_on"] = "noted"
    folio: Line = ""


class OfficePaymentForm(Form):
    method: OfficeMethod
    amount: Pesos
    received_on: Day
    payer: LongLine = ""
    reference: Line = ""
    note: LongLine = ""

    @field_validator("amount")
    @classmethod
    def something(cls, amount: Money) -> Money:
        if amount.amount <= 0:
            raise Mistake(N_("Escribe cuánto se recibió."))
        return amount


class DecisionForm(Form):
    """A second person's word; no without a reason is no answer."""

    verb: Literal["yes", "no"]
    reason: LongLine = ""

    @model_validator(mode="after")
    def said_why(self) -> "DecisionForm":
        if self.verb == "no" and len(self.reason) < 3:
            raise Mistake(N_("Escribe por qué no."))
        return self


class SentForm(Form):
    """How a refund by hand left."""

    sent_as: Literal["transfer", "cheque", "cash"] = "transfer"
    folio: Line = ""


class CodeForm(Form):
    code: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{3,40}$")]
    label: Line = ""
    kind: DiscountKind
    value: Annotated[Decimal, Field(gt=0, le=1_000_000, decimal_places=2)]
    currency: Literal["MXN", "USD"] = "MXN"
    event_id: int | None = None
    company_id: int | None = None
    most_uses: Annotated[int, Field(ge=1, le=100_000)] = 1
    ends_on: Day | None = None

    @model_validator(mode="after")
    def a_share(self) -> "CodeForm":
        if self.kind is DiscountKind.PERCENT and self.value > 100:
            raise Mistake(N_("Un descuento no pasa de 100 por ciento."))
        return self


class TaxRuleForm(Form):
    code: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{2,20}$")]
    name_es: Annotated[LongLine, StringConstraints(min_length=2, max_length=120)]
    name_en: Annotated[LongLine, StringConstraints(min_length=2, max_length=120)]
    percent: Annotated[Decimal, Field(ge=0, le=100, max_digits=6, decimal_places=2)]
    valid_from: Day
    valid_to: Day | None = None

    @model_validator(mode="after")
    def in_order(self) -> "TaxRuleForm":
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise Mistake(N_("El último día va después del primero."))
        return self
