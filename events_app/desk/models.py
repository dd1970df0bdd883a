"""The table of who asks to coordinate a company: a second coordinator, or one who takes over."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.fields import OnDelete

from events_app.accounts.models import RoleGrant
from events_app.core.models import Check, Record, Unique, enum_check
from events_app.core.states import Moves
from events_app.directory.models import Company


class AskedFor(StrEnum):
    SECOND = "second"
    HANDOVER = "handover"


class RequestStatus(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


REQUEST_MOVES = Moves(
    {RequestStatus.WAITING: {RequestStatus.APPROVED, RequestStatus.DECLINED, RequestStatus.WITHDRAWN}}
)


class CoordinatorRequest(Record):
    """A coordinator names another one; the association approves before anything is shown to them."""

    company: fields.ForeignKeyRelation[Company] = fields.ForeignKeyField(
        "events.Company", related_name="coordinator_requests", on_delete=OnDelete.RESTRICT
    )
    company_id: int
    kind = fields.CharEnumField(AskedFor, max_length=10)
    name = fields.CharField(max_length=120)
    email = fields.CharField(max_length=254)
    status = fields.CharEnumField(RequestStatus, max_length=10, default=RequestStatus.WAITING)
    asked_by = fields.CharField(max_length=60)
    asked_at = fields.DatetimeField()
    decided_by = fields.CharField(max_length=60, default="")
    decided_at = fields.DatetimeField(null=True)
    reason = fields.CharField(max_length=300, default="")
    grant: fields.ForeignKeyNullableRelation[RoleGrant] = fields.ForeignKeyField(
        "events.RoleGrant", related_name="coordinator_requests", null=True, on_delete=OnDelete.SET_NULL
    )
    grant_id: int | None

    class Meta:
        table = "coordinator_requests"
        constraints = (
            enum_check("kind", AskedFor, name="coordinator_request_kind"),
            enum_check("status", RequestStatus, name="coordinator_request_status"),
            Check("email = lower(email) AND email <> ''", name="coordinator_request_email"),
            Check("(status = 'waiting') = (decided_at IS NULL)", name="coordinator_request_decided"),
            Unique(
                fields=("company_id", "email"), name="one_waiting_coordinator_request", condition="status = 'waiting'"
            ),
        )
