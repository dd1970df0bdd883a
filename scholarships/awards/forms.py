"""What people type about decisions: the draw, a meeting, motions and votes, answers, proofs, payments."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from events_app.core.fields import Checkbox, Day, Line, LocalDateTime, LongLine, Text
from events_app.core.forms import Form
from scholarships.awards.models import VoteChoice
from scholarships.calls.forms import RecordId

Said = Annotated[LongLine, StringConstraints(min_length=1)]
Words = Annotated[Text, StringConstraints(min_length=3)]


def with_a_point(said: object) -> object:
    """Many people write 9,4."""
    return said.replace(",", ".") if isinstance(said, str) else said


class DrawForm(Form):
    draw: Annotated[LongLine, StringConstraints(min_length=1, max_length=200)]
    source: Said


class MeetingForm(Form):
    starts_at: LocalDateTime
    place: Line = ""
    quorum: int = Field(ge=2, le=40)


class AttendanceForm(Form):
    user: int
    there: Checkbox = False


class MotionForm(Form):
    """`place` is for adopting the list, `folio` and `reason` for one case, `text` and `text_en` for a statement."""

    kind: Literal["adopt", "set_aside", "read_again", ""] = ""
    by: int
    place: int = 0
    folio: Annotated[Line, StringConstraints(max_length=20)] = ""
    reason: Annotated[LongLine, StringConstraints(max_length=200)] = ""
    text: LongLine = ""
    text_en: LongLine = ""


class VoteForm(Form):
    choice: VoteChoice
    user: int | None = None
    dissent: Annotated[Text, StringConstraints(max_length=1_000)] = ""


class ResultsForm(Form):
    at: LocalDateTime


class AnswerForm(Form):
    """A family's answer to its award."""

    answer: Literal["accept", "decline"]
    reason: LongLine = ""


class UploadForm(Form):
    """A file and nothing else."""


class AppealForm(Form):
    text: Annotated[Words, StringConstraints(min_length=20, max_length=4_000)]


class AppealAnswerForm(Form):
    verdict: Literal["upheld", "rejected"]
    text: Annotated[Words, StringConstraints(min_length=20, max_length=4_000)]


class ProofForm(Form):
    """`document` is the version of the proof that was on the page."""

    document: RecordId
    verdict: Literal["accepted", "rejected"]
    reason: LongLine = ""


class PaidForm(Form):
    outcome: Literal["paid", "returned", "again"]
    reference: Annotated[Line, StringConstraints(max_length=80)] = ""


class GiveBackForm(Form):
    reason: Said


class PeriodForm(Form):
    period: Annotated[Line, StringConstraints(min_length=1, max_length=40)]
    due_on: Day


Average = Annotated[Decimal, BeforeValidator(with_a_point), Field(ge=0, le=100, max_digits=7, decimal_places=4)]


class RenewalForm(Form):
    """The office decides on a renewal, or asks for other papers; `papers` are those that were on the page."""

    papers: list[RecordId] = []
    verdict: Literal["renewed", "ended", "again"]
    average: Average | None = None
    reason: LongLine = ""


class RenewalPapersForm(Form):
    """What a family hands in to go on; the papers come as files."""

    average: Average
