"""The tables of people who come together: a company's group, the spreadsheet that named them, and names exchanged."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.fields import OnDelete
from tortoise.indexes import Index

from events_app.core.models import Check, Record, Unique, enum_check
from events_app.core.states import Moves
from events_app.directory.models import Company, Person
from events_app.events.models import Event, TicketType
from events_app.payments.models import Order


class GroupStatus(StrEnum):
    DRAFT = "draft"
    HELD = "held"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


# A group is a draft while its rows are written and while its order is made anew; money that arrives late brings a
# released group back.
GROUP_MOVES = Moves(
    {
        GroupStatus.DRAFT: {GroupStatus.HELD, GroupStatus.CONFIRMED, GroupStatus.CANCELLED, GroupStatus.EXPIRED},
        GroupStatus.HELD: {
            GroupStatus.DRAFT,
            GroupStatus.CONFIRMED,
            GroupStatus.CANCELLED,
            GroupStatus.EXPIRED,
        },
        GroupStatus.CONFIRMED: {GroupStatus.CANCELLED},
        GroupStatus.EXPIRED: {GroupStatus.CONFIRMED},
        GroupStatus.CANCELLED: {GroupStatus.CONFIRMED},
    }
)


class SheetStatus(StrEnum):
    REVIEW = "review"
    CONFIRMING = "confirming"
    DONE = "done"
    DISCARDED = "discarded"


SHEET_MOVES = Moves(
    {
        SheetStatus.REVIEW: {SheetStatus.CONFIRMING, SheetStatus.DISCARDED},
        SheetStatus.CONFIRMING: {SheetStatus.DONE, SheetStatus.REVIEW},
        SheetStatus.DONE: {SheetStatus.REVIEW},
    }
)


class SheetVerdict(StrEnum):
    """What happens with a row of a company's list."""

    MISSING = "missing"
    WRONG_NUMBER = "wrong_number"
    REPEATED = "repeated"
    NOT_ALLOWED = "not_allowed"
    WAITING_LIST = "waiting_list"
    NEW_PERSON = "new_person"
    OK = "ok"
    REGISTERED = "registered"
    LEFT_OUT = "left_out"


class SheetUpload(Record):
    """A company's list for one event: what it said, the columns chosen, and how far its confirmation is."""

    token = fields.CharField(max_length=64, unique=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "events.Event", related_name="sheets", on_delete=OnDelete.RESTRICT
    )
    event_id: int
    company: fields.ForeignKeyRelation[Company] = fields.ForeignKeyField(
        "events.Company", related_name="sheets", on_delete=OnDelete.RESTRICT
    )
    company_id: int
    ticket_type: fields.ForeignKeyNullableRelation[TicketType] = fields.ForeignKeyField(
        "events.TicketType", related_name="sheets", null=True, on_delete=OnDelete.RESTRICT
    )
    ticket_type_id: int | None
    filename = fields.CharField(max_length=200)
    content_hash = fields.CharField(max_length=64)
    headers: fields.JSONField[list[str]] = fields.JSONField()
    columns: fields.JSONField[dict[str, int]] = fields.JSONField()
    status = fields.CharEnumField(SheetStatus, max_length=12, default=SheetStatus.REVIEW)
    total = fields.IntField(default=0)
    progress = fields.IntField(default=0)
    uploaded_by = fields.CharField(max_length=60)
    uploaded_at = fields.DatetimeField()
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "sheet_uploads"
        indexes = (Index(fields=("event_id", "company_id")),)
        constraints = (
            enum_check("status", SheetStatus, name="sheet_upload_status"),
            Check("progress BETWEEN 0 AND total", name="sheet_upload_progress_in_total"),
            Unique(
                fields=("event_id", "company_id", "content_hash"),
                name="one_sheet_per_content",
                condition="status <> 'discarded'",
            ),
        )


class RegistrationGroup(Record):
    """People of one company at one event under one order; `policy` is what its buyers were promised, frozen."""

    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "events.Event", related_name="groups", on_delete=OnDelete.RESTRICT
    )
    event_id: int
    company: fields.ForeignKeyRelation[Company] = fields.ForeignKeyField(
        "events.Company", related_name="groups", on_delete=OnDelete.RESTRICT
    )
    company_id: int
    order: fields.ForeignKeyNullableRelation[Order] = fields.ForeignKeyField(
        "events.Order", related_name="groups", null=True, on_delete=OnDelete.RESTRICT
    )
    order_id: int | None
    upload: fields.ForeignKeyNullableRelation[SheetUpload] = fields.ForeignKeyField(
        "events.SheetUpload", related_name="groups", null=True, on_delete=OnDelete.RESTRICT
    )
    upload_id: int | None
    status = fields.CharEnumField(GroupStatus, max_length=12, default=GroupStatus.DRAFT)
    policy: fields.JSONField[dict[str, object]] = fields.JSONField(default=dict)
    substitutions_until = fields.DatetimeField(null=True)
    hold_expires_at = fields.DatetimeField(null=True)
    created_by = fields.CharField(max_length=60)
    opened_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)
    end_reason = fields.CharField(max_length=300, default="")

    class Meta:
        table = "registration_groups"
        indexes = (Index(fields=("event_id", "company_id")), Index(fields=("status", "hold_expires_at")))
        constraints = (
            enum_check("status", GroupStatus, name="registration_group_status"),
            Check(
                "(status IN ('draft','held')) = (hold_expires_at IS NOT NULL)",
                name="registration_group_only_held_expires",
            ),
            Check("status <> 'held' OR order_id IS NOT NULL", name="registration_group_held_has_an_order"),
            Unique(fields=("order_id",), name="one_group_per_order", condition="order_id IS NOT NULL"),
            Unique(fields=("upload_id",), name="one_draft_per_sheet", condition="status = 'draft'"),
        )


class SheetRow(Record):
    """One row of a company's list: its cells, what was written over them, and what is to happen or happened."""

    upload: fields.ForeignKeyRelation[SheetUpload] = fields.ForeignKeyField(
        "events.SheetUpload", related_name="rows", on_delete=OnDelete.CASCADE
    )
    upload_id: int
    number = fields.IntField()
    cells: fields.JSONField[list[str]] = fields.JSONField()
    mended: fields.JSONField[dict[str, str]] = fields.JSONField(default=dict)
    left_out = fields.BooleanField(default=False)
    verdict = fields.CharEnumField(SheetVerdict, max_length=16)
    reasons: fields.JSONField[list[dict[str, object]]] = fields.JSONField(default=list)
    person_id = fields.BigIntField(null=True)
    group: fields.ForeignKeyNullableRelation[RegistrationGroup] = fields.ForeignKeyField(
        "events.RegistrationGroup", related_name="sheet_rows", null=True, on_delete=OnDelete.SET_NULL
    )
    group_id: int | None
    written_at = fields.DatetimeField(null=True)

    class Meta:
        table = "sheet_rows"
        constraints = (
            enum_check("verdict", SheetVerdict, name="sheet_row_verdict"),
            Unique(fields=("upload_id", "number"), name="one_sheet_row_a_number"),
        )


class Substitution(Record):
    """One name exchanged for another on a seat; never edited."""

    registration_id = fields.BigIntField(db_index=True)
    old_person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "events.Person", related_name="gave_seat", on_delete=OnDelete.RESTRICT
    )
    old_person_id: int
    new_person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "events.Person", related_name="received_seat", on_delete=OnDelete.RESTRICT
    )
    new_person_id: int
    actor = fields.CharField(max_length=60)
    at = fields.DatetimeField()

    class Meta:
        table = "substitutions"
        constraints = (Check("old_person_id <> new_person_id", name="substitution_of_two"),)
