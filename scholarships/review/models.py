"""Who reads which application, what stands in the way, and every score in every version."""

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


class RoundKind(StrEnum):
    CALIBRATION = "calibration"
    READING = "reading"
    FURTHER = "further"


class RoundStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


ROUND_MOVES = Moves({RoundStatus.OPEN: {RoundStatus.CLOSED}})


class AssignmentStatus(StrEnum):
    ASSIGNED = "assigned"
    STARTED = "started"
    DONE = "done"
    RETURNED = "returned"


# A finished reading may be taken up again while its round is open; a returned one is for somebody else.
ASSIGNMENT_MOVES = Moves(
    {
        AssignmentStatus.ASSIGNED: {AssignmentStatus.STARTED, AssignmentStatus.DONE, AssignmentStatus.RETURNED},
        AssignmentStatus.STARTED: {AssignmentStatus.DONE, AssignmentStatus.RETURNED},
        AssignmentStatus.DONE: {AssignmentStatus.STARTED, AssignmentStatus.RETURNED},
    }
)


class ReturnedBecause(StrEnum):
    CONFLICT = "conflict"
    LEFT = "left"
    CHAIR = "chair"
    WITHDRAWN = "withdrawn"


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


class ReviewRound(Record):
    """A phase of the reading; once it is closed the database takes no more scores for it."""

    call: fields.ForeignKeyRelation[Call] = fields.ForeignKeyField(
        "scholarships.Call", related_name="rounds", on_delete=OnDelete.RESTRICT
    )
    kind = fields.CharEnumField(RoundKind, max_length=12)
    number = fields.IntField()
    status = fields.CharEnumField(RoundStatus, max_length=8, default=RoundStatus.OPEN)
    opened_at = fields.DatetimeField()
    closes_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)
    seed = fields.CharField(max_length=64, default="")
    inputs_hash = fields.CharField(max_length=64, default="")

    call_id: int

    class Meta:
        table = "scholarship_rounds"
        constraints = (
            enum_check("kind", RoundKind, name="round_kind"),
            enum_check("status", RoundStatus, name="round_status"),
            Unique(fields=("call_id", "number"), name="one_round_per_number"),
            Unique(fields=("call_id",), name="one_open_round_per_call", condition="status = 'open'"),
            Check("(status = 'closed') = (closed_at IS NOT NULL)", name="round_closed_at"),
        )


class Assignment(Record):
    """One reading of one application by one reviewer."""

    round: fields.ForeignKeyRelation[ReviewRound] = fields.ForeignKeyField(
        "scholarships.ReviewRound", related_name="assignments", on_delete=OnDelete.RESTRICT
    )
    application: fields.ForeignKeyRelation[Application] = fields.ForeignKeyField(
        "scholarships.Application", related_name="assignments", on_delete=OnDelete.RESTRICT
    )
    reviewer: fields.ForeignKeyRelation[Reviewer] = fields.ForeignKeyField(
        "scholarships.Reviewer", related_name="assignments", on_delete=OnDelete.RESTRICT
    )
    reading = fields.IntField()
    position = fields.IntField(default=0)
    status = fields.CharEnumField(AssignmentStatus, max_length=10, default=AssignmentStatus.ASSIGNED)
    returned_because = fields.CharField(max_length=10, default="")
    returned_note = fields.CharField(max_length=300, default="")
    assigned_at = fields.DatetimeField()
    started_at = fields.DatetimeField(null=True)
    finished_at = fields.DatetimeField(null=True)
    returned_at = fields.DatetimeField(null=True)
    reminded_at = fields.DatetimeField(null=True)

    round_id: int
    application_id: int
    reviewer_id: int

    class Meta:
        table = "scholarship_assignments"
        indexes = (("reviewer_id", "status"), ("application_id", "status"))
        constraints = (
            enum_check("status", AssignmentStatus, name="assignment_status"),
            Check(
                "returned_because IN ('', 'conflict', 'left', 'chair', 'withdrawn')", name="assignment_returned_because"
            ),
            Unique(
                fields=("application_id", "reviewer_id"),
                name="one_live_reading_per_pair",
                condition="status <> 'returned'",
            ),
            Unique(
                fields=("application_id", "reading"),
                name="one_live_reading_per_number",
                condition="status <> 'returned'",
            ),
            Check("reading BETWEEN 1 AND 20", name="assignment_reading"),
            Check(
                "(status = 'returned') = (returned_at IS NOT NULL) "
                "AND (status = 'returned') = (returned_because <> '')",
                name="assignment_returned_says_why",
            ),
            Check("(status = 'done') = (finished_at IS NOT NULL)", name="assignment_done_has_a_moment"),
        )


class ScoreVersion(Record):
    """One answer to one criterion; a change is a new version, and the highest version is the one that counts."""

    assignment: fields.ForeignKeyRelation[Assignment] = fields.ForeignKeyField(
        "scholarships.Assignment", related_name="scores", on_delete=OnDelete.RESTRICT
    )
    application: fields.ForeignKeyRelation[Application] = fields.ForeignKeyField(
        "scholarships.Application", related_name="scores", on_delete=OnDelete.RESTRICT
    )
    reviewer: fields.ForeignKeyRelation[Reviewer] = fields.ForeignKeyField(
        "scholarships.Reviewer", related_name="scores", on_delete=OnDelete.RESTRICT
    )
    criterion = fields.CharField(max_length=40)
    version = fields.IntField()
    value = fields.SmallIntField(null=True)
    not_applicable = fields.BooleanField(default=False)
    at = fields.DatetimeField()

    assignment_id: int
    application_id: int
    reviewer_id: int

    class Meta:
        table = "scholarship_score_versions"
        indexes = (("assignment_id",),)
        constraints = (
            Unique(fields=("application_id", "reviewer_id", "criterion", "version"), name="one_score_per_version"),
            Check("version >= 1", name="score_version_from_one"),
            Check("value IS NULL OR value BETWEEN 1 AND 5", name="score_in_range"),
            Check("NOT not_applicable OR value IS NULL", name="score_not_applicable_has_no_value"),
        )


class ReviewComment(Record):
    """A reader's words for the committee; the newest version counts."""

    assignment: fields.ForeignKeyRelation[Assignment] = fields.ForeignKeyField(
        "scholarships.Assignment", related_name="comments", on_delete=OnDelete.RESTRICT
    )
    version = fields.IntField()
    text = fields.TextField()
    at = fields.DatetimeField()

    assignment_id: int

    class Meta:
        table = "scholarship_review_comments"
        constraints = (
            Unique(fields=("assignment_id", "version"), name="one_comment_per_version"),
            Check("version >= 1", name="comment_version_from_one"),
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


EXTRA_SQL: tuple[tuple[str, str], ...] = (
    (
        """CREATE FUNCTION refuse_score_out_of_place() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found record;
BEGIN
    SELECT a.status, a.application_id, a.reviewer_id, r.status AS round, c.status AS call INTO found
    FROM scholarship_assignments a JOIN scholarship_rounds r ON r.id = a.round_id
    JOIN scholarship_calls c ON c.id = r.call_id
    WHERE a.id = NEW.assignment_id FOR SHARE OF a, r, c;
    IF found.application_id <> NEW.application_id OR found.reviewer_id <> NEW.reviewer_id THEN
        RAISE EXCEPTION 'the score is not of assignment %', NEW.assignment_id USING ERRCODE = 'restrict_violation';
    END IF;
    IF found.status = 'returned' OR found.round <> 'open' OR found.call <> 'reviewing' THEN
        RAISE EXCEPTION 'assignment % takes no scores', NEW.assignment_id USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM scholarship_conflicts k
               WHERE k.application_id = NEW.application_id AND k.reviewer_id = NEW.reviewer_id)
       OR EXISTS (SELECT 1 FROM scholarship_applications w JOIN scholarship_reviewers v ON v.company_id = w.company_id
                  WHERE w.id = NEW.application_id AND v.id = NEW.reviewer_id) THEN
        RAISE EXCEPTION 'assignment % has a conflict', NEW.assignment_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER scores_in_their_place BEFORE INSERT ON scholarship_score_versions
    FOR EACH ROW EXECUTE FUNCTION refuse_score_out_of_place();""",
        """DROP TRIGGER IF EXISTS scores_in_their_place ON scholarship_score_versions;
DROP FUNCTION IF EXISTS refuse_score_out_of_place();""",
    ),
    only_grow(
        scores_only_grow="scholarship_score_versions",
        review_comments_only_grow="scholarship_review_comments",
        conflicts_only_grow="scholarship_conflicts",
    ),
)
