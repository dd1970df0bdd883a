"""Tables of the events room: events, their agenda, ticket types, prices and invited companies."""

from __future__ import annotations

from tortoise import fields
from tortoise.fields import OnDelete

from events_app.core.models import Check, Record, Unique, enum_check
from events_app.directory.models import Committee, Company
from events_app.events.kinds import Audience, EventKind, EventStatus, SpokenLanguage, Visibility

__all__ = [
    "AgendaSession",
    "Audience",
    "Event",
    "EventInvitation",
    "EventKind",
    "EventStatus",
    "Price",
    "SpokenLanguage",
    "TicketType",
    "Visibility",
]


def usual_reminders() -> list[int]:
    """How many days before an event its people are reminded, unless it says otherwise."""
    return [3, 1]


class Event(Record):
    slug = fields.CharField(max_length=80, unique=True)
    code = fields.CharField(max_length=6, unique=True)
    kind = fields.CharEnumField(EventKind, max_length=16)
    title_es = fields.CharField(max_length=120)
    title_en = fields.CharField(max_length=120, default="")
    summary_es = fields.CharField(max_length=300, default="")
    summary_en = fields.CharField(max_length=300, default="")
    text_es = fields.TextField(default="")
    text_en = fields.TextField(default="")
    starts_at = fields.DatetimeField(db_index=True)
    ends_at = fields.DatetimeField()
    timezone = fields.CharField(max_length=64, default="America/Hermosillo")
    previous_starts_at = fields.DatetimeField(null=True)
    dates_pending = fields.BooleanField(default=False)
    venue_name = fields.CharField(max_length=120, default="")
    venue_address = fields.CharField(max_length=300, default="")
    map_url = fields.CharField(max_length=500, default="")
    online_url = fields.CharField(max_length=500, default="")
    online_details = fields.TextField(default="")
    spoken = fields.CharEnumField(SpokenLanguage, max_length=4, default=SpokenLanguage.SPANISH)
    capacity = fields.IntField(null=True)
    taken = fields.IntField(default=0)
    last_folio = fields.IntField(default=0)
    most_per_company = fields.IntField(null=True)
    limit_lifts_at = fields.DatetimeField(null=True)
    status = fields.CharEnumField(EventStatus, max_length=12, default=EventStatus.DRAFT)
    status_reason = fields.CharField(max_length=300, default="")
    visibility = fields.CharEnumField(Visibility, max_length=8, default=Visibility.PUBLIC)
    sale_opens_at = fields.DatetimeField(null=True)
    sale_closes_at = fields.DatetimeField(null=True)
    committee: fields.ForeignKeyNullableRelation[Committee] = fields.ForeignKeyField(
        "events.Committee", related_name="events", null=True, on_delete=OnDelete.RESTRICT
    )
    currency = fields.CharField(max_length=3, default="MXN")
    search_key = fields.CharField(max_length=600, default="")
    plan_key = fields.CharField(max_length=16, null=True, unique=True)
    published_at = fields.DatetimeField(null=True)
    changed_at = fields.DatetimeField()
    revision = fields.IntField(default=0)
    # What buyers are promised at purchase: days before the event → percent given back; hours before it, names change.
    refund_steps: fields.Field[list[list[int]]] = fields.JSONField(default=list)
    substitution_hours = fields.IntField(default=24)
    company_answer_days = fields.IntField(default=3)
    group_pay_days = fields.IntField(default=10)
    reminder_days: fields.Field[list[int]] = fields.JSONField(default=usual_reminders)

    committee_id: int | None
    agenda: fields.ReverseRelation[AgendaSession]
    ticket_types: fields.ReverseRelation[TicketType]
    invitations: fields.ReverseRelation[EventInvitation]

    class Meta:
        table = "events"
        constraints = (
            enum_check("kind", EventKind, name="event_kind"),
            enum_check("status", EventStatus, name="event_status"),
            enum_check("visibility", Visibility, name="event_visibility"),
            Check("taken >= 0 AND (capacity IS NULL OR taken <= capacity)", name="event_taken_in_capacity"),
            Check("capacity IS NULL OR capacity > 0", name="event_capacity_positive"),
            Check("ends_at > starts_at", name="event_ends_after_it_starts"),
            Check(
                "sale_opens_at IS NULL OR sale_closes_at IS NULL OR sale_closes_at > sale_opens_at",
                name="event_sale_closes_after_it_opens",
            ),
            Check("substitution_hours BETWEEN 0 AND 2000", name="event_substitution_hours"),
            Check("company_answer_days BETWEEN 1 AND 30", name="event_company_answer_days"),
            Check("group_pay_days BETWEEN 1 AND 90", name="event_group_pay_days"),
            Check("last_folio >= 0", name="event_folio_counter_positive"),
            Check("most_per_company >= 1", name="event_most_per_company"),
            Check("currency IN ('MXN', 'USD')", name="event_currency"),
        )

    def title(self, locale: str) -> str:
        return (self.title_en if locale == "en" else "") or self.title_es

    def summary(self, locale: str) -> str:
        return (self.summary_en if locale == "en" else "") or self.summary_es

    def text(self, locale: str) -> str:
        return (self.text_en if locale == "en" else "") or self.text_es


class AgendaSession(Record):
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "events.Event", related_name="agenda", on_delete=OnDelete.CASCADE
    )
    title_es = fields.CharField(max_length=120)
    title_en = fields.CharField(max_length=120, default="")
    speaker = fields.CharField(max_length=120, default="")
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    room = fields.CharField(max_length=80, default="")
    capacity = fields.IntField(null=True)

    event_id: int

    class Meta:
        table = "agenda_sessions"
        ordering = ("starts_at", "id")
        constraints = (
            Check("ends_at > starts_at", name="agenda_session_ends_after_it_starts"),
            Check("capacity IS NULL OR capacity > 0", name="agenda_session_capacity_positive"),
        )

    def title(self, locale: str) -> str:
        return (self.title_en if locale == "en" else "") or self.title_es


class TicketType(Record):
    """`sessions` lists agenda session ids; empty admits to the whole event. `asks` names what the form asks.

    A group of `group_from` people of one company or more pays `group_percent` % less.
    """

    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "events.Event", related_name="ticket_types", on_delete=OnDelete.CASCADE
    )
    name_es = fields.CharField(max_length=80)
    name_en = fields.CharField(max_length=80, default="")
    quota = fields.IntField(null=True)
    taken = fields.IntField(default=0)
    position = fields.IntField(default=0)
    valid_from = fields.DatetimeField(null=True)
    valid_until = fields.DatetimeField(null=True)
    sessions: fields.Field[list[int]] = fields.JSONField(default=list)
    max_companions = fields.IntField(default=0)
    asks: fields.Field[list[str]] = fields.JSONField(default=list)
    tax_code = fields.CharField(max_length=16, default="IVA16")
    on_sale = fields.BooleanField(default=True)
    group_from = fields.IntField(null=True)
    group_percent = fields.IntField(default=0)
    needs_approval = fields.BooleanField(default=False)
    pay_within_days = fields.IntField(default=3)

    event_id: int
    prices: fields.ReverseRelation[Price]

    class Meta:
        table = "ticket_types"
        ordering = ("position", "id")
        constraints = (
            Check("taken >= 0 AND (quota IS NULL OR taken <= quota)", name="ticket_type_taken_in_quota"),
            Check("quota IS NULL OR quota > 0", name="ticket_type_quota_positive"),
            Check("max_companions BETWEEN 0 AND 20", name="ticket_type_companions"),
            Check("group_from IS NULL OR group_from >= 2", name="ticket_type_group_from"),
            Check("group_percent BETWEEN 0 AND 100", name="ticket_type_group_percent"),
            Check("pay_within_days BETWEEN 1 AND 90", name="ticket_type_pay_within"),
            Check(
                "valid_from IS NULL OR valid_until IS NULL OR valid_until > valid_from",
                name="ticket_type_valid_window",
            ),
        )

    def name(self, locale: str) -> str:
        return (self.name_en if locale == "en" else "") or self.name_es


class Price(Record):
    """A net amount in centavos for one audience, for all the time or between two moments (early bird)."""

    ticket_type: fields.ForeignKeyRelation[TicketType] = fields.ForeignKeyField(
        "events.TicketType", related_name="prices", on_delete=OnDelete.CASCADE
    )
    audience = fields.CharEnumField(Audience, max_length=12)
    net_amount = fields.IntField()
    starts_at = fields.DatetimeField(null=True)
    ends_at = fields.DatetimeField(null=True)

    ticket_type_id: int

    class Meta:
        table = "prices"
        ordering = ("id",)
        constraints = (
            enum_check("audience", Audience, name="price_audience"),
            Check("net_amount >= 0", name="price_not_negative"),
            Check("starts_at IS NULL OR ends_at IS NULL OR ends_at > starts_at", name="price_window"),
            Unique(
                fields=("ticket_type_id", "audience"),
                name="one_regular_price_per_audience",
                condition="starts_at IS NULL AND ends_at IS NULL",
            ),
        )


class EventInvitation(Record):
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "events.Event", related_name="invitations", on_delete=OnDelete.CASCADE
    )
    company: fields.ForeignKeyRelation[Company] = fields.ForeignKeyField(
        "events.Company", related_name="event_invitations", on_delete=OnDelete.RESTRICT
    )

    event_id: int
    company_id: int

    class Meta:
        table = "event_invitations"
        unique_together = (("event", "company"),)
