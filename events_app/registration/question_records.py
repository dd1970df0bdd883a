"""The tables of what an event asks, what it must approve, and what a company is asked to pay."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.fields import OnDelete
from tortoise.indexes import Index

from events_app.core.models import Check, Record, Unique, enum_check
from events_app.core.states import Moves
from events_app.core.tables import StoredFile
from events_app.directory.models import Company
from events_app.events.models import Event, TicketType
from events_app.registration.group_records import RegistrationGroup
from events_app.registration.models import Registration


class AskedPer(StrEnum):
    ORDER = "order"
    TICKET = "ticket"


class Answered(StrEnum):
    """What became of something that somebody had to decide."""

    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


ANSWERED_MOVES = Moves({Answered.WAITING: {Answered.APPROVED, Answered.DECLINED, Answered.LAPSED, Answered.WITHDRAWN}})


class Question(Record):
    """What an event asks; one that was answered is retired when edited, and its next version has the same `key`.

    `condition` names by key the questions that it depends on, and which answers to each make it be asked.
    """

    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "events.Event", related_name="questions", on_delete=OnDelete.CASCADE
    )
    event_id: int
    ticket_type: fields.ForeignKeyNullableRelation[TicketType] = fields.ForeignKeyField(
        "events.TicketType", related_name="questions", null=True, on_delete=OnDelete.CASCADE
    )
    ticket_type_id: int | None
    key = fields.CharField(max_length=12)
    kind = fields.CharField(max_length=20)
    label_es = fields.CharField(max_length=200)
    label_en = fields.CharField(max_length=200, default="")
    hint_es = fields.CharField(max_length=300, default="")
    hint_en = fields.CharField(max_length=300, default="")
    required = fields.BooleanField(default=False)
    options: fields.JSONField[list[dict[str, str]]] = fields.JSONField(default=list)
    settings: fields.JSONField[dict[str, str]] = fields.JSONField(default=dict)
    condition: fields.JSONField[dict[str, list[str]]] = fields.JSONField(default=dict)
    position = fields.IntField(default=0)
    per = fields.CharEnumField(AskedPer, max_length=8, default=AskedPer.TICKET)
    replaces: fields.ForeignKeyNullableRelation[Question] = fields.ForeignKeyField(
        "events.Question", related_name="replaced_by", null=True, on_delete=OnDelete.RESTRICT
    )
    replaces_id: int | None
    retired_at = fields.DatetimeField(null=True)

    class Meta:
        table = "questions"
        indexes = (Index(fields=("event_id", "position")),)
        constraints = (
            enum_check("per", AskedPer, name="question_per"),
            Check("label_es <> '' AND kind <> ''", name="question_has_words"),
            Check("key ~ '^q[0-9]{1,9}$'", name="question_key"),
            Unique(fields=("event_id", "key"), name="one_current_question_per_key", condition="retired_at IS NULL"),
        )

    def label(self, locale: str) -> str:
        return (self.label_en if locale == "en" else "") or self.label_es

    def hint(self, locale: str) -> str:
        return (self.hint_en if locale == "en" else "") or self.hint_es


class Answer(Record):
    """One person's answer, or the answer that a group gave once for all its people."""

    registration: fields.ForeignKeyNullableRelation[Registration] = fields.ForeignKeyField(
        "events.Registration", related_name="answers", null=True, on_delete=OnDelete.CASCADE
    )
    registration_id: int | None
    group: fields.ForeignKeyNullableRelation[RegistrationGroup] = fields.ForeignKeyField(
        "events.RegistrationGroup", related_name="answers", null=True, on_delete=OnDelete.CASCADE
    )
    group_id: int | None
    question: fields.ForeignKeyRelation[Question] = fields.ForeignKeyField(
        "events.Question", related_name="answers", on_delete=OnDelete.RESTRICT
    )
    question_id: int
    value: fields.JSONField[object] = fields.JSONField()
    file: fields.ForeignKeyNullableRelation[StoredFile] = fields.ForeignKeyField(
        "events.StoredFile", related_name="answers", null=True, on_delete=OnDelete.RESTRICT
    )
    file_id: int | None
    answered_at = fields.DatetimeField()

    class Meta:
        table = "answers"
        unique_together = (("registration", "question"), ("group", "question"))
        constraints = (Check("(registration_id IS NULL) <> (group_id IS NULL)", name="answer_of_a_person_or_a_group"),)


class Approval(Record):
    """The organiser's decision on one registration that asked for a seat."""

    registration: fields.ForeignKeyRelation[Registration] = fields.ForeignKeyField(
        "events.Registration", related_name="approvals", on_delete=OnDelete.CASCADE
    )
    registration_id: int
    status = fields.CharEnumField(Answered, max_length=10, default=Answered.WAITING)
    decide_by = fields.DatetimeField()
    decided_by = fields.CharField(max_length=60, default="")
    decided_at = fields.DatetimeField(null=True)
    reason = fields.CharField(max_length=300, default="")
    reminded_at = fields.DatetimeField(null=True)

    class Meta:
        table = "approvals"
        constraints = (
            enum_check("status", Answered, name="approval_status"),
            Check("(status = 'waiting') = (decided_at IS NULL)", name="approval_decided"),
            Unique(fields=("registration_id",), name="one_waiting_approval", condition="status = 'waiting'"),
        )


class CompanyRequest(Record):
    """An employee registered alone and asks the company to pay; the seat waits for its answer."""

    registration: fields.ForeignKeyRelation[Registration] = fields.ForeignKeyField(
        "events.Registration", related_name="company_requests", on_delete=OnDelete.CASCADE
    )
    registration_id: int
    company: fields.ForeignKeyRelation[Company] = fields.ForeignKeyField(
        "events.Company", related_name="payment_requests", on_delete=OnDelete.RESTRICT
    )
    company_id: int
    status = fields.CharEnumField(Answered, max_length=10, default=Answered.WAITING)
    hold_until = fields.DatetimeField()
    asked_at = fields.DatetimeField()
    decided_by = fields.CharField(max_length=60, default="")
    decided_at = fields.DatetimeField(null=True)
    reason = fields.CharField(max_length=300, default="")
    reminded_at = fields.DatetimeField(null=True)

    class Meta:
        table = "company_requests"
        indexes = (Index(fields=("company_id", "status")),)
        constraints = (
            enum_check("status", Answered, name="company_request_status"),
            Check("(status = 'waiting') = (decided_at IS NULL)", name="company_request_decided"),
            Unique(fields=("registration_id",), name="one_waiting_company_request", condition="status = 'waiting'"),
        )


class CompanyLimits(Record):
    """How much a company pays when its people ask it to, in centavos; none is without limit."""

    company: fields.OneToOneRelation[Company] = fields.OneToOneField(
        "events.Company", related_name="limits", on_delete=OnDelete.RESTRICT
    )
    company_id: int
    per_person = fields.BigIntField(null=True)
    per_event = fields.BigIntField(null=True)
    currency = fields.CharField(max_length=3, default="MXN")

    class Meta:
        table = "company_limits"
        constraints = (
            Check("per_person IS NULL OR per_person >= 0", name="company_limit_per_person"),
            Check("per_event IS NULL OR per_event >= 0", name="company_limit_per_event"),
            Check("currency IN ('MXN', 'USD')", name="company_limit_currency"),
        )
