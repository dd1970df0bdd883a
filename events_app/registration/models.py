"""A registration is one person's seat at one event; its ticket is the key to it."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.fields import OnDelete

from events_app.core.models import Check, Record, Unique, enum_check
from events_app.core.states import Moves
from events_app.directory.kinds import VerifiedBy
from events_app.directory.models import Company, Person
from events_app.events.models import Event, TicketType
from events_app.payments.models import Order

__all__ = ["MOVES", "EmailProof", "Registration", "RegistrationStatus", "Source", "VerifiedBy"]


class RegistrationStatus(StrEnum):
    REQUESTED = "requested"
    HELD = "held"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


# A requested seat waits for an approval or for a company's answer. Money that arrives after a hold was released
# brings the registration back when a seat is free.
MOVES = Moves(
    {
        RegistrationStatus.REQUESTED: {
            RegistrationStatus.HELD,
            RegistrationStatus.CONFIRMED,
            RegistrationStatus.CANCELLED,
            RegistrationStatus.EXPIRED,
        },
        RegistrationStatus.HELD: {
            RegistrationStatus.CONFIRMED,
            RegistrationStatus.CANCELLED,
            RegistrationStatus.EXPIRED,
        },
        RegistrationStatus.CONFIRMED: {RegistrationStatus.CANCELLED},
        RegistrationStatus.EXPIRED: {RegistrationStatus.CONFIRMED},
        RegistrationStatus.CANCELLED: {RegistrationStatus.CONFIRMED},
    }
)


class Source(StrEnum):
    PAGE = "page"
    API = "api"
    OFFICE = "office"
    COORDINATOR = "coordinator"


class Registration(Record):
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "events.Event", related_name="registrations", on_delete=OnDelete.RESTRICT
    )
    ticket_type: fields.ForeignKeyRelation[TicketType] = fields.ForeignKeyField(
        "events.TicketType", related_name="registrations", on_delete=OnDelete.RESTRICT
    )
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "events.Person", related_name="registrations", on_delete=OnDelete.RESTRICT
    )
    company: fields.ForeignKeyNullableRelation[Company] = fields.ForeignKeyField(
        "events.Company", related_name="registrations", null=True, on_delete=OnDelete.RESTRICT
    )
    order: fields.ForeignKeyNullableRelation[Order] = fields.ForeignKeyField(
        "events.Order", related_name="registrations", null=True, on_delete=OnDelete.RESTRICT
    )
    group: fields.ForeignKeyNullableRelation["Record"] = fields.ForeignKeyField(
        "events.RegistrationGroup", related_name="registrations", null=True, on_delete=OnDelete.RESTRICT
    )
    status = fields.CharEnumField(RegistrationStatus, max_length=12)
    folio = fields.CharField(max_length=16)
    code_hash = fields.CharField(max_length=64, unique=True)
    rotation = fields.IntField(default=0)
    key_version = fields.IntField(default=1)
    seats = fields.IntField(default=1)
    companions = fields.IntField(default=0)
    diet = fields.CharField(max_length=200, default="")
    accessibility = fields.CharField(max_length=200, default="")
    audience = fields.CharField(max_length=12)
    verified_by = fields.CharEnumField(VerifiedBy, max_length=12, default=VerifiedBy.NOBODY)
    unit_net = fields.BigIntField(default=0)
    # What the price list said before a group's discount and the company's free seats; only in groups.
    list_net = fields.BigIntField(null=True)
    tax = fields.BigIntField(default=0)
    total = fields.BigIntField(default=0)
    currency = fields.CharField(max_length=3, default="MXN")
    hold_expires_at = fields.DatetimeField(null=True)
    confirmed_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)
    cancel_requested_at = fields.DatetimeField(null=True)
    cancel_reason = fields.CharField(max_length=300, default="")
    name_correction: fields.JSONField[dict[str, str] | None] = fields.JSONField(null=True)
    # What its buyer was promised when it was sold: what cancelling gives back. A group keeps that of its people.
    policy: fields.JSONField[dict[str, Any] | None] = fields.JSONField(null=True)
    source = fields.CharEnumField(Source, max_length=12, default=Source.PAGE)
    locale = fields.CharField(max_length=8, default="es-MX")

    event_id: int
    ticket_type_id: int
    person_id: int
    company_id: int | None
    order_id: int | None
    group_id: int | None

    class Meta:
        table = "registrations"
        unique_together = (("event", "folio"),)
        indexes = (("event_id", "status"), ("hold_expires_at",), ("person_id",), ("group_id",), ("company_id",))
        constraints = (
            enum_check("status", RegistrationStatus, name="registration_status"),
            enum_check("verified_by", VerifiedBy, name="registration_verified_by"),
            enum_check("source", Source, name="registration_source"),
            Unique(
                fields=("event_id", "person_id"),
                name="one_live_registration",
                condition="status IN ('requested','held','confirmed')",
            ),
            Check("seats = 1 + companions AND companions BETWEEN 0 AND 20", name="registration_seats_add_up"),
            Check("unit_net >= 0 AND tax >= 0 AND total = unit_net + tax", name="registration_price_adds_up"),
            Check(
                "(status IN ('requested','held')) = (hold_expires_at IS NOT NULL)",
                name="registration_only_held_expires",
            ),
            Check(
                "total = 0 OR order_id IS NOT NULL OR group_id IS NOT NULL "
                "OR status IN ('requested','cancelled','expired')",
                name="registration_owed_has_an_order",
            ),
            Check("order_id IS NULL OR group_id IS NULL", name="registration_of_an_order_or_a_group"),
            Check("code_hash ~ '^[0-9a-f]{64}$'", name="registration_code_is_a_hash"),
        )


class EmailProof(Record):
    """A six-digit code mailed to an address of a company's domain: typed back, it proves the company."""

    token_hash = fields.CharField(max_length=64, unique=True)
    code_hash = fields.CharField(max_length=64)
    email = fields.CharField(max_length=254)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "events.Event", related_name="email_proofs", on_delete=OnDelete.CASCADE
    )
    company: fields.ForeignKeyRelation[Company] = fields.ForeignKeyField(
        "events.Company", related_name="email_proofs", on_delete=OnDelete.CASCADE
    )
    expires_at = fields.DatetimeField()
    attempts = fields.IntField(default=0)
    proved_at = fields.DatetimeField(null=True)

    event_id: int
    company_id: int

    class Meta:
        table = "email_proofs"
        constraints = (Check("attempts BETWEEN 0 AND 5", name="email_proof_attempts_limited"),)
