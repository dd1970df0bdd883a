"""The money tables: what was ordered, what Stripe told us, what came in and went back, and the ledger of it all."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from tortoise import fields

from events_app.core.models import Check, Record, Unique, enum_check
from events_app.core.money import Money
from events_app.directory.models import Company
from events_app.payments.engine.states import AttemptStatus as AttemptStatus
from events_app.payments.engine.states import OrderStatus as OrderStatus
from events_app.payments.engine.states import PaymentStatus as PaymentStatus
from events_app.payments.engine.states import RefundStatus as RefundStatus


class DisputeStatus(StrEnum):
    OPEN = "open"
    WON = "won"
    LOST = "lost"


class CallStatus(StrEnum):
    STARTED = "started"
    ANSWERED = "answered"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class EventState(StrEnum):
    RECEIVED = "received"
    HANDLED = "handled"
    KEPT = "kept"
    FAILED = "failed"


class TaskKind(StrEnum):
    PAID_NO_SEAT = "paid_no_seat"
    MISMATCH = "mismatch"
    SECOND_PAYMENT = "second_payment"
    REFUND_FAILED = "refund_failed"
    DISPUTE = "dispute"


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


class Order(Record):
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
    status = fields.CharEnumField(OrderStatus, max_length=20, default=OrderStatus.PENDING)
    hold_expires_at = fields.DatetimeField(null=True)
    opened_at = fields.DatetimeField()
    paid_at = fields.DatetimeField(null=True)
    released_at = fields.DatetimeField(null=True)
    release_reason = fields.CharField(max_length=120, default="")
    search_key = fields.CharField(max_length=400, default="")

    class Meta:
        table = "orders"
        indexes = (("reference",), ("status", "hold_expires_at"), ("opened_at",))
        constraints = (
            enum_check("status", OrderStatus, name="order_status_known"),
            Check("net >= 0 AND tax >= 0 AND total > 0", name="order_amounts_positive"),
            Check("total = net + tax", name="order_total_is_net_and_tax"),
            Check("currency IN ('MXN', 'USD')", name="order_currency_known"),
            Check("status <> 'paid' OR paid_at IS NOT NULL", name="order_paid_has_a_date"),
            Unique(fields=("reference",), name="one_pending_order_per_reference", condition="status = 'pending'"),
        )

    @property
    def net_money(self) -> Money:
        return Money(self.net, self.currency)

    @property
    def tax_money(self) -> Money:
        return Money(self.tax, self.currency)

    @property
    def total_money(self) -> Money:
        return Money(self.total, self.currency)


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


class StripeCall(Record):
    """A request to Stripe, written down with its own idempotency key before it leaves the house."""

    key = fields.CharField(max_length=120, unique=True)
    kind = fields.CharField(max_length=40)
    order: fields.ForeignKeyNullableRelation[Order] = fields.ForeignKeyField(
        "events.Order", null=True, db_index=True, on_delete=fields.OnDelete.RESTRICT
    )
    order_id: int | None
    body: dict[str, Any] = fields.JSONField()
    body_hash = fields.CharField(max_length=64)
    status = fields.CharEnumField(CallStatus, max_length=12, default=CallStatus.STARTED)
    answer_id = fields.CharField(max_length=120, default="")
    error = fields.CharField(max_length=300, default="")
    started_at = fields.DatetimeField()
    answered_at = fields.DatetimeField(null=True)

    class Meta:
        table = "stripe_calls"
        constraints = (
            enum_check("status", CallStatus, name="stripe_call_status_known"),
            Check("status <> 'answered' OR answer_id <> ''", name="stripe_call_answer_is_named"),
            Unique(fields=("answer_id",), name="one_call_per_answer", condition="answer_id <> ''"),
        )


class CheckoutAttempt(Record):
    """One try to pay an order on Stripe's page: at most one is alive at a time."""

    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "events.Order", related_name="attempts", on_delete=fields.OnDelete.RESTRICT
    )
    order_id: int
    number = fields.IntField()
    call: fields.OneToOneRelation[StripeCall] = fields.OneToOneField(
        "events.StripeCall", related_name="attempt", on_delete=fields.OnDelete.RESTRICT
    )
    call_id: int
    session_id = fields.CharField(max_length=120, null=True, unique=True)
    url = fields.TextField(default="")
    status = fields.CharEnumField(AttemptStatus, max_length=12, default=AttemptStatus.CALLING)
    expires_at = fields.DatetimeField()

    class Meta:
        table = "checkout_attempts"
        unique_together = (("order", "number"),)
        constraints = (
            enum_check("status", AttemptStatus, name="attempt_status_known"),
            Check("status NOT IN ('open', 'complete') OR session_id IS NOT NULL", name="attempt_open_has_session"),
            Unique(fields=("order_id",), name="one_live_attempt_per_order", condition="status IN ('calling', 'open')"),
        )


class Payment(Record):
    """Money that Stripe says it holds for us; one row for one PaymentIntent, ever."""

    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "events.Order", related_name="payments", db_index=True, on_delete=fields.OnDelete.RESTRICT
    )
    order_id: int
    method = fields.CharField(max_length=20, default="card")
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

    class Meta:
        table = "payments"
        constraints = (
            enum_check("status", PaymentStatus, name="payment_status_known"),
            Check("amount > 0", name="payment_amount_positive"),
            Check("refund_reserved BETWEEN 0 AND amount", name="payment_refunds_within_payment"),
        )


class Refund(Record):
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
    provider_id = fields.CharField(max_length=120, null=True, unique=True)
    amount = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    reason = fields.CharField(max_length=300, default="")
    requested_by = fields.CharField(max_length=80)
    requested_at = fields.DatetimeField()
    status = fields.CharEnumField(RefundStatus, max_length=12, default=RefundStatus.REQUESTED)
    settled_at = fields.DatetimeField(null=True)
    error = fields.CharField(max_length=300, default="")

    class Meta:
        table = "refunds"
        constraints = (
            enum_check("status", RefundStatus, name="refund_status_known"),
            Check("amount > 0", name="refund_amount_positive"),
        )

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)


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
    closed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "disputes"
        constraints = (
            enum_check("status", DisputeStatus, name="dispute_status_known"),
            Check("amount > 0", name="dispute_amount_positive"),
        )


class StripeEvent(Record):
    """A webhook, stored under Stripe's own id before anything is done about it."""

    event_id = fields.CharField(max_length=120, unique=True)
    type = fields.CharField(max_length=80)
    object_id = fields.CharField(max_length=120, default="")
    livemode = fields.BooleanField(default=False)
    payload: dict[str, Any] = fields.JSONField()
    received_at = fields.DatetimeField()
    status = fields.CharEnumField(EventState, max_length=10, default=EventState.RECEIVED)
    attempts = fields.IntField(default=0)
    handled_at = fields.DatetimeField(null=True)
    note = fields.CharField(max_length=300, default="")

    class Meta:
        table = "stripe_events"
        indexes = (("status", "received_at"),)
        constraints = (enum_check("status", EventState, name="stripe_event_status_known"),)


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


class MoneyTask(Record):
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
    note = fields.CharField(max_length=300, default="")

    class Meta:
        table = "money_tasks"
        constraints = (enum_check("kind", TaskKind, name="money_task_kind_known"),)

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)


EXTRA_SQL: tuple[tuple[str, str], ...] = (
    (
        """CREATE FUNCTION refuse_to_rewrite_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ledger_transactions_only_grow BEFORE UPDATE OR DELETE ON ledger_transactions
    FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_history();
CREATE TRIGGER ledger_entries_only_grow BEFORE UPDATE OR DELETE ON ledger_entries
    FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_history();
CREATE TRIGGER order_facts_only_grow BEFORE UPDATE OR DELETE ON order_facts
    FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_history();""",
        """DROP TRIGGER IF EXISTS ledger_transactions_only_grow ON ledger_transactions;
DROP TRIGGER IF EXISTS ledger_entries_only_grow ON ledger_entries;
DROP TRIGGER IF EXISTS order_facts_only_grow ON order_facts;
DROP FUNCTION IF EXISTS refuse_to_rewrite_history();""",
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
