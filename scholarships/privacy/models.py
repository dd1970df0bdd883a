"""What a person asks about their own data: access, correction, deletion, opposition; answered within twenty days."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.fields import OnDelete

from events_app.core.models import Check, Record, enum_check
from events_app.core.states import Moves
from scholarships.applications.models import Application


class ArcoKind(StrEnum):
    ACCESS = "access"
    RECTIFICATION = "rectification"
    CANCELLATION = "cancellation"
    OPPOSITION = "opposition"


class ArcoStatus(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    REFUSED = "refused"


ARCO_MOVES = Moves({ArcoStatus.OPEN: {ArcoStatus.ANSWERED, ArcoStatus.REFUSED}})


class ArcoRequest(Record):
    """Asked through the family's own link, so that nobody asks for somebody else's data."""

    application: fields.ForeignKeyRelation[Application] = fields.ForeignKeyField(
        "scholarships.Application", related_name="arco_requests", on_delete=OnDelete.RESTRICT
    )
    kind = fields.CharEnumField(ArcoKind, max_length=13)
    status = fields.CharEnumField(ArcoStatus, max_length=8, default=ArcoStatus.OPEN)
    text = fields.TextField(default="")
    filed_at = fields.DatetimeField()
    due_on = fields.DateField()
    answer = fields.TextField(default="")
    answered_by = fields.CharField(max_length=60, default="")
    answered_at = fields.DatetimeField(null=True)

    application_id: int

    class Meta:
        table = "scholarship_arco_requests"
        indexes = (("status", "due_on"),)
        constraints = (
            enum_check("kind", ArcoKind, name="arco_kind"),
            enum_check("status", ArcoStatus, name="arco_status"),
            Check("(status = 'open') = (answered_at IS NULL)", name="arco_answered_at"),
            Check("status = 'open' OR answer <> ''", name="arco_is_answered"),
        )
