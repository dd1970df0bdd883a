"""What we asked of Stripe and what it told us: requests with their keys, tries to pay, and webhooks as they came."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from tortoise import fields

from events_app.core.models import Check, Record, Unique, enum_check
from events_app.payments.engine.states import AttemptStatus
from events_app.payments.models import Order


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
