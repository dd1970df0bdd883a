"""Who reads for a call, what stands in the way, and the invented files on which readers practise."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.fields import OnDelete

from events_app.accounts.models import User
from events_app.core.models import Check, Record, Unique, enum_check, only_grow
from events_app.core.states import Moves
from events_app.directory.models import Company, Person
from scholarships.applications.models import Application
from scholarships.calls.models import Call


class ReviewerStatus(StrEnum):
    INVITED = "invited"
    ACTIVE = "active"
    LEFT = "left"


REVIEWER_MOVES = Moves(
    {
        ReviewerStatus.INVITED: {ReviewerStatus.ACTIVE, ReviewerStatus.LEFT},
        ReviewerStatus.ACTIVE: {ReviewerStatus.LEFT},
        ReviewerStatus.LEFT: {ReviewerStatus.ACTIVE},
    }
)


class ConflictSource(StrEnum):
    COMPANY = "company"
    RELATIVE = "relative"
    DECLARED = "declared"
    CHAIR = "chair"


class ReviewSettings(Record):
    """How a call is read: who stands in for the chair's conflicts, and when one more reader reads."""

    call: fields.OneToOneRelation[Call] = fields.OneToOneField(
        "scholarships.Call", related_name="review_settings", on_delete=OnDelete.CASCADE
    )
    deputy: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "events.User", related_name="scholarship_deputy_of", null=True, on_delete=OnDelete.SET_NULL
    )
    seed = fields.CharField(max_length=64, default="")
    third_reading_range = fields.CharField(max_length=12, default="")
    awards_expected = fields.IntField(null=True)

    call_id: int
    deputy_id: int | None

    class Meta:
        table = "scholarship_review_settings"
        constraints = (
            Check("awards_expected IS NULL OR awards_expected BETWEEN 1 AND 2000", name="review_awards_expected"),
            Check(r"third_reading_range ~ '^([1-4](\.[0-9]{1,3})?|0\.[0-9]{1,3}|)$'", name="review_range_is_exact"),
        )


class Reviewer(Record):
    """A member of the committee who reads one year's files. `code` is how boards and engines call this reader."""

    call: fields.ForeignKeyRelation[Call] = fields.ForeignKeyField(
        "scholarships.Call", related_name="reviewers", on_delete=OnDelete.RESTRICT
    )
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "events.User", related_name="scholarship_reviews", on_delete=OnDelete.RESTRICT
    )
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "events.Person", related_name="scholarship_reviews", null=True, on_delete=OnDelete.SET_NULL
    )
    company: fields.ForeignKeyNullableRelation[Company] = fields.ForeignKeyField(
        "events.Company", related_name="scholarship_reviewers", null=True, on_delete=OnDelete.RESTRICT
    )
    code = fields.CharField(max_length=8)
    status = fields.CharEnumField(ReviewerStatus, max_length=8, default=ReviewerStatus.INVITED)
    has_no_company = fields.BooleanField(default=False)
    has_no_relatives = fields.BooleanField(default=False)
    declared_at = fields.DatetimeField(null=True)
    starts_on = fields.DateField()
    ends_on = fields.DateField()
    max_load = fields.IntField(null=True)
    left_at = fields.DatetimeField(null=True)
    left_because = fields.CharField(max_length=300, default="")

    call_id: int
    user_id: int
    person_id: int | None
    company_id: int | None

    class Meta:
        table = "scholarship_reviewers"
        constraints = (
            enum_check("status", ReviewerStatus, name="reviewer_status"),
            Unique(fields=("call_id", "user_id"), name="one_reviewer_per_call"),
            Unique(fields=("call_id", "code"), name="one_reviewer_code_per_call"),
            Check("ends_on >= starts_on", name="reviewer_term_in_order"),
            Check("max_load IS NULL OR max_load BETWEEN 0 AND 2000", name="reviewer_max_load"),
            Check("status <> 'active' OR declared_at IS NOT NULL", name="reviewer_declared_before_reading"),
            Check("(status = 'left') = (left_at IS NOT NULL)", name="reviewer_left_at"),
        )


class Relative(Record):
    """A relative whom a reviewer declared, compared with guardians and children; nobody else sees the list."""

    reviewer: fields.ForeignKeyRelation[Reviewer] = fields.ForeignKeyField(
        "scholarships.Reviewer", related_name="relatives", on_delete=OnDelete.CASCADE
    )
    name = fields.CharField(max_length=240)
    name_key = fields.CharField(max_length=240)
    relationship = fields.CharField(max_length=60, default="")
    company: fields.ForeignKeyNullableRelation[Company] = fields.ForeignKeyField(
        "events.Company", related_name="scholarship_relatives", null=True, on_delete=OnDelete.RESTRICT
    )
    declared_at = fields.DatetimeField()
    withdrawn_at = fields.DatetimeField(null=True)

    reviewer_id: int
    company_id: int | None

    class Meta:
        table = "scholarship_relatives"
        constraints = (Check("name <> '' AND name_key <> ''", name="relative_has_a_name"),)


class Conflict(Record):
    """This reviewer may not read this application; no vote and no chair lifts it."""

    application: fields.ForeignKeyRelation[Application] = fields.ForeignKeyField(
        "scholarships.Application", related_name="conflicts", on_delete=OnDelete.RESTRICT
    )
    reviewer: fields.ForeignKeyRelation[Reviewer] = fields.ForeignKeyField(
        "scholarships.Reviewer", related_name="conflicts", on_delete=OnDelete.RESTRICT
    )
    source = fields.CharEnumField(ConflictSource, max_length=10)
    reason = fields.CharField(max_length=300, default="")
    declared_by = fields.CharField(max_length=60)
    at = fields.DatetimeField()

    application_id: int
    reviewer_id: int

    class Meta:
        table = "scholarship_conflicts"
        constraints = (
            enum_check("source", ConflictSource, name="conflict_source"),
            Unique(fields=("application_id", "reviewer_id"), name="one_conflict_per_pair"),
        )


class SampleFile(Record):
    """An invented file on which readers practise; `reference` is the committee's agreed answer per criterion."""

    call: fields.ForeignKeyRelation[Call] = fields.ForeignKeyField(
        "scholarships.Call", related_name="samples", on_delete=OnDelete.RESTRICT
    )
    number = fields.IntField()
    facts: fields.JSONField[dict[str, Any]] = fields.JSONField(default=dict)
    essays: fields.JSONField[dict[str, str]] = fields.JSONField(default=dict)
    reference: fields.JSONField[dict[str, int]] = fields.JSONField(default=dict)

    call_id: int

    class Meta:
        table = "scholarship_sample_files"
        constraints = (Unique(fields=("call_id", "number"), name="one_sample_per_number"),)


class SampleScore(Record):
    """What a reader gave a sample file in the calibration round."""

    sample: fields.ForeignKeyRelation[SampleFile] = fields.ForeignKeyField(
        "scholarships.SampleFile", related_name="scores", on_delete=OnDelete.CASCADE
    )
    reviewer: fields.ForeignKeyRelation[Reviewer] = fields.ForeignKeyField(
        "scholarships.Reviewer", related_name="sample_scores", on_delete=OnDelete.CASCADE
    )
    criterion = fields.CharField(max_length=40)
    value = fields.SmallIntField(null=True)
    not_applicable = fields.BooleanField(default=False)
    at = fields.DatetimeField()

    sample_id: int
    reviewer_id: int

    class Meta:
        table = "scholarship_sample_scores"
        constraints = (
            Unique(fields=("sample_id", "reviewer_id", "criterion"), name="one_sample_score"),
            Check("value IS NULL OR value BETWEEN 1 AND 5", name="sample_score_in_range"),
        )


EXTRA_SQL: tuple[tuple[str, str], ...] = (only_grow(conflicts_only_grow="scholarship_conflicts"),)
