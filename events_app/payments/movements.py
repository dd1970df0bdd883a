"""Money that moved: what came in, went back or was reclaimed, and the ledger that may only grow."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields

from events_app.core.models import Check, Record, enum_check, only_grow
from events_app.core.money import HasAmount
from events_app.core.tables import StoredFile
from events_app.payments.engine.methods import PaymentMethod as PaymentMethod
from events_app.payments.engine.methods import RefundKind as RefundKind
from events_app.payments.engine.states import PaymentStatus, RefundStatus
from events_app.payments.models import Order
from events_app.payments.stripe_records import StripeCall


class DisputeStatus(StrEnum):
    OPEN = "open"
    WON = "won"
    LOST = "lost"


class Payment(HasAmount, Record):
    """Money that came in: what Stripe holds for us (one row for one of its objects, ever), what the office or the
    bank received (`office:<id>`, `bank:<line>`), or a company's own balance put to use (`credit:<key>`)."""

    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "events.Order", related_name="payments", db_index=True, on_delete=fields.OnDelete.RESTRICT
    )
    order_id: int
    method = fields.CharEnumField(PaymentMethod, max_length=20, default=PaymentMethod.CARD)
    provider_id = fields.CharField(max_length=120, unique=True)
    charge_id = fields.CharField(max_length=120, default="")
    amount = fields.BigIntField()
    refund_reserved = fields.BigIntField(default=0)
    currency = fields.CharField(max_length=3)
    livemode = fields.BooleanField()
    status = fields.CharEnumField(PaymentStatus, max_length=20, default=PaymentStatus.SUCCEEDED)
    received_at = fields.DatetimeField()
    card_brand = fields.CharField(max_length=20, default="")
    card_last4 = fields.CharField(max_length=4, default="")
    card_funding = fields.CharField(max_length=10, default="")
    payer = fields.CharField(max_length=200, default="")
    folio = fields.CharField(max_length=80, default="")

    class Meta:
        table = "payments"
        constraints = (
            enum_check("status", PaymentStatus, name="payment_status_known"),
            enum_check("method", PaymentMethod, name="payment_method_known"),
            Check(
                "method <> 'oxxo' OR (currency = 'MXN' AND amount BETWEEN 1000 AND 1000000)",
                name="payment_oxxo_within_limits",
            ),
            Check("method <> 'spei' OR currency = 'MXN'", name="payment_spei_in_pesos"),
            Check("amount > 0", name="payment_amount_positive"),
            Check("refund_reserved BETWEEN 0 AND amount", name="payment_refunds_within_payment"),
        )


class Refund(HasAmount, Record):
    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "events.Order", related_name="refunds", db_index=True, on_delete=fields.OnDelete.RESTRICT
    )
    order_id: int
    payment: fields.ForeignKeyRelation[Payment] = fields.ForeignKeyField(
        "events.Payment", related_name="refunds", db_index=True, on_delete=fields.OnDelete.RESTRICT
    )
    payment_id: int
    call: fields.ForeignKeyNullableRelation[StripeCall] = fields.ForeignKeyField(
        "events.StripeCall", null=True, on_delete=fields.OnDelete.RESTRICT
    )
    call_id: int | None
    kind = fields.CharEnumField(RefundKind, max_length=10, default=RefundKind.STRIPE)
    method = fields.CharEnumField(PaymentMethod, max_length=20, default=PaymentMethod.CARD)
    provider_id = fields.CharField(max_length=120, null=True, unique=True)
    key = fields.CharField(max_length=120, null=True, unique=True)
    amount = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    reason = fields.CharField(max_length=300, default="")
    requested_by = fields.CharField(max_length=80)
    requested_at = fields.DatetimeField()
    two_people_over = fields.BigIntField(null=True)
    alone_before = fields.BigIntField(default=0)
    approved_by = fields.CharField(max_length=80, default="")
    approved_at = fields.DatetimeField(null=True)
    sent_by = fields.CharField(max_length=80, default="")
    sent_from = fields.CharField(max_length=20, default="")
    sent_as = fields.CharField(max_length=10, default="")
    folio = fields.CharField(max_length=80, default="")
    evidence: fields.ForeignKeyNullableRelation[StoredFile] = fields.ForeignKeyField(
        "events.StoredFile", null=True, on_delete=fields.OnDelete.RESTRICT
    )
    evidence_id: int | None
    status = fields.CharEnumField(RefundStatus, max_length=12, default=RefundStatus.REQUESTED)
    settled_at = fields.DatetimeField(null=True)
    error = fields.CharField(max_length=300, default="")

    class Meta:
        table = "refunds"
        constraints = (
            enum_check("status", RefundStatus, name="refund_status_known"),
            enum_check("kind", RefundKind, name="refund_kind_known"),
            enum_check("method", PaymentMethod, name="refund_method_known"),
            Check("amount > 0", name="refund_amount_positive"),
            Check("sent_as IN ('', 'transfer', 'cheque', 'cash')", name="refund_sent_as_known"),
            Check("kind <> 'stripe' OR method = 'card'", name="refund_by_stripe_is_of_a_card"),
            Check("method <> 'oxxo' OR (call_id IS NULL AND provider_id IS NULL)", name="refund_of_oxxo_not_by_stripe"),
            Check(
                "kind <> 'manual' OR status <> 'succeeded' OR evidence_id IS NOT NULL",
                name="refund_by_hand_has_evidence",
            ),
            Check(
                "kind NOT IN ('manual', 'external') OR status <> 'succeeded' OR (two_people_over IS NULL AND "
                "kind = 'external') OR (two_people_over IS NOT NULL AND (amount + alone_before <= two_people_over "
                "OR (approved_by <> '' AND approved_by <> requested_by)))",
                name="refund_by_hand_has_two_people",
            ),
        )


class Dispute(Record):
    """A cardholder who complained to the bank; when it is lost, the money leaves the ledger too."""

    payment: fields.ForeignKeyRelation[Payment] = fields.ForeignKeyField(
        "events.Payment", related_name="disputes", db_index=True, on_delete=fields.OnDelete.RESTRICT
    )
    payment_id: int
    provider_id = fields.CharField(max_length=120, unique=True)
    amount = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    reason = fields.CharField(max_length=60, default="")
    status = fields.CharEnumField(DisputeStatus, max_length=8, default=DisputeStatus.OPEN)
    opened_at = fields.DatetimeField()
    evidence_due_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "disputes"
        constraints = (
            enum_check("status", DisputeStatus, name="dispute_status_known"),
            Check("amount > 0", name="dispute_amount_positive"),
        )


class LedgerTransaction(Record):
    """One movement of money in the books; its key books it once, its entries sum to zero per currency."""

    key = fields.CharField(max_length=120, unique=True)
    kind = fields.CharField(max_length=30)
    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "events.Order", related_name="ledger", db_index=True, on_delete=fields.OnDelete.RESTRICT
    )
    order_id: int
    payment: fields.ForeignKeyNullableRelation[Payment] = fields.ForeignKeyField(
        "events.Payment", null=True, db_index=True, on_delete=fields.OnDelete.RESTRICT
    )
    payment_id: int | None
    booked_at = fields.DatetimeField()
    description = fields.CharField(max_length=250)

    class Meta:
        table = "ledger_transactions"
        indexes = (("booked_at",),)


class LedgerEntry(Record):
    """One line of a movement: debits are positive, credits negative, in centavos."""

    transaction: fields.ForeignKeyRelation[LedgerTransaction] = fields.ForeignKeyField(
        "events.LedgerTransaction", related_name="entries", db_index=True, on_delete=fields.OnDelete.RESTRICT
    )
    transaction_id: int
    account = fields.CharField(max_length=40)
    amount = fields.BigIntField()
    currency = fields.CharField(max_length=3)

    class Meta:
        table = "ledger_entries"
        indexes = (("account",),)
        constraints = (Check("amount <> 0", name="ledger_entry_moves_something"),)


EXTRA_SQL: tuple[tuple[str, str], ...] = (
    only_grow(
        ledger_transactions_only_grow="ledger_transactions",
        ledger_entries_only_grow="ledger_entries",
        order_facts_only_grow="order_facts",
    ),
    (
        """CREATE FUNCTION ledger_must_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM ledger_entries WHERE transaction_id = NEW.transaction_id
               GROUP BY currency HAVING sum(amount) <> 0) THEN
        RAISE EXCEPTION 'ledger transaction % does not balance', NEW.transaction_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_entries_balance AFTER INSERT ON ledger_entries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_must_balance();
INSERT INTO tax_rules (created_at, code, rate, name_es, name_en, valid_from, valid_to, fallback_code) VALUES
    (CURRENT_TIMESTAMP, 'IVA16', 0.16, 'IVA 16 %', 'VAT 16%', '2010-01-01', NULL, ''),
    (CURRENT_TIMESTAMP, 'IVA8', 0.08, 'IVA 8 % (región fronteriza)', 'VAT 8% (border region)',
     '2019-01-01', '2026-12-31', 'IVA16'),
    (CURRENT_TIMESTAMP, 'EXENTO', 0, 'Exento de IVA', 'VAT exempt', '2010-01-01', NULL, '')
ON CONFLICT DO NOTHING;""",
        """DROP TRIGGER IF EXISTS ledger_entries_balance ON ledger_entries;
DROP FUNCTION IF EXISTS ledger_must_balance();""",
    ),
)
