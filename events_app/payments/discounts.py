"""Codes that lower a price: how much, for what, until when, and how many times."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields

from events_app.core.models import Check, Record, Unique, enum_check
from events_app.directory.models import Company
from events_app.events.models import Event
from events_app.payments.models import Order


class DiscountKind(StrEnum):
    PERCENT = "percent"
    AMOUNT = "amount"


class DiscountCode(Record):
    """A code for `most_uses` orders; an amount is net, in centavos, off each place."""

    code = fields.CharField(max_length=40, unique=True)
    label = fields.CharField(max_length=120, default="")
    kind = fields.CharEnumField(DiscountKind, max_length=8)
    percent = fields.DecimalField(max_digits=5, decimal_places=2, null=True)
    amount = fields.BigIntField(null=True)
    currency = fields.CharField(max_length=3, default="MXN")
    event: fields.ForeignKeyNullableRelation[Event] = fields.ForeignKeyField(
        "events.Event", null=True, related_name="discount_codes", on_delete=fields.OnDelete.RESTRICT
    )
    event_id: int | None
    company: fields.ForeignKeyNullableRelation[Company] = fields.ForeignKeyField(
        "events.Company", null=True, related_name="discount_codes", on_delete=fields.OnDelete.RESTRICT
    )
    company_id: int | None
    most_uses = fields.IntField(default=1)
    used = fields.IntField(default=0)
    starts_at = fields.DatetimeField(null=True)
    ends_at = fields.DatetimeField(null=True)
    is_active = fields.BooleanField(default=True)
    made_by = fields.CharField(max_length=80)

    class Meta:
        table = "discount_codes"
        constraints = (
            enum_check("kind", DiscountKind, name="discount_kind_known"),
            Check("code ~ '^[A-Z0-9-]{3,40}$'", name="discount_code_is_plain"),
            Check("most_uses > 0 AND used BETWEEN 0 AND most_uses", name="discount_used_within_its_uses"),
            Check("(kind = 'percent') = (percent IS NOT NULL)", name="discount_percent_when_percent"),
            Check("(kind = 'amount') = (amount IS NOT NULL)", name="discount_amount_when_amount"),
            Check("percent IS NULL OR (percent > 0 AND percent <= 100)", name="discount_percent_is_a_share"),
            Check("amount IS NULL OR amount > 0", name="discount_amount_positive"),
            Check("ends_at IS NULL OR starts_at IS NULL OR ends_at > starts_at", name="discount_dates_in_order"),
        )


class CodeUse(Record):
    """An order that was opened with a code; given back when the order is let go."""

    code: fields.ForeignKeyRelation[DiscountCode] = fields.ForeignKeyField(
        "events.DiscountCode", related_name="uses", db_index=True, on_delete=fields.OnDelete.RESTRICT
    )
    code_id: int
    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "events.Order", related_name="code_uses", on_delete=fields.OnDelete.RESTRICT
    )
    order_id: int
    used_at = fields.DatetimeField()
    returned_at = fields.DatetimeField(null=True)

    class Meta:
        table = "code_uses"
        constraints = (Unique(fields=("order_id",), name="one_live_code_per_order", condition="returned_at IS NULL"),)
