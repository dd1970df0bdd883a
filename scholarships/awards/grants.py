"""An award after the meeting: offered, accepted, paid in parts, renewed, appealed, and told by letter."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.fields import OnDelete

from events_app.core.models import Check, Record, Unique, enum_check
from events_app.core.states import Moves
from events_app.core.tables import StoredFile
from scholarships.applications.models import Application
from scholarships.applications.papers import Document
from scholarships.awards.models import Decision
from scholarships.calls.models import Call
from scholarships.fund.models import FundSource


class AwardStatus(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    PAID = "paid"
    RETURNED = "returned"


AWARD_MOVES = Moves(
    {
        AwardStatus.OFFERED: {AwardStatus.ACCEPTED, AwardStatus.DECLINED, AwardStatus.LAPSED},
        AwardStatus.ACCEPTED: {AwardStatus.PAID, AwardStatus.DECLINED, AwardStatus.RETURNED},
    }
)
STANDING = (AwardStatus.OFFERED, AwardStatus.ACCEPTED, AwardStatus.PAID)
RENEWABLE = (AwardStatus.ACCEPTED, AwardStatus.PAID)


class InstalmentStatus(StrEnum):
    PLANNED = "planned"
    READY = "ready"
    ORDERED = "ordered"
    PAID = "paid"
    RETURNED = "returned"
    CANCELLED = "cancelled"


INSTALMENT_MOVES = Moves(
    {
        InstalmentStatus.PLANNED: {InstalmentStatus.READY, InstalmentStatus.CANCELLED},
        InstalmentStatus.READY: {InstalmentStatus.ORDERED, InstalmentStatus.PLANNED, InstalmentStatus.CANCELLED},
        InstalmentStatus.ORDERED: {InstalmentStatus.PAID, InstalmentStatus.RETURNED},
        InstalmentStatus.RETURNED: {InstalmentStatus.READY, InstalmentStatus.CANCELLED},
    }
)


class RenewalStatus(StrEnum):
    ASKED = "asked"
    RENEWED = "renewed"
    ENDED = "ended"


RENEWAL_MOVES = Moves({RenewalStatus.ASKED: {RenewalStatus.RENEWED, RenewalStatus.ENDED}})


class AppealStatus(StrEnum):
    FILED = "filed"
    UPHELD = "upheld"
    REJECTED = "rejected"


APPEAL_MOVES = Moves({AppealStatus.FILED: {AppealStatus.UPHELD, AppealStatus.REJECTED}})


class LetterKind(StrEnum):
    AWARDED = "awarded"
    WAITING = "waiting"
    REJECTED = "rejected"


class Award(Record):
    """One scholarship of one application. Whoever was promoted from the waiting list has `promoted_from`."""

    application: fields.OneToOneRelation[Application] = fields.OneToOneField(
        "scholarships.Application", related_name="award", on_delete=OnDelete.RESTRICT
    )
    call: fields.ForeignKeyRelation[Call] = fields.ForeignKeyField(
        "scholarships.Call", related_name="awards", on_delete=OnDelete.RESTRICT
    )
    decision: fields.ForeignKeyRelation[Decision] = fields.ForeignKeyField(
        "scholarships.Decision", related_name="awards", on_delete=OnDelete.RESTRICT
    )
    promoted_from: fields.ForeignKeyNullableRelation[Award] = fields.ForeignKeyField(
        "scholarships.Award", related_name="promoted", null=True, on_delete=OnDelete.RESTRICT
    )
    level = fields.CharField(max_length=40)
    amount = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    status = fields.CharEnumField(AwardStatus, max_length=10, default=AwardStatus.OFFERED)
    offered_at = fields.DatetimeField()
    answer_by = fields.DatetimeField()
    answered_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)
    ended_because = fields.CharField(max_length=300, default="")

    application_id: int
    call_id: int
    decision_id: int
    promoted_from_id: int | None

    class Meta:
        table = "scholarship_awards"
        indexes = (("call_id", "status"),)
        constraints = (
            enum_check("status", AwardStatus, name="award_status"),
            Check("amount > 0", name="award_of_something"),
            Check("currency IN ('MXN', 'USD')", name="award_currency"),
            Check("answer_by > offered_at", name="award_gives_time"),
        )


class PaymentOrder(Record):
    """A batch of instalments handed to accounting as a file."""

    call: fields.ForeignKeyRelation[Call] = fields.ForeignKeyField(
        "scholarships.Call", related_name="payment_orders", on_delete=OnDelete.RESTRICT
    )
    number = fields.IntField()
    currency = fields.CharField(max_length=3)
    total = fields.BigIntField()
    file: fields.ForeignKeyNullableRelation[StoredFile] = fields.ForeignKeyField(
        "events.StoredFile", related_name="scholarship_payment_orders", null=True, on_delete=OnDelete.SET_NULL
    )
    made_by = fields.CharField(max_length=60)
    made_at = fields.DatetimeField()

    call_id: int
    file_id: int | None

    class Meta:
        table = "scholarship_payment_orders"
        constraints = (
            Unique(fields=("call_id", "number"), name="one_payment_order_per_number"),
            Check("total > 0", name="payment_order_of_something"),
        )


class Instalment(Record):
    """A part of an award, payable once the office has accepted a proof of enrolment."""

    award: fields.ForeignKeyRelation[Award] = fields.ForeignKeyField(
        "scholarships.Award", related_name="instalments", on_delete=OnDelete.RESTRICT
    )
    number = fields.IntField()
    amount = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    due_on = fields.DateField()
    status = fields.CharEnumField(InstalmentStatus, max_length=10, default=InstalmentStatus.PLANNED)
    proof: fields.ForeignKeyNullableRelation[Document] = fields.ForeignKeyField(
        "scholarships.Document", related_name="instalments", null=True, on_delete=OnDelete.SET_NULL
    )
    proof_accepted_by = fields.CharField(max_length=60, default="")
    order: fields.ForeignKeyNullableRelation[PaymentOrder] = fields.ForeignKeyField(
        "scholarships.PaymentOrder", related_name="instalments", null=True, on_delete=OnDelete.RESTRICT
    )
    paid_at = fields.DatetimeField(null=True)
    reference = fields.CharField(max_length=80, default="")

    award_id: int
    proof_id: int | None
    order_id: int | None

    class Meta:
        table = "scholarship_instalments"
        constraints = (
            enum_check("status", InstalmentStatus, name="instalment_status"),
            Unique(fields=("award_id", "number"), name="one_instalment_per_number"),
            Check("amount > 0 AND number >= 1", name="instalment_of_something"),
            Check("status IN ('planned', 'cancelled') OR proof_accepted_by <> ''", name="instalment_needs_a_proof"),
            Check("(status = 'paid') = (paid_at IS NOT NULL)", name="instalment_paid_at"),
        )


class Renewal(Record):
    """Whether an award goes on for another period."""

    award: fields.ForeignKeyRelation[Award] = fields.ForeignKeyField(
        "scholarships.Award", related_name="renewals", on_delete=OnDelete.RESTRICT
    )
    period = fields.CharField(max_length=40)
    status = fields.CharEnumField(RenewalStatus, max_length=8, default=RenewalStatus.ASKED)
    average = fields.CharField(max_length=12, default="")
    amount = fields.BigIntField(default=0)
    due_on = fields.DateField()
    decided_by = fields.CharField(max_length=60, default="")
    decided_at = fields.DatetimeField(null=True)
    reason = fields.CharField(max_length=300, default="")

    award_id: int

    class Meta:
        table = "scholarship_renewals"
        constraints = (
            enum_check("status", RenewalStatus, name="renewal_status"),
            Unique(fields=("award_id", "period"), name="one_renewal_per_period"),
            Check("(status = 'asked') = (decided_at IS NULL)", name="renewal_decided_at"),
            Check("(status = 'renewed') = (amount > 0)", name="renewal_amount"),
        )


class Appeal(Record):
    """A family asks for a decision to be looked at again, until the deadline, once."""

    application: fields.OneToOneRelation[Application] = fields.OneToOneField(
        "scholarships.Application", related_name="appeal", on_delete=OnDelete.RESTRICT
    )
    text = fields.TextField()
    filed_at = fields.DatetimeField()
    due_at = fields.DatetimeField()
    status = fields.CharEnumField(AppealStatus, max_length=8, default=AppealStatus.FILED)
    answer = fields.TextField(default="")
    decided_by = fields.CharField(max_length=60, default="")
    decided_at = fields.DatetimeField(null=True)

    application_id: int

    class Meta:
        table = "scholarship_appeals"
        constraints = (
            enum_check("status", AppealStatus, name="appeal_status"),
            Check("filed_at <= due_at", name="appeal_in_time"),
            Check("(status = 'filed') = (decided_at IS NULL)", name="appeal_decided_at"),
            Check("status = 'filed' OR answer <> ''", name="appeal_is_answered"),
        )


class Letter(Record):
    """A letter to a family; `code_hash` is of the code in its signed link."""

    application: fields.ForeignKeyRelation[Application] = fields.ForeignKeyField(
        "scholarships.Application", related_name="letters", on_delete=OnDelete.RESTRICT
    )
    kind = fields.CharEnumField(LetterKind, max_length=8)
    code_hash = fields.CharField(max_length=64, unique=True)
    file: fields.ForeignKeyNullableRelation[StoredFile] = fields.ForeignKeyField(
        "events.StoredFile", related_name="scholarship_letters", null=True, on_delete=OnDelete.SET_NULL
    )
    issued_at = fields.DatetimeField()
    opened_at = fields.DatetimeField(null=True)

    application_id: int
    file_id: int | None

    class Meta:
        table = "scholarship_letters"
        constraints = (
            enum_check("kind", LetterKind, name="letter_kind"),
            Unique(fields=("application_id", "kind"), name="one_letter_per_kind"),
            Check("code_hash ~ '^[0-9a-f]{64}$'", name="letter_code_is_a_hash"),
        )


class Allocation(Record):
    """So many centavos of this award come from that purse; released when the award falls."""

    award: fields.ForeignKeyRelation[Award] = fields.ForeignKeyField(
        "scholarships.Award", related_name="allocations", on_delete=OnDelete.RESTRICT
    )
    source: fields.ForeignKeyRelation[FundSource] = fields.ForeignKeyField(
        "scholarships.FundSource", related_name="allocations", on_delete=OnDelete.RESTRICT
    )
    amount = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    at = fields.DatetimeField()
    released_at = fields.DatetimeField(null=True)

    award_id: int
    source_id: int

    class Meta:
        table = "scholarship_allocations"
        constraints = (
            Check("amount > 0", name="allocation_of_something"),
            Check("currency IN ('MXN', 'USD')", name="allocation_currency"),
            Unique(fields=("award_id", "source_id"), name="one_allocation_per_source", condition="released_at IS NULL"),
        )
