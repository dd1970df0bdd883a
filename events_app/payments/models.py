"""What is owed: dated taxes, orders with their lines, what happened to each, and what only a person can settle."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from tortoise import fields

from events_app.core.models import Check, Record, Unique, enum_check
from events_app.core.money import HasAmount, HasPrice, Money
from events_app.directory.models import Company
from events_app.payments.engine.states import OrderStatus as OrderStatus
from events_app.payments.values import keeps_balance


class TaskKind(StrEnum):
    PAID_NO_SEAT = "paid_no_seat"
    MISMATCH = "mismatch"
    SECOND_PAYMENT = "second_payment"
    EXCESS = "excess"
    PARTIAL = "partial"
    REFUND_FAILED = "refund_failed"
    EXTERNAL_REFUND = "external_refund"
    BANK_LINE = "bank_line"
    DISPUTE = "dispute"
    SEAT_CANCELLED = "seat_cancelled"


class TaxRule(Record):
    """A rate of IVA with the days on which it holds; afterwards the fallback code applies."""

    code = fields.CharField(max_length=20)
    rate = fields.DecimalField(max_digits=6, decimal_places=4)
    name_es = fields.CharField(max_length=120)
    name_en = fields.CharField(max_length=120)
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)
    fallback_code = fields.CharField(max_length=20, default="")

    class Meta:
        table = "tax_rules"
        unique_together = (("code", "valid_from"),)
        constraints = (
            Check("rate BETWEEN 0 AND 1", name="tax_rule_rate_is_a_share"),
            Check("valid_to IS NULL OR valid_to >= valid_from", name="tax_rule_dates_in_order"),
        )


class Order(HasPrice, Record):
    """What somebody owes for one thing (a reference such as ``registration:412``), priced once and frozen."""

    token = fields.CharField(max_length=64, unique=True)
    folio = fields.CharField(max_length=24, unique=True)
    reference = fields.CharField(max_length=60)
    buyer_name = fields.CharField(max_length=200)
    buyer_email = fields.CharField(max_length=254, null=True)
    locale = fields.CharField(max_length=8, default="es-MX")
    company: fields.ForeignKeyNullableRelation[Company] = fields.ForeignKeyField(
        "events.Company", null=True, on_delete=fields.OnDelete.RESTRICT
    )
    company_id: int | None
    description = fields.CharField(max_length=250)
    currency = fields.CharField(max_length=3)
    net = fields.BigIntField()
    tax = fields.BigIntField()
    total = fields.BigIntField()
    discount = fields.BigIntField(default=0)
    purchase_order = fields.CharField(max_length=60, default="")
    status = fields.CharEnumField(OrderStatus, max_length=20, default=OrderStatus.PENDING)
    hold_expires_at = fields.DatetimeField(null=True)
    pay_by = fields.DateField(null=True)
    opened_at = fields.DatetimeField()
    paid_at = fields.DatetimeField(null=True)
    released_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)
    release_reason = fields.CharField(max_length=120, default="")
    search_key = fields.CharField(max_length=400, default="")

    class Meta:
        table = "orders"
        indexes = (("reference",), ("status", "hold_expires_at"), ("opened_at",))
        constraints = (
            enum_check("status", OrderStatus, name="order_status_known"),
            Check(
                "net >= 0 AND tax >= 0 AND total >= 0 AND discount >= 0 AND (total > 0 OR discount > 0)",
                name="order_amounts_positive",
            ),
            Check("total = net + tax", name="order_total_is_net_and_tax"),
            Check("currency IN ('MXN', 'USD')", name="order_currency_known"),
            Check("status <> 'paid' OR paid_at IS NOT NULL", name="order_paid_has_a_date"),
            Check("(status IN ('pending', 'partly_paid')) = (closed_at IS NULL)", name="order_is_open_until_it_closes"),
            Unique(
                fields=("reference",),
                name="one_pending_order_per_reference",
                condition="status IN ('pending', 'partly_paid')",
            ),
        )

    @property
    def keeps_balance(self) -> bool:
        """Whether what is left over of it is its company's."""
        return keeps_balance(self.company_id, self.reference)

    @property
    def is_free(self) -> bool:
        """A discount code left nothing to pay."""
        return bool(self.total == 0)

    @property
    def discount_money(self) -> Money:
        return Money(self.discount, self.currency)


class OrderLine(Record):
    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "events.Order", related_name="lines", on_delete=fields.OnDelete.RESTRICT
    )
    order_id: int
    position = fields.IntField()
    description = fields.CharField(max_length=250)
    quantity = fields.IntField()
    tax_code = fields.CharField(max_length=20)
    tax_rate = fields.DecimalField(max_digits=6, decimal_places=4)
    unit_net = fields.BigIntField()
    unit_tax = fields.BigIntField()
    net = fields.BigIntField()
    tax = fields.BigIntField()
    total = fields.BigIntField()

    class Meta:
        table = "order_lines"
        unique_together = (("order", "position"),)
        constraints = (
            Check("quantity >= 1", name="order_line_quantity_positive"),
            Check("unit_net >= 0 AND unit_tax >= 0", name="order_line_prices_positive"),
            Check(
                "net = unit_net * quantity AND tax = unit_tax * quantity AND total = net + tax",
                name="order_line_adds_up",
            ),
        )

    def net_money(self, currency: str) -> Money:
        return Money(self.net, currency)


class OrderFact(Record):
    """One thing that happened to an order; never changed, and its key lets it happen only once."""

    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "events.Order", related_name="facts", db_index=True, on_delete=fields.OnDelete.RESTRICT
    )
    order_id: int
    key = fields.CharField(max_length=160, unique=True)
    kind = fields.CharField(max_length=40)
    at = fields.DatetimeField()
    actor = fields.CharField(max_length=80)
    amount = fields.BigIntField(default=0)
    detail: dict[str, Any] = fields.JSONField(default=dict)

    class Meta:
        table = "order_facts"


class MoneyTask(HasAmount, Record):
    """Something about money that only a person can settle; the subject opens it once."""

    kind = fields.CharEnumField(TaskKind, max_length=20)
    subject = fields.CharField(max_length=160, unique=True)
    order: fields.ForeignKeyNullableRelation[Order] = fields.ForeignKeyField(
        "events.Order", null=True, related_name="tasks", db_index=True, on_delete=fields.OnDelete.RESTRICT
    )
    order_id: int | None
    amount = fields.BigIntField(default=0)
    currency = fields.CharField(max_length=3, default="MXN")
    detail: dict[str, Any] = fields.JSONField(default=dict)
    opened_at = fields.DatetimeField()
    done_at = fields.DatetimeField(null=True)
    done_by = fields.CharField(max_length=80, default="")
    outcome = fields.CharField(max_length=20, default="")
    note = fields.CharField(max_length=300, default="")

    class Meta:
        table = "money_tasks"
        constraints = (enum_check("kind", TaskKind, name="money_task_kind_known"),)
