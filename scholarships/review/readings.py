"""Who reads which application in which round, and every score and comment in every version."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.fields import OnDelete

from events_app.core.models import Check, Record, Unique, enum_check, only_grow
from events_app.core.states import Moves
from scholarships.applications.models import Application
from scholarships.calls.models import Call
from scholarships.review.models import Reviewer


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
    ),
)
