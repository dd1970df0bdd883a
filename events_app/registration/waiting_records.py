"""The tables of seats that are scarce: the waiting list and its offers, limits of companies, and seats without cost."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.fields import OnDelete
from tortoise.indexes import Index

from events_app.core.models import Check, Record, Unique, enum_check
from events_app.core.states import Moves
from events_app.directory.kinds import CompanyClass, VerifiedBy
from events_app.directory.models import Company, Person
from events_app.events.kinds import EventKind
from events_app.events.models import Event, TicketType
from events_app.registration.engine.waitlist import PassVerdict
from events_app.registration.group_records import RegistrationGroup
from events_app.registration.models import Registration


class WaitStatus(StrEnum):
    WAITING = "waiting"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    LEFT = "left"
    CALLED_OFF = "called_off"


# Whoever declines, lapses or leaves is not asked again: a new wish is a new entry, at the end of the line.
# An offer that the event itself took back (it was postponed) leaves its party where it stood.
WAIT_MOVES = Moves(
    {
        WaitStatus.WAITING: {WaitStatus.OFFERED, WaitStatus.LEFT, WaitStatus.CALLED_OFF},
        WaitStatus.OFFERED: {
            WaitStatus.ACCEPTED,
            WaitStatus.DECLINED,
            WaitStatus.EXPIRED,
            WaitStatus.WAITING,
            WaitStatus.CALLED_OFF,
        },
    }
)


class OfferStatus(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class WaitEntry(Record):
    """A party that waits for seats; its place is the order of `joined_at` and id."""

    token = fields.CharField(max_length=64, unique=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "events.Event", related_name="wait_entries", on_delete=OnDelete.RESTRICT
    )
    event_id: int
    ticket_type: fields.ForeignKeyRelation[TicketType] = fields.ForeignKeyField(
        "events.TicketType", related_name="wait_entries", on_delete=OnDelete.RESTRICT
    )
    ticket_type_id: int
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "events.Person", related_name="wait_entries", null=True, on_delete=OnDelete.RESTRICT
    )
    person_id: int | None
    company: fields.ForeignKeyNullableRelation[Company] = fields.ForeignKeyField(
        "events.Company", related_name="wait_entries", null=True, on_delete=OnDelete.RESTRICT
    )
    company_id: int | None
    group: fields.ForeignKeyNullableRelation[RegistrationGroup] = fields.ForeignKeyField(
        "events.RegistrationGroup", related_name="wait_entries", null=True, on_delete=OnDelete.RESTRICT
    )
    group_id: int | None
    contact_name = fields.CharField(max_length=200, default="")
    contact_email = fields.CharField(max_length=254, null=True)
    contact_phone = fields.CharField(max_length=16, null=True)
    locale = fields.CharField(max_length=8, default="es-MX")
    size = fields.IntField(default=1)
    status = fields.CharEnumField(WaitStatus, max_length=10, default=WaitStatus.WAITING)
    joined_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)
    joined_by = fields.CharField(max_length=60, default="")
    verified_by = fields.CharEnumField(VerifiedBy, max_length=12, default=VerifiedBy.NOBODY)
    passed_because = fields.CharField(max_length=80, default="")

    class Meta:
        table = "wait_entries"
        indexes = (Index(fields=("event_id", "status", "joined_at")),)
        constraints = (
            enum_check("status", WaitStatus, name="wait_entry_status"),
            enum_check("verified_by", VerifiedBy, name="wait_entry_verified_by"),
            Check("size BETWEEN 1 AND 21", name="wait_entry_size"),
            Check("person_id IS NOT NULL OR contact_name <> ''", name="wait_entry_of_somebody"),
            Check("(status IN ('waiting','offered')) = (ended_at IS NULL)", name="wait_entry_ended"),
            Unique(
                fields=("event_id", "person_id"),
                name="one_live_wait",
                condition="person_id IS NOT NULL AND status IN ('waiting','offered')",
            ),
        )


class SeatOffer(Record):
    """Seats held for one party of the waiting list until a moment; they count as taken while it is open."""

    entry: fields.ForeignKeyRelation[WaitEntry] = fields.ForeignKeyField(
        "events.WaitEntry", related_name="offers", on_delete=OnDelete.RESTRICT
    )
    entry_id: int
    event_id = fields.BigIntField(db_index=True)
    ticket_type_id = fields.BigIntField(db_index=True)
    seats = fields.IntField()
    token = fields.CharField(max_length=64, unique=True)
    status = fields.CharEnumField(OfferStatus, max_length=10, default=OfferStatus.OPEN)
    offered_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)
    offered_by = fields.CharField(max_length=60, default="system")

    class Meta:
        table = "seat_offers"
        indexes = (Index(fields=("status", "expires_at")),)
        constraints = (
            enum_check("status", OfferStatus, name="seat_offer_status"),
            Check("seats >= 1", name="seat_offer_of_seats"),
            Check("expires_at > offered_at", name="seat_offer_times_in_order"),
            Check("(status = 'open') = (ended_at IS NULL)", name="seat_offer_ended"),
            Unique(fields=("entry_id",), name="one_open_offer_per_entry", condition="status = 'open'"),
        )


class WaitPass(Record):
    """Why somebody was passed over when seats were given out; one row each time that the reason changed."""

    entry: fields.ForeignKeyRelation[WaitEntry] = fields.ForeignKeyField(
        "events.WaitEntry", related_name="passes", on_delete=OnDelete.CASCADE
    )
    entry_id: int
    at = fields.DatetimeField()
    verdict = fields.CharEnumField(PassVerdict, max_length=10)
    because = fields.CharField(max_length=60)

    class Meta:
        table = "wait_passes"
        constraints = (enum_check("verdict", PassVerdict, name="wait_pass_verdict"),)


class Benefit(Record):
    """Seats without cost that a class of member has in a year; `event_kind` "" is for every kind.

    `for_everybody`: an employee who registers alone uses one; otherwise only whoever coordinates gives them out.
    """

    company_class = fields.CharEnumField(CompanyClass, max_length=10)
    event_kind = fields.CharField(max_length=16, default="")
    year = fields.IntField()
    free_seats = fields.IntField()
    for_everybody = fields.BooleanField(default=True)

    class Meta:
        table = "benefits"
        unique_together = (("company_class", "event_kind", "year"),)
        constraints = (
            enum_check("company_class", CompanyClass, name="benefit_class_is_known"),
            Check(
                "event_kind IN ('', " + ", ".join(f"'{kind}'" for kind in EventKind) + ")",
                name="benefit_kind_is_known",
            ),
            Check("year BETWEEN 2000 AND 2200", name="benefit_year"),
            Check("free_seats >= 0", name="benefit_not_negative"),
        )


class BenefitCounter(Record):
    """How many of a benefit's seats a company uses now: the counter that a race meets."""

    company: fields.ForeignKeyRelation[Company] = fields.ForeignKeyField(
        "events.Company", related_name="benefit_counters", on_delete=OnDelete.RESTRICT
    )
    company_id: int
    benefit: fields.ForeignKeyRelation[Benefit] = fields.ForeignKeyField(
        "events.Benefit", related_name="counters", on_delete=OnDelete.RESTRICT
    )
    benefit_id: int
    used = fields.IntField(default=0)

    class Meta:
        table = "benefit_counters"
        unique_together = (("company", "benefit"),)
        constraints = (Check("used >= 0", name="benefit_counter_not_negative"),)


class BenefitUse(Record):
    """One seat without cost that a company used; a seat given back is returned to the year it came from."""

    company: fields.ForeignKeyRelation[Company] = fields.ForeignKeyField(
        "events.Company", related_name="benefit_uses", on_delete=OnDelete.RESTRICT
    )
    company_id: int
    benefit: fields.ForeignKeyRelation[Benefit] = fields.ForeignKeyField(
        "events.Benefit", related_name="uses", on_delete=OnDelete.RESTRICT
    )
    benefit_id: int
    year = fields.IntField()
    registration: fields.ForeignKeyRelation[Registration] = fields.ForeignKeyField(
        "events.Registration", related_name="benefit_uses", on_delete=OnDelete.RESTRICT
    )
    registration_id: int
    used_at = fields.DatetimeField()
    returned_at = fields.DatetimeField(null=True)

    class Meta:
        table = "benefit_uses"
        indexes = (Index(fields=("company_id", "year")),)
        constraints = (
            Unique(fields=("registration_id",), name="one_live_benefit_use", condition="returned_at IS NULL"),
        )
