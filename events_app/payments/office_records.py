"""Money that people of the office write down: cash, transfers, cheques, balances put to use, and bank statements."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields

from events_app.core.models import Check, Record, enum_check
from events_app.core.money import HasAmount
from events_app.core.tables import StoredFile
from events_app.directory.models import Company
from events_app.payments.engine.states import OfficePaymentStatus as OfficePaymentStatus
from events_app.payments.models import Order
from events_app.payments.movements import Payment


class OfficeMethod(StrEnum):
    CASH = "cash"
    TRANSFER = "transfer"
    CHEQUE = "cheque"


class BankLineStatus(StrEnum):
    NEW = "new"
    BOOKED = "booked"
    AMBIGUOUS = "ambiguous"
    UNMATCHED = "unmatched"
    IGNORED = "ignored"


class OfficePayment(HasAmount, Record):
    """Money received at the office; above the limit of that day a second person has to agree before it counts.

    `alone_before` is what the same person had handled alone of the order or its payer, and counts towards the limit.
    """

    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "events.Order", related_name="office_payments", db_index=True, on_delete=fields.OnDelete.RESTRICT
    )
    order_id: int
    method = fields.CharEnumField(OfficeMethod, max_length=10)
    amount = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    received_on = fields.DateField()
    payer = fields.CharField(max_length=200, default="")
    folio = fields.CharField(max_length=80, default="")
    note = fields.CharField(max_length=300, default="")
    evidence: fields.ForeignKeyNullableRelation[StoredFile] = fields.ForeignKeyField(
        "events.StoredFile", null=True, on_delete=fields.OnDelete.RESTRICT
    )
    evidence_id: int | None
    two_people_over = fields.BigIntField()
    alone_before = fields.BigIntField(default=0)
    recorded_by = fields.CharField(max_length=80)
    recorded_at = fields.DatetimeField()
    status = fields.CharEnumField(OfficePaymentStatus, max_length=10, default=OfficePaymentStatus.WAITING)
    decided_by = fields.CharField(max_length=80, default="")
    decided_at = fields.DatetimeField(null=True)
    reason = fields.CharField(max_length=300, default="")
    key = fields.CharField(max_length=120, unique=True)
    payment: fields.OneToOneNullableRelation[Payment] = fields.OneToOneField(
        "events.Payment", null=True, related_name="office_payment", on_delete=fields.OnDelete.RESTRICT
    )
    payment_id: int | None

    class Meta:
        table = "office_payments"
        indexes = (("status", "recorded_at"),)
        constraints = (
            enum_check("method", OfficeMethod, name="office_payment_method_known"),
            enum_check("status", OfficePaymentStatus, name="office_payment_status_known"),
            Check("amount > 0", name="office_payment_amount_positive"),
            Check("method = 'cash' OR evidence_id IS NOT NULL", name="office_payment_has_evidence"),
            Check(
                "status <> 'booked' OR amount + alone_before <= two_people_over "
                "OR (decided_by <> '' AND decided_by <> recorded_by)",
                name="office_payment_has_two_people",
            ),
            Check("status <> 'refused' OR reason <> ''", name="office_payment_refused_for_a_reason"),
            Check("status <> 'booked' OR payment_id IS NOT NULL", name="office_payment_booked_has_payment"),
        )


class CreditUse(Record):
    """Part of a balance that one order passed on to another; `returned` came back since."""

    company: fields.ForeignKeyNullableRelation[Company] = fields.ForeignKeyField(
        "events.Company", null=True, related_name="credit_uses", db_index=True, on_delete=fields.OnDelete.RESTRICT
    )
    company_id: int | None
    source: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "events.Order", related_name="credit_given", db_index=True, on_delete=fields.OnDelete.RESTRICT
    )
    source_id: int
    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "events.Order", related_name="credit_taken", db_index=True, on_delete=fields.OnDelete.RESTRICT
    )
    order_id: int
    payment: fields.ForeignKeyRelation[Payment] = fields.ForeignKeyField(
        "events.Payment", related_name="credit_uses", db_index=True, on_delete=fields.OnDelete.RESTRICT
    )
    payment_id: int
    amount = fields.BigIntField()
    returned = fields.BigIntField(default=0)
    currency = fields.CharField(max_length=3)
    used_by = fields.CharField(max_length=80)
    used_at = fields.DatetimeField()

    class Meta:
        table = "credit_uses"
        unique_together = (("payment", "source"),)
        constraints = (
            Check("amount > 0 AND returned BETWEEN 0 AND amount", name="credit_use_within_its_amount"),
            Check("source_id <> order_id", name="credit_use_between_two_orders"),
        )


class BankStatement(Record):
    """A file of the bank as the office uploaded it."""

    file: fields.ForeignKeyRelation[StoredFile] = fields.ForeignKeyField(
        "events.StoredFile", on_delete=fields.OnDelete.RESTRICT
    )
    file_id: int
    account = fields.CharField(max_length=60, default="")
    currency = fields.CharField(max_length=3)
    imported_by = fields.CharField(max_length=80)
    imported_at = fields.DatetimeField()
    first_day = fields.DateField(null=True)
    last_day = fields.DateField(null=True)

    class Meta:
        table = "bank_statements"


class BankLine(Record):
    """One movement of the bank; the digest of its content lets it in once, from whichever file."""

    statement: fields.ForeignKeyRelation[BankStatement] = fields.ForeignKeyField(
        "events.BankStatement", related_name="lines", db_index=True, on_delete=fields.OnDelete.RESTRICT
    )
    statement_id: int
    position = fields.IntField()
    day = fields.DateField()
    description = fields.CharField(max_length=300, default="")
    reference = fields.CharField(max_length=80, default="")
    amount = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    line_hash = fields.CharField(max_length=64, unique=True)
    status = fields.CharEnumField(BankLineStatus, max_length=10, default=BankLineStatus.NEW)
    order: fields.ForeignKeyNullableRelation[Order] = fields.ForeignKeyField(
        "events.Order", null=True, related_name="bank_lines", on_delete=fields.OnDelete.RESTRICT
    )
    order_id: int | None
    payment: fields.OneToOneNullableRelation[Payment] = fields.OneToOneField(
        "events.Payment", null=True, related_name="bank_line", on_delete=fields.OnDelete.RESTRICT
    )
    payment_id: int | None
    because = fields.CharField(max_length=300, default="")
    decided_by = fields.CharField(max_length=80, default="")
    decided_at = fields.DatetimeField(null=True)

    class Meta:
        table = "bank_lines"
        indexes = (("status", "day"),)
        constraints = (
            enum_check("status", BankLineStatus, name="bank_line_status_known"),
            Check("status <> 'booked' OR payment_id IS NOT NULL", name="bank_line_booked_has_payment"),
        )
