"""The tables behind the furniture: the audit and its seals, jobs, the outbox, counters of attempts and stored files."""

from enum import StrEnum

from tortoise import fields
from tortoise.fields import OnDelete

from events_app.core.models import Check, Record, Unique, enum_check
from events_app.core.states import Moves


class AuditSeal(Record):
    """A batch of audit entries closed over the previous seal; changing any of them later breaks every later seal."""

    position = fields.IntField(unique=True)
    previous = fields.CharField(max_length=64)
    digest = fields.CharField(max_length=64, unique=True)
    entries = fields.IntField()

    class Meta:
        table = "audit_seals"
        constraints = (
            Check("position >= 1", name="audit_seal_position_from_one"),
            Check("entries >= 1", name="audit_seal_has_entries"),
        )


class AuditEntry(Record):
    """Who did what to which thing, and when; what may have to be erased one day stands apart, in AuditDetail."""

    happened_at = fields.DatetimeField()
    actor = fields.CharField(max_length=120, db_index=True)
    action = fields.CharField(max_length=80, db_index=True)
    subject = fields.CharField(max_length=120, db_index=True)
    detail_digest = fields.CharField(max_length=64)
    digest = fields.CharField(max_length=64)
    seal: fields.ForeignKeyNullableRelation[AuditSeal] = fields.ForeignKeyField(
        "events.AuditSeal", related_name="sealed", null=True, on_delete=OnDelete.RESTRICT
    )

    class Meta:
        table = "audit_entries"
        constraints = (
            Check("length(digest) = 64", name="audit_entry_digest_whole"),
            Check("length(detail_digest) IN (0, 64)", name="audit_entry_detail_digest_whole"),
        )


class AuditDetail(Record):
    """The erasable part of an entry, as the exact JSON text whose salted digest the entry carries."""

    entry: fields.OneToOneRelation[AuditEntry] = fields.OneToOneField(
        "events.AuditEntry", related_name="detail", on_delete=OnDelete.CASCADE
    )
    salt = fields.CharField(max_length=32)
    body = fields.TextField()

    class Meta:
        table = "audit_details"


class JobStatus(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


JOB_MOVES = Moves(
    {
        JobStatus.WAITING: {JobStatus.RUNNING},
        JobStatus.RUNNING: {JobStatus.DONE, JobStatus.WAITING, JobStatus.FAILED},
        JobStatus.FAILED: {JobStatus.WAITING},
    }
)


class Job(Record):
    """Work for later, written in the same transaction as its cause.

    `attempts` also fences: a worker whose lease ran out can no longer finish the job that another one took over.
    `again_at` remembers that the same work was asked for while it was being done.
    """

    kind = fields.CharField(max_length=80)
    payload: fields.JSONField[dict[str, object]] = fields.JSONField()
    key = fields.CharField(max_length=200, null=True)
    status = fields.CharEnumField(JobStatus, max_length=10, default=JobStatus.WAITING)
    run_at = fields.DatetimeField()
    again_at = fields.DatetimeField(null=True)
    attempts = fields.IntField(default=0)
    max_attempts = fields.IntField(default=12)
    lease_until = fields.DatetimeField(null=True)
    finished_at = fields.DatetimeField(null=True)
    last_error = fields.CharField(max_length=500, default="")

    class Meta:
        table = "jobs"
        indexes = (("status", "run_at"),)
        constraints = (
            enum_check("status", JobStatus, name="job_status_known"),
            Check("(status = 'running') = (lease_until IS NOT NULL)", name="job_runs_under_a_lease"),
            Check("(status IN ('done', 'failed')) = (finished_at IS NOT NULL)", name="job_finished_has_a_moment"),
            Check("attempts BETWEEN 0 AND max_attempts", name="job_attempts_in_range"),
            Unique(fields=("key",), name="one_unfinished_job_per_key", condition="status IN ('waiting', 'running')"),
        )


class TimetableRow(Record):
    """When a job of the timetable is due next; whoever moves it forward is the one process that queues the job."""

    kind = fields.CharField(max_length=80, unique=True)
    due_at = fields.DatetimeField()

    class Meta:
        table = "job_timetable"


class MailStatus(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    KEPT = "kept"


MAIL_MOVES = Moves(
    {
        MailStatus.QUEUED: {MailStatus.SENDING, MailStatus.KEPT, MailStatus.FAILED},
        MailStatus.SENDING: {MailStatus.SENT, MailStatus.FAILED, MailStatus.QUEUED, MailStatus.UNKNOWN},
        MailStatus.UNKNOWN: {MailStatus.SENT, MailStatus.QUEUED, MailStatus.FAILED},
        MailStatus.FAILED: {MailStatus.QUEUED},
        MailStatus.KEPT: {MailStatus.QUEUED},
    }
)


class OutboxMessage(Record):
    """An e-mail that is to leave at most once for each reason and address.

    `kept` means that there is no SMTP_URL: it stays here to be read. `unknown` means that the line was cut after the
    message was handed over: a person decides, nothing sends it again by itself. `context` is emptied once it is sent,
    because it carries secret links.
    """

    message = fields.CharField(max_length=80)
    address = fields.CharField(max_length=254)
    locale = fields.CharField(max_length=8)
    reason = fields.CharField(max_length=200)
    context: fields.JSONField[dict[str, object]] = fields.JSONField()
    attachments: fields.JSONField[list[str]] = fields.JSONField()
    unsubscribe_url = fields.CharField(max_length=500, default="")
    status = fields.CharEnumField(MailStatus, max_length=10, default=MailStatus.QUEUED)
    attempts = fields.IntField(default=0)
    accepted = fields.IntField(default=0)
    message_id = fields.CharField(max_length=200, default="")
    last_error = fields.CharField(max_length=500, default="")
    moved_at = fields.DatetimeField()
    moved_by = fields.CharField(max_length=120, default="system")
    moved_because = fields.CharField(max_length=300, default="")

    class Meta:
        table = "outbox_messages"
        indexes = (("status", "moved_at"),)
        constraints = (
            Unique(fields=("reason", "address"), name="one_message_per_reason_and_address"),
            enum_check("status", MailStatus, name="outbox_status_known"),
            Check("accepted BETWEEN 0 AND 1", name="outbox_accepted_at_most_once"),
            Check("status <> 'sent' OR accepted = 1", name="outbox_sent_was_accepted"),
        )


class MailRefusal(Record):
    """An address that does not want a kind of mail that nobody needs to receive, such as reminders."""

    address = fields.CharField(max_length=254)
    kind = fields.CharField(max_length=20)

    class Meta:
        table = "mail_refusals"
        constraints = (Unique(fields=("address", "kind"), name="one_mail_refusal_per_address_and_kind"),)


class RateCounter(Record):
    """How often a hashed key was used in the present window and in the one before it; holds no personal data."""

    name = fields.CharField(max_length=80)
    key_hash = fields.CharField(max_length=64)
    window_start = fields.DatetimeField()
    hits = fields.IntField()
    earlier = fields.IntField()
    admitted = fields.BooleanField()
    expires_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "rate_counters"
        constraints = (
            Unique(fields=("name", "key_hash"), name="one_counter_per_name_and_key"),
            Check("hits >= 0 AND earlier >= 0", name="rate_counter_not_negative"),
        )


class StoredFile(Record):
    """A file in the object store: what it is, how long it is, and the digest of its content."""

    kind = fields.CharField(max_length=40, db_index=True)
    name = fields.CharField(max_length=200)
    content_type = fields.CharField(max_length=100)
    size = fields.BigIntField()
    sha256 = fields.CharField(max_length=64, db_index=True)
    path = fields.CharField(max_length=200, unique=True)

    class Meta:
        table = "stored_files"
        constraints = (
            Check("size >= 0", name="stored_file_size_not_negative"),
            Check("length(sha256) = 64", name="stored_file_digest_whole"),
        )


class IdempotencyKey(Record):
    """A submit that was already attended: the same key with the same body gets `result` again."""

    actor = fields.CharField(max_length=120)
    path = fields.CharField(max_length=200)
    key = fields.CharField(max_length=100)
    body_hash = fields.CharField(max_length=64)
    result: fields.JSONField[dict[str, object] | None] = fields.JSONField(null=True)

    class Meta:
        table = "idempotency_keys"
        unique_together = (("actor", "path", "key"),)
