"""Tables of the door: gates, the devices enrolled at them, the log of scans and the guard of who is inside."""

from tortoise import fields
from tortoise.fields import OnDelete
from tortoise.indexes import Index

from events_app.checkin.kinds import Decision, Direction, Method, Verdict
from events_app.core.models import Check, Record, Unique, enum_check, only_grow
from events_app.events.models import AgendaSession, Event


class Gate(Record):
    """A door of an event. `session` limits it to one session of the agenda, `ticket_types` (ids) to some tickets."""

    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "events.Event", related_name="gates", on_delete=OnDelete.CASCADE
    )
    event_id: int
    name = fields.CharField(max_length=60)
    session: fields.ForeignKeyNullableRelation[AgendaSession] = fields.ForeignKeyField(
        "events.AgendaSession", related_name="gates", null=True, on_delete=OnDelete.RESTRICT
    )
    session_id: int | None
    ticket_types: fields.JSONField[list[int]] = fields.JSONField(default=list)
    reentry = fields.BooleanField(default=False)
    opens_at = fields.DatetimeField(null=True)
    closes_at = fields.DatetimeField(null=True)

    class Meta:
        table = "gates"
        unique_together = (("event", "name"),)
        constraints = (
            Check("name <> ''", name="gate_has_a_name"),
            Check("opens_at IS NULL OR closes_at IS NULL OR closes_at > opens_at", name="gate_hours_in_order"),
        )


class EnrolmentLink(Record):
    """A link and, apart from it, a PIN: together they enrol one device at one gate, once."""

    gate: fields.ForeignKeyRelation[Gate] = fields.ForeignKeyField(
        "events.Gate", related_name="enrolments", on_delete=OnDelete.CASCADE
    )
    gate_id: int
    token_hash = fields.CharField(max_length=64, unique=True)
    pin_hash = fields.CharField(max_length=64)
    supervisor = fields.BooleanField(default=False)
    attempts = fields.IntField(default=0)
    made_by = fields.CharField(max_length=120)
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "enrolment_links"
        constraints = (Check("attempts BETWEEN 0 AND 5", name="enrolment_attempts_limited"),)


class Device(Record):
    """A phone or scanner that may write to one gate's log until it is revoked."""

    gate: fields.ForeignKeyRelation[Gate] = fields.ForeignKeyField(
        "events.Gate", related_name="devices", on_delete=OnDelete.RESTRICT
    )
    gate_id: int
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "events.Event", related_name="devices", on_delete=OnDelete.RESTRICT
    )
    event_id: int
    label = fields.CharField(max_length=60)
    token_hash = fields.CharField(max_length=64, unique=True)
    supervisor = fields.BooleanField(default=False)
    enrolled_by = fields.CharField(max_length=120)
    enrolled_at = fields.DatetimeField()
    last_seen_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)
    revoked_by = fields.CharField(max_length=120, default="")

    class Meta:
        table = "devices"


class Scan(Record):
    """One reading, never changed; a quarantined one waits for the supervisor.

    `happened_at` is the device's time put right by its offset (seconds), never later than `received_at`; the verdict
    is the truth at that moment and `answer` holds the facts that the device was told.
    """

    client_id = fields.UUIDField()
    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField(
        "events.Device", related_name="scans", on_delete=OnDelete.RESTRICT
    )
    device_id: int
    gate: fields.ForeignKeyRelation[Gate] = fields.ForeignKeyField(
        "events.Gate", related_name="scans", on_delete=OnDelete.RESTRICT
    )
    gate_id: int
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "events.Event", related_name="scans", on_delete=OnDelete.RESTRICT
    )
    event_id: int
    place = fields.CharField(max_length=40)
    sequence = fields.BigIntField()
    code_hash = fields.CharField(max_length=64, default="")
    credential = fields.CharField(max_length=60, default="")
    method = fields.CharEnumField(Method, max_length=6, default=Method.CODE)
    direction = fields.CharEnumField(Direction, max_length=4, default=Direction.IN)
    device_time = fields.DatetimeField()
    clock_offset = fields.FloatField(default=0)
    happened_at = fields.DatetimeField()
    received_at = fields.DatetimeField()
    verdict = fields.CharEnumField(Verdict, max_length=16)
    because = fields.CharField(max_length=200, default="")
    answer: fields.JSONField[dict[str, object]] = fields.JSONField(default=dict)
    quarantined = fields.BooleanField(default=False)

    class Meta:
        table = "scans"
        indexes = (Index(fields=("event_id", "id")), Index(fields=("credential", "place")))
        constraints = (
            Unique(fields=("device_id", "client_id"), name="one_scan_per_client_id"),
            enum_check("verdict", Verdict, name="scan_verdict_known"),
            enum_check("direction", Direction, name="scan_direction_known"),
            enum_check("method", Method, name="scan_method_known"),
            Check("verdict NOT IN ('admitted', 'exited') OR credential <> ''", name="scan_admits_somebody"),
            Check("NOT quarantined OR verdict = 'revoked'", name="scan_quarantined_is_revoked"),
            Check("sequence >= 0", name="scan_sequence_not_negative"),
        )


class ScanUndo(Record):
    """A supervisor took an admission back: an entry of its own, so that the log only grows."""

    scan: fields.OneToOneRelation[Scan] = fields.OneToOneField(
        "events.Scan", related_name="undo", on_delete=OnDelete.RESTRICT
    )
    scan_id: int
    undone_by = fields.CharField(max_length=120)
    undone_at = fields.DatetimeField()
    reason = fields.CharField(max_length=200)

    class Meta:
        table = "scan_undos"
        constraints = (Check("reason <> ''", name="scan_undo_has_a_reason"),)


class ScanReview(Record):
    """What a supervisor decided about a quarantined reading or a conflict, so that it stops waiting; never changed."""

    scan: fields.OneToOneRelation[Scan] = fields.OneToOneField(
        "events.Scan", related_name="review", on_delete=OnDelete.RESTRICT
    )
    scan_id: int
    decision = fields.CharEnumField(Decision, max_length=10)
    decided_by = fields.CharField(max_length=120)
    decided_at = fields.DatetimeField()
    note = fields.CharField(max_length=200, default="")

    class Meta:
        table = "scan_reviews"
        constraints = (enum_check("decision", Decision, name="scan_review_decision_known"),)


class Admission(Record):
    """Who is inside which place ("event" or "session:4"); its guarded write lets exactly one of many scans win."""

    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "events.Event", related_name="admissions", on_delete=OnDelete.CASCADE
    )
    event_id: int
    place = fields.CharField(max_length=40)
    credential = fields.CharField(max_length=60)
    inside = fields.BooleanField()
    entries = fields.IntField(default=1)
    people = fields.IntField(default=1)
    since = fields.DatetimeField()
    gate: fields.ForeignKeyRelation[Gate] = fields.ForeignKeyField(
        "events.Gate", related_name="admissions", on_delete=OnDelete.RESTRICT
    )
    gate_id: int

    class Meta:
        table = "admissions"
        indexes = (Index(fields=("event_id", "place", "inside")),)
        constraints = (
            Unique(fields=("event_id", "place", "credential"), name="one_admission_per_place"),
            Check("entries >= 0", name="admission_entries_not_negative"),
            Check("people >= 1", name="admission_people_positive"),
            Check("NOT inside OR entries >= 1", name="admission_inside_came_in"),
        )


EXTRA_SQL: tuple[tuple[str, str], ...] = (
    only_grow(scans_only_grow="scans", scan_undos_only_grow="scan_undos", scan_reviews_only_grow="scan_reviews"),
)
