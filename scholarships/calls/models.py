"""A call for scholarships, frozen once it opens, and the log of what happened to it, which everybody may read."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.fields import OnDelete

from events_app.core.models import Check, Record, enum_check, only_grow
from events_app.core.states import Moves
from events_app.directory.models import Committee


class CallStatus(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    REVIEWING = "reviewing"
    DECIDING = "deciding"
    PUBLISHED = "published"
    FINISHED = "finished"
    CANCELLED = "cancelled"


# A closed call opens again only by an extension; a third reading sends deciding back to reviewing.
MOVES = Moves(
    {
        CallStatus.DRAFT: {CallStatus.OPEN, CallStatus.CANCELLED},
        CallStatus.OPEN: {CallStatus.CLOSED, CallStatus.CANCELLED},
        CallStatus.CLOSED: {CallStatus.OPEN, CallStatus.REVIEWING, CallStatus.CANCELLED},
        CallStatus.REVIEWING: {CallStatus.DECIDING, CallStatus.CANCELLED},
        CallStatus.DECIDING: {CallStatus.REVIEWING, CallStatus.PUBLISHED, CallStatus.CANCELLED},
        CallStatus.PUBLISHED: {CallStatus.FINISHED},
    }
)


class CallEventKind(StrEnum):
    CREATED = "created"
    OPENED = "opened"
    EXTENDED = "extended"
    CLOSED = "closed"
    CORRECTED = "corrected"
    REVIEW = "review"
    DECIDING = "deciding"
    DRAW = "draw"
    PUBLISHED = "published"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class Call(Record):
    """`rules` and `rubric` are the JSON of calls/rules.py; `rules_hash` is empty until the call opens.

    `budget` is whole centavos. `lottery_secret` is sealed (core.sealed); `lottery_hash` is sworn before the opening,
    `lottery_draw` the public draw held after the closing.
    """

    slug = fields.CharField(max_length=60, unique=True)
    code = fields.CharField(max_length=8, unique=True)
    name = fields.CharField(max_length=120)
    name_en = fields.CharField(max_length=120, default="")
    year = fields.IntField()
    edition = fields.IntField(null=True)
    committee: fields.ForeignKeyRelation[Committee] = fields.ForeignKeyField(
        "events.Committee", related_name="scholarship_calls", on_delete=OnDelete.RESTRICT
    )
    copied_from: fields.ForeignKeyNullableRelation[Call] = fields.ForeignKeyField(
        "scholarships.Call", related_name="copies", null=True, on_delete=OnDelete.SET_NULL
    )
    status = fields.CharEnumField(CallStatus, max_length=10, default=CallStatus.DRAFT)
    opens_at = fields.DatetimeField()
    closes_at = fields.DatetimeField()
    extended_until = fields.DatetimeField(null=True)
    results_at = fields.DatetimeField(null=True)
    published_at = fields.DatetimeField(null=True)
    currency = fields.CharField(max_length=3, default="MXN")
    budget = fields.BigIntField(default=0)
    rules: fields.JSONField[dict[str, Any]] = fields.JSONField(default=dict)
    rubric: fields.JSONField[dict[str, Any]] = fields.JSONField(default=dict)
    minimum_readings = fields.IntField(default=3)
    rules_hash = fields.CharField(max_length=64, default="")
    frozen_at = fields.DatetimeField(null=True)
    privacy_version = fields.CharField(max_length=20, default="")
    privacy_text = fields.TextField(default="")
    privacy_text_en = fields.TextField(default="")
    lottery_hash = fields.CharField(max_length=64, default="")
    lottery_secret = fields.TextField(default="")
    lottery_draw = fields.CharField(max_length=200, default="")
    lottery_drawn_at = fields.DatetimeField(null=True)
    last_folio = fields.IntField(default=0)

    committee_id: int
    copied_from_id: int | None

    class Meta:
        table = "scholarship_calls"
        constraints = (
            enum_check("status", CallStatus, name="call_status"),
            Check("closes_at > opens_at", name="call_closes_after_it_opens"),
            Check("extended_until IS NULL OR extended_until > closes_at", name="call_is_only_ever_longer"),
            Check("budget >= 0", name="call_budget_not_negative"),
            Check("currency IN ('MXN', 'USD')", name="call_currency"),
            Check("minimum_readings BETWEEN 1 AND 9", name="call_readings"),
            Check("year BETWEEN 1950 AND 2200", name="call_year"),
            Check("last_folio >= 0", name="call_folios_count_up"),
            Check("code ~ '^[A-Z0-9]{2,8}$'", name="call_code_is_short"),
            Check("rules_hash = '' OR rules_hash ~ '^[0-9a-f]{64}$'", name="call_rules_hash_is_a_hash"),
            Check("(rules_hash <> '') = (frozen_at IS NOT NULL)", name="call_frozen_has_a_hash"),
            Check(
                "status IN ('draft', 'cancelled') OR "
                "(rules_hash <> '' AND lottery_hash <> '' AND privacy_version <> '')",
                name="call_open_is_frozen",
            ),
            Check(
                "(status IN ('published', 'finished')) = (published_at IS NOT NULL)", name="call_published_has_a_moment"
            ),
        )

    @property
    def deadline(self) -> datetime:
        """The last moment to send an application, as extended."""
        return self.extended_until or self.closes_at


class CallEvent(Record):
    """What happened to a call, when and why: the page shows it to everybody, and nothing rewrites it."""

    call: fields.ForeignKeyRelation[Call] = fields.ForeignKeyField(
        "scholarships.Call", related_name="events", on_delete=OnDelete.RESTRICT
    )
    kind = fields.CharEnumField(CallEventKind, max_length=10)
    at = fields.DatetimeField()
    actor = fields.CharField(max_length=60)
    reason = fields.CharField(max_length=500, default="")
    detail: fields.JSONField[dict[str, Any]] = fields.JSONField(default=dict)

    call_id: int

    class Meta:
        table = "scholarship_call_events"
        indexes = (("call_id", "at"),)
        constraints = (
            enum_check("kind", CallEventKind, name="call_event_kind"),
            Check("kind NOT IN ('extended', 'cancelled', 'corrected') OR reason <> ''", name="call_event_says_why"),
        )


EXTRA_SQL: tuple[tuple[str, str], ...] = (
    only_grow(call_events_only_grow="scholarship_call_events"),
    (
        """CREATE FUNCTION refuse_to_change_frozen_call() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.rules_hash <> '' AND (
        NEW.rules::text <> OLD.rules::text OR NEW.rubric::text <> OLD.rubric::text OR NEW.budget <> OLD.budget
        OR NEW.currency <> OLD.currency OR NEW.minimum_readings <> OLD.minimum_readings
        OR NEW.rules_hash <> OLD.rules_hash OR NEW.lottery_hash <> OLD.lottery_hash
        OR NEW.lottery_secret <> OLD.lottery_secret OR NEW.opens_at <> OLD.opens_at OR NEW.closes_at <> OLD.closes_at
        OR NEW.privacy_version <> OLD.privacy_version OR NEW.privacy_text <> OLD.privacy_text
        OR NEW.extended_until < OLD.extended_until) THEN
        RAISE EXCEPTION 'the rules of call % are frozen', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER call_rules_are_frozen BEFORE UPDATE ON scholarship_calls
    FOR EACH ROW EXECUTE FUNCTION refuse_to_change_frozen_call();""",
        """DROP TRIGGER IF EXISTS call_rules_are_frozen ON scholarship_calls;
DROP FUNCTION IF EXISTS refuse_to_change_frozen_call();""",
    ),
)
