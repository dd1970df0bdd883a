"""From scores to decisions: runs and rankings that are kept as they were, the meeting and its votes."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.fields import OnDelete

from events_app.accounts.models import User
from events_app.core.models import Check, Record, Unique, enum_check, only_grow
from events_app.core.states import Moves
from events_app.core.tables import StoredFile
from scholarships.applications.models import Application
from scholarships.calls.models import Call


class MeetingStatus(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    SIGNED = "signed"


MEETING_MOVES = Moves(
    {
        MeetingStatus.PLANNED: {MeetingStatus.OPEN},
        MeetingStatus.OPEN: {MeetingStatus.CLOSED},
        MeetingStatus.CLOSED: {MeetingStatus.OPEN, MeetingStatus.SIGNED},
    }
)


class MotionStatus(StrEnum):
    OPEN = "open"
    CARRIED = "carried"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


MOTION_MOVES = Moves({MotionStatus.OPEN: {MotionStatus.CARRIED, MotionStatus.REJECTED, MotionStatus.WITHDRAWN}})


class VoteChoice(StrEnum):
    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class Verdict(StrEnum):
    AWARDED = "awarded"
    WAITING = "waiting"
    REJECTED = "rejected"


class CalibrationRun(Record):
    """One calibration of a call's scores; `inputs` is the question of `compute calibration`, as its hash says."""

    call: fields.ForeignKeyRelation[Call] = fields.ForeignKeyField(
        "scholarships.Call", related_name="calibration_runs", on_delete=OnDelete.RESTRICT
    )
    number = fields.IntField()
    method = fields.CharField(max_length=12)
    parameters: fields.JSONField[dict[str, Any]] = fields.JSONField()
    inputs: fields.JSONField[dict[str, Any]] = fields.JSONField()
    inputs_hash = fields.CharField(max_length=64)
    result: fields.JSONField[dict[str, Any]] = fields.JSONField()
    at = fields.DatetimeField()
    actor = fields.CharField(max_length=60)

    call_id: int

    class Meta:
        table = "scholarship_calibration_runs"
        constraints = (
            Unique(fields=("call_id", "number"), name="one_calibration_run_per_number"),
            Check("method IN ('raw', 'additive', 'reml', 'huber')", name="calibration_method"),
        )


class Ranking(Record):
    """The order that came of a calibration run.

    `inputs` holds the questions of `compute ranking` ("ranking") and of `compute award` ("award"), where companies and
    families are keys such as "B"; `companies` says which company has which key. `ranked` is the order, best first, with
    what the meeting shows of each: {application, folio, level, score, low, high, plain, robust, readings, because}.
    """

    call: fields.ForeignKeyRelation[Call] = fields.ForeignKeyField(
        "scholarships.Call", related_name="rankings", on_delete=OnDelete.RESTRICT
    )
    run: fields.ForeignKeyRelation[CalibrationRun] = fields.ForeignKeyField(
        "scholarships.CalibrationRun", related_name="rankings", on_delete=OnDelete.RESTRICT
    )
    number = fields.IntField()
    inputs: fields.JSONField[dict[str, Any]] = fields.JSONField()
    inputs_hash = fields.CharField(max_length=64)
    companies: fields.JSONField[dict[str, int]] = fields.JSONField(default=dict)
    ranked: fields.JSONField[list[dict[str, Any]]] = fields.JSONField()
    at = fields.DatetimeField()
    actor = fields.CharField(max_length=60)

    call_id: int
    run_id: int

    class Meta:
        table = "scholarship_rankings"
        constraints = (Unique(fields=("call_id", "number"), name="one_ranking_per_number"),)


class Meeting(Record):
    """A meeting of the committee; one that ended with files to read again signs its minutes but decides nothing."""

    call: fields.ForeignKeyRelation[Call] = fields.ForeignKeyField(
        "scholarships.Call", related_name="meetings", on_delete=OnDelete.RESTRICT
    )
    ranking: fields.ForeignKeyNullableRelation[Ranking] = fields.ForeignKeyField(
        "scholarships.Ranking", related_name="meetings", null=True, on_delete=OnDelete.RESTRICT
    )
    number = fields.IntField()
    status = fields.CharEnumField(MeetingStatus, max_length=8, default=MeetingStatus.PLANNED)
    starts_at = fields.DatetimeField()
    place = fields.CharField(max_length=160, default="")
    quorum = fields.IntField()
    chair: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "events.User", related_name="scholarship_meetings_chaired", on_delete=OnDelete.RESTRICT
    )
    second: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "events.User", related_name="scholarship_meetings_seconded", null=True, on_delete=OnDelete.RESTRICT
    )
    opened_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)
    decides = fields.BooleanField(default=True)
    signed_at = fields.DatetimeField(null=True)
    minutes: fields.ForeignKeyNullableRelation[StoredFile] = fields.ForeignKeyField(
        "events.StoredFile", related_name="scholarship_minutes", null=True, on_delete=OnDelete.RESTRICT
    )
    minutes_hash = fields.CharField(max_length=64, default="")

    call_id: int
    ranking_id: int | None
    chair_id: int
    second_id: int | None
    minutes_id: int | None

    class Meta:
        table = "scholarship_meetings"
        constraints = (
            enum_check("status", MeetingStatus, name="meeting_status"),
            Unique(fields=("call_id", "number"), name="one_meeting_per_number"),
            Check("quorum >= 2", name="meeting_quorum"),
            Check("second_id IS NULL OR second_id <> chair_id", name="meeting_has_two_deciders"),
            Check("status <> 'signed' OR (signed_at IS NOT NULL AND minutes_hash <> '')", name="meeting_signed"),
        )


class Attendance(Record):
    meeting: fields.ForeignKeyRelation[Meeting] = fields.ForeignKeyField(
        "scholarships.Meeting", related_name="attendances", on_delete=OnDelete.RESTRICT
    )
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "events.User", related_name="scholarship_attendances", on_delete=OnDelete.RESTRICT
    )
    arrived_at = fields.DatetimeField()
    left_at = fields.DatetimeField(null=True)

    meeting_id: int
    user_id: int

    class Meta:
        table = "scholarship_attendances"
        constraints = (
            Unique(fields=("meeting_id", "user_id"), name="one_attendance_per_member", condition="left_at IS NULL"),
        )


class Motion(Record):
    """What was put to the vote; `change` is what it does to the awards when it carries (empty for a statement)."""

    meeting: fields.ForeignKeyRelation[Meeting] = fields.ForeignKeyField(
        "scholarships.Meeting", related_name="motions", on_delete=OnDelete.RESTRICT
    )
    number = fields.IntField()
    text = fields.CharField(max_length=500)
    text_en = fields.CharField(max_length=500, default="")
    change: fields.JSONField[dict[str, Any]] = fields.JSONField(default=dict)
    proposed_by: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "events.User", related_name="scholarship_motions", on_delete=OnDelete.RESTRICT
    )
    status = fields.CharEnumField(MotionStatus, max_length=10, default=MotionStatus.OPEN)
    opened_at = fields.DatetimeField()
    closed_at = fields.DatetimeField(null=True)

    meeting_id: int
    proposed_by_id: int

    class Meta:
        table = "scholarship_motions"
        constraints = (
            enum_check("status", MotionStatus, name="motion_status"),
            Unique(fields=("meeting_id", "number"), name="one_motion_per_number"),
            Check("text <> ''", name="motion_says_something"),
            Check("(status = 'open') = (closed_at IS NULL)", name="motion_closed_at"),
        )


class Vote(Record):
    """One member's vote, by whom it was recorded; `dissent` is what the member wants to stand in the minutes."""

    motion: fields.ForeignKeyRelation[Motion] = fields.ForeignKeyField(
        "scholarships.Motion", related_name="votes", on_delete=OnDelete.RESTRICT
    )
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "events.User", related_name="scholarship_votes", on_delete=OnDelete.RESTRICT
    )
    choice = fields.CharEnumField(VoteChoice, max_length=8)
    recorded_by = fields.CharField(max_length=60)
    dissent = fields.CharField(max_length=1000, default="")
    at = fields.DatetimeField()

    motion_id: int
    user_id: int

    class Meta:
        table = "scholarship_votes"
        constraints = (
            enum_check("choice", VoteChoice, name="vote_choice"),
            Unique(fields=("motion_id", "user_id"), name="one_vote_per_member"),
        )


class Decision(Record):
    """What was decided for one application and by which two people; `because` is the reason as the engine gave it."""

    call: fields.ForeignKeyRelation[Call] = fields.ForeignKeyField(
        "scholarships.Call", related_name="decisions", on_delete=OnDelete.RESTRICT
    )
    meeting: fields.ForeignKeyRelation[Meeting] = fields.ForeignKeyField(
        "scholarships.Meeting", related_name="decisions", on_delete=OnDelete.RESTRICT
    )
    ranking: fields.ForeignKeyRelation[Ranking] = fields.ForeignKeyField(
        "scholarships.Ranking", related_name="decisions", on_delete=OnDelete.RESTRICT
    )
    application: fields.ForeignKeyRelation[Application] = fields.ForeignKeyField(
        "scholarships.Application", related_name="decisions", on_delete=OnDelete.RESTRICT
    )
    verdict = fields.CharEnumField(Verdict, max_length=8)
    position = fields.IntField()
    readings = fields.IntField()
    reason = fields.CharField(max_length=300)
    because: fields.JSONField[dict[str, Any]] = fields.JSONField(default=dict)
    amount = fields.BigIntField(default=0)
    decided_by: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "events.User", related_name="scholarship_decisions", on_delete=OnDelete.RESTRICT
    )
    seconded_by: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "events.User", related_name="scholarship_decisions_seconded", on_delete=OnDelete.RESTRICT
    )
    at = fields.DatetimeField()

    call_id: int
    meeting_id: int
    ranking_id: int
    application_id: int
    decided_by_id: int
    seconded_by_id: int

    class Meta:
        table = "scholarship_decisions"
        constraints = (
            enum_check("verdict", Verdict, name="decision_verdict"),
            Unique(fields=("application_id",), name="one_decision_per_application"),
            Check("decided_by_id <> seconded_by_id", name="decision_of_two_people"),
            Check("reason <> ''", name="decision_says_why"),
            Check("(verdict = 'awarded') = (amount > 0)", name="decision_amount"),
            Check("position >= 1 AND readings >= 0", name="decision_position"),
        )


EXTRA_SQL: tuple[tuple[str, str], ...] = (
    only_grow(
        calibration_runs_only_grow="scholarship_calibration_runs",
        rankings_only_grow="scholarship_rankings",
        votes_only_grow="scholarship_votes",
        decisions_only_grow="scholarship_decisions",
    ),
)
