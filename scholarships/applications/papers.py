"""What stands beside an application: documents, consents, the company's answer, corrections, and who looked at what."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.fields import OnDelete

from events_app.core.models import Check, Record, Unique, enum_check, only_grow
from events_app.core.tables import StoredFile
from events_app.directory.models import Company
from scholarships.applications.models import Application
from scholarships.applications.states import CheckStatus, ConsentGiver, ScanStatus, Seen
from scholarships.calls.models import Call


class Document(Record):
    """One page or file of a kind of document; the current ones have neither `replaced_at` nor `removed_at`.

    `redacted` is the office's flattened picture with the identities blacked out: the only one that readers may see.
    """

    application: fields.ForeignKeyRelation[Application] = fields.ForeignKeyField(
        "scholarships.Application", related_name="documents", on_delete=OnDelete.RESTRICT
    )
    kind = fields.CharField(max_length=40)
    part = fields.IntField(default=1)
    file: fields.ForeignKeyNullableRelation[StoredFile] = fields.ForeignKeyField(
        "events.StoredFile", related_name="scholarship_documents", null=True, on_delete=OnDelete.SET_NULL
    )
    content_type = fields.CharField(max_length=60)
    size = fields.BigIntField()
    pages = fields.IntField(default=1)
    sha256 = fields.CharField(max_length=64)
    scan = fields.CharEnumField(ScanStatus, max_length=10, default=ScanStatus.PENDING)
    scanned_at = fields.DatetimeField(null=True)
    uploaded_at = fields.DatetimeField()
    replaced_at = fields.DatetimeField(null=True)
    removed_at = fields.DatetimeField(null=True)
    verdict = fields.CharEnumField(CheckStatus, max_length=10, default=CheckStatus.PENDING)
    verdict_reason = fields.CharField(max_length=300, default="")
    checked_by = fields.CharField(max_length=60, default="")
    checked_at = fields.DatetimeField(null=True)
    redacted: fields.ForeignKeyNullableRelation[StoredFile] = fields.ForeignKeyField(
        "events.StoredFile", related_name="scholarship_redacted", null=True, on_delete=OnDelete.SET_NULL
    )
    redacted_boxes: fields.JSONField[list[dict[str, Any]]] = fields.JSONField(default=list)
    redacted_by = fields.CharField(max_length=60, default="")
    redacted_at = fields.DatetimeField(null=True)

    application_id: int
    file_id: int | None
    redacted_id: int | None

    class Meta:
        table = "scholarship_documents"
        indexes = (("application_id", "kind"),)
        constraints = (
            enum_check("scan", ScanStatus, name="document_scan"),
            enum_check("verdict", CheckStatus, name="document_verdict"),
            Unique(
                fields=("application_id", "kind", "part"),
                name="one_current_document",
                condition="replaced_at IS NULL AND removed_at IS NULL",
            ),
            Check("size > 0 AND pages BETWEEN 1 AND 60 AND part BETWEEN 1 AND 9", name="document_size"),
            Check("sha256 ~ '^[0-9a-f]{64}$'", name="document_digest"),
            Check("verdict <> 'rejected' OR verdict_reason <> ''", name="document_rejected_says_why"),
            Check("(verdict <> 'pending') = (checked_at IS NOT NULL)", name="document_checked_has_a_moment"),
        )


class Consent(Record):
    """One purpose that the guardian, or the student of 18, agreed to: with which notice, and when."""

    application: fields.ForeignKeyRelation[Application] = fields.ForeignKeyField(
        "scholarships.Application", related_name="consents", on_delete=OnDelete.RESTRICT
    )
    purpose = fields.CharField(max_length=30)
    giver = fields.CharEnumField(ConsentGiver, max_length=10)
    notice_version = fields.CharField(max_length=20)
    given_at = fields.DatetimeField()
    withdrawn_at = fields.DatetimeField(null=True)

    application_id: int

    class Meta:
        table = "scholarship_consents"
        constraints = (
            enum_check("giver", ConsentGiver, name="consent_giver"),
            Unique(
                fields=("application_id", "purpose", "giver"),
                name="one_consent_in_force",
                condition="withdrawn_at IS NULL",
            ),
            Check("notice_version <> ''", name="consent_names_its_notice"),
            Check("withdrawn_at IS NULL OR withdrawn_at >= given_at", name="consent_moments_in_order"),
        )


class EmploymentAnswer(Record):
    """The company's one answer about the employee: works here or not, and since when."""

    application: fields.OneToOneRelation[Application] = fields.OneToOneField(
        "scholarships.Application", related_name="employment_answer", on_delete=OnDelete.RESTRICT
    )
    company: fields.ForeignKeyRelation[Company] = fields.ForeignKeyField(
        "events.Company", related_name="scholarship_employment_answers", on_delete=OnDelete.RESTRICT
    )
    works_here = fields.BooleanField()
    hired_on = fields.DateField(null=True)
    answered_by = fields.CharField(max_length=60)
    answered_at = fields.DatetimeField()

    application_id: int
    company_id: int

    class Meta:
        table = "scholarship_employment_answers"
        constraints = (Check("NOT works_here OR hired_on IS NOT NULL", name="employment_answer_has_a_day"),)


class Nomination(Record):
    """An employee's child that the company proposed by spreadsheet; `child_name_key` tells two children apart."""

    call: fields.ForeignKeyRelation[Call] = fields.ForeignKeyField(
        "scholarships.Call", related_name="nominations", on_delete=OnDelete.RESTRICT
    )
    company: fields.ForeignKeyRelation[Company] = fields.ForeignKeyField(
        "events.Company", related_name="scholarship_nominations", on_delete=OnDelete.RESTRICT
    )
    application: fields.ForeignKeyNullableRelation[Application] = fields.ForeignKeyField(
        "scholarships.Application", related_name="nominations", null=True, on_delete=OnDelete.SET_NULL
    )
    employee_number = fields.CharField(max_length=20)
    number_key = fields.CharField(max_length=20)
    employee_name = fields.CharField(max_length=240)
    surname_key = fields.CharField(max_length=160)
    child_name = fields.CharField(max_length=240, default="")
    child_name_key = fields.CharField(max_length=240, default="")
    email = fields.CharField(max_length=254, default="")
    phone = fields.CharField(max_length=16, default="")
    nominated_by = fields.CharField(max_length=60)
    nominated_at = fields.DatetimeField()

    call_id: int
    company_id: int
    application_id: int | None

    class Meta:
        table = "scholarship_nominations"
        constraints = (
            Unique(fields=("call_id", "company_id", "number_key", "child_name_key"), name="one_nomination_per_child"),
        )


class VerifiedFact(Record):
    """A value (average, grade …) that the office read in the documents and typed: what readers and rules go by."""

    application: fields.ForeignKeyRelation[Application] = fields.ForeignKeyField(
        "scholarships.Application", related_name="facts", on_delete=OnDelete.RESTRICT
    )
    key = fields.CharField(max_length=40)
    value = fields.CharField(max_length=200)
    verified_by = fields.CharField(max_length=60)
    verified_at = fields.DatetimeField()

    application_id: int

    class Meta:
        table = "scholarship_verified_facts"
        constraints = (Unique(fields=("application_id", "key"), name="one_fact_per_key"),)


class MaskedEssay(Record):
    """An essay without names: `text` is what the engine hid and a person of the office read; unchecked until then."""

    application: fields.ForeignKeyRelation[Application] = fields.ForeignKeyField(
        "scholarships.Application", related_name="masked_essays", on_delete=OnDelete.RESTRICT
    )
    key = fields.CharField(max_length=40)
    source_digest = fields.CharField(max_length=64)
    text = fields.TextField()
    masked = fields.IntField(default=0)
    checked_by = fields.CharField(max_length=60, default="")
    checked_at = fields.DatetimeField(null=True)

    application_id: int

    class Meta:
        table = "scholarship_masked_essays"
        constraints = (
            Unique(fields=("application_id", "key"), name="one_masked_essay_per_key"),
            Check("(checked_by <> '') = (checked_at IS NOT NULL)", name="masked_essay_checked_by_somebody"),
        )


class CorrectionRequest(Record):
    """What the office asks a family to mend, and until when; one open request at a time."""

    application: fields.ForeignKeyRelation[Application] = fields.ForeignKeyField(
        "scholarships.Application", related_name="corrections", on_delete=OnDelete.RESTRICT
    )
    asked: fields.JSONField[list[str]] = fields.JSONField(default=list)
    message = fields.CharField(max_length=1000)
    asked_by = fields.CharField(max_length=60)
    asked_at = fields.DatetimeField()
    due_at = fields.DatetimeField()
    answered_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)

    application_id: int

    class Meta:
        table = "scholarship_corrections"
        constraints = (
            Unique(fields=("application_id",), name="one_open_correction", condition="closed_at IS NULL"),
            Check("due_at > asked_at AND message <> ''", name="correction_gives_time"),
        )


class EligibilityRun(Record):
    """One examination of the applications against the frozen rules; a later run stands beside it, never over it."""

    call: fields.ForeignKeyRelation[Call] = fields.ForeignKeyField(
        "scholarships.Call", related_name="eligibility_runs", on_delete=OnDelete.RESTRICT
    )
    at = fields.DatetimeField()
    actor = fields.CharField(max_length=60)
    rules_hash = fields.CharField(max_length=64)
    inputs_hash = fields.CharField(max_length=64)
    reasons: fields.JSONField[dict[str, list[str]]] = fields.JSONField()

    call_id: int

    class Meta:
        table = "scholarship_eligibility_runs"


class AccessLog(Record):
    """Who looked at which child's file, and when; the chair of the committee may read it."""

    application: fields.ForeignKeyRelation[Application] = fields.ForeignKeyField(
        "scholarships.Application", related_name="views", on_delete=OnDelete.RESTRICT
    )
    document_id = fields.BigIntField(null=True)
    seen = fields.CharEnumField(Seen, max_length=12)
    actor = fields.CharField(max_length=60)
    why = fields.CharField(max_length=200, default="")
    at = fields.DatetimeField()

    application_id: int

    class Meta:
        table = "scholarship_access_log"
        indexes = (("application_id", "at"), ("actor", "at"))
        constraints = (enum_check("seen", Seen, name="access_log_seen"),)


EXTRA_SQL: tuple[tuple[str, str], ...] = (
    only_grow(
        access_log_only_grows="scholarship_access_log",
        submissions_only_grow="scholarship_submissions",
        eligibility_runs_only_grow="scholarship_eligibility_runs",
    ),
)
