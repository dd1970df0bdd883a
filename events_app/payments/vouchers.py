"""Slips with which people pay elsewhere (OXXO, SPEI), and the permanent CLABE of each company."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields

from events_app.core.models import Check, Record, Unique, enum_check
from events_app.core.money import HasAmount
from events_app.directory.models import Company
from events_app.payments.engine.states import VoucherStatus as VoucherStatus
from events_app.payments.models import Order
from events_app.payments.stripe_records import StripeCall


class VoucherMethod(StrEnum):
    OXXO = "oxxo"
    SPEI = "spei"


class Voucher(HasAmount, Record):
    """A slip for one order: `expires_at` is its own end, `hold_until` that of the seat (a business day later)."""

    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "events.Order", related_name="vouchers", db_index=True, on_delete=fields.OnDelete.RESTRICT
    )
    order_id: int
    method = fields.CharEnumField(VoucherMethod, max_length=8)
    number = fields.IntField()
    call: fields.ForeignKeyRelation[StripeCall] = fields.ForeignKeyField(
        "events.StripeCall", related_name="vouchers", on_delete=fields.OnDelete.RESTRICT
    )
    call_id: int
    intent_id = fields.CharField(max_length=120, null=True, unique=True)
    status = fields.CharEnumField(VoucherStatus, max_length=12, default=VoucherStatus.CALLING)
    amount = fields.BigIntField()
    currency = fields.CharField(max_length=3, default="MXN")
    reference = fields.CharField(max_length=80, default="")
    clabe = fields.CharField(max_length=18, default="")
    bank_name = fields.CharField(max_length=80, default="")
    url = fields.TextField(default="")
    expires_at = fields.DatetimeField(null=True)
    hold_until = fields.DatetimeField(null=True)

    class Meta:
        table = "vouchers"
        unique_together = (("order", "method", "number"),)
        indexes = (("status", "expires_at"),)
        constraints = (
            enum_check("method", VoucherMethod, name="voucher_method_known"),
            enum_check("status", VoucherStatus, name="voucher_status_known"),
            Check("amount > 0 AND currency = 'MXN'", name="voucher_amount_in_pesos"),
            Check("method <> 'oxxo' OR amount BETWEEN 1000 AND 1000000", name="voucher_oxxo_within_limits"),
            Check("clabe = '' OR clabe ~ '^[0-9]{18}$'", name="voucher_clabe_of_18_digits"),
            Check("status NOT IN ('open', 'paid') OR intent_id IS NOT NULL", name="voucher_open_has_intent"),
            Check(
                "hold_until IS NULL OR expires_at IS NULL OR hold_until >= expires_at",
                name="voucher_hold_outlives_it",
            ),
            Unique(
                fields=("order_id", "method"),
                name="one_live_voucher_per_order_and_method",
                condition="status IN ('calling', 'open')",
            ),
        )


class StripeCustomer(Record):
    """A company as Stripe knows it, with the CLABE that is its own for good."""

    company: fields.OneToOneRelation[Company] = fields.OneToOneField(
        "events.Company", related_name="stripe_customer", on_delete=fields.OnDelete.RESTRICT
    )
    company_id: int
    call: fields.ForeignKeyNullableRelation[StripeCall] = fields.ForeignKeyField(
        "events.StripeCall", null=True, related_name="customers", on_delete=fields.OnDelete.RESTRICT
    )
    call_id: int | None
    customer_id = fields.CharField(max_length=120, null=True, unique=True)
    clabe = fields.CharField(max_length=18, default="")
    bank_name = fields.CharField(max_length=80, default="")

    class Meta:
        table = "stripe_customers"
        constraints = (
            Check("clabe = '' OR clabe ~ '^[0-9]{18}$'", name="stripe_customer_clabe_of_18_digits"),
            Unique(fields=("clabe",), name="one_company_per_clabe", condition="clabe <> ''"),
        )
