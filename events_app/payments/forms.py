"""What the office types about money: how much goes back and why, what it did about a task, a rate and its days."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field, StringConstraints, field_validator, model_validator

from events_app.core.fields import Day, Email, LongLine, Pesos
from events_app.core.forms import Form, Mistake
from events_app.core.i18n import N_
from events_app.core.money import Money


class RefundForm(Form):
    amount: Pesos
    reason: Annotated[LongLine, StringConstraints(min_length=3)]

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
    note: Annotated[LongLine, StringConstraints(min_length=3)]


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
