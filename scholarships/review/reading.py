"""What a reader sees of an application: verified facts, masked essays and blacked-out papers, and no name anywhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from events_app.core.database import rows
from events_app.core.errors import NotFound
from events_app.core.i18n import N_
from scholarships.applications.delicate import need_band
from scholarships.applications.models import Application
from scholarships.applications.papers import AccessLog, Document, MaskedEssay, VerifiedFact
from scholarships.applications.states import CheckStatus, Seen
from scholarships.calls.models import Call, CallStatus
from scholarships.calls.rules import Rubric, Rules, rubric_of, rules_of
from scholarships.engine.rubric import Mark
from scholarships.review.marks import answers_from, mark_of
from scholarships.review.readings import Assignment, AssignmentStatus, ReviewRound, RoundStatus
from scholarships.review.scoring import Said

MASK = "▮▮▮"
# What the office verifies may name a school or a person; readers see numbers only.
SHOWN = ("grade", "average", "failed")
LOOKS_AT = {
    "facts": N_("según los datos verificados"),
    "need": N_("según la banda y lo que cuenta la familia"),
    "essays": N_("la idea, no la ortografía"),
    "documents": N_("según los documentos"),
}
# All live readings of this reader in the same call, in the order in which they are to be read.
PILE = """
SELECT a.id, a.status, a.position, w.folio FROM scholarship_assignments a
JOIN scholarship_rounds r ON r.id = a.round_id
JOIN scholarship_reviewers v ON v.id = a.reviewer_id
JOIN scholarship_applications w ON w.id = a.application_id
WHERE v.user_id = $1 AND r.call_id = $2 AND v.status = 'active' AND v.starts_on <= $3 AND v.ends_on >= $3
  AND a.status <> 'returned' AND w.status = 'eligible'
ORDER BY a.round_id, a.position, a.id
"""
ANSWERS = """
SELECT DISTINCT ON (criterion) criterion, value, not_applicable, at FROM scholarship_score_versions
WHERE application_id = $1 AND reviewer_id = $2 ORDER BY criterion, version DESC
"""
COMMENTS = """
SELECT DISTINCT ON (a.id) a.id, a.reading, k.text, k.at FROM scholarship_review_comments k
JOIN scholarship_assignments a ON a.id = k.assignment_id
WHERE a.application_id = $1 AND a.status <> 'returned' ORDER BY a.id, k.version DESC
"""


@dataclass(frozen=True)
class Essay:
    """Paragraphs of pieces; a piece is (its text, whether it was masked)."""

    prompt: str
    prompt_en: str
    paragraphs: tuple[tuple[tuple[str, bool], ...], ...]
    words: int


@dataclass(frozen=True)
class Paper:
    """`document_id` is None for a paper that only the office sees."""

    name: str
    name_en: str
    document_id: int | None
    pages: int
    checked_at: datetime | None


@dataclass(frozen=True)
class BlindFile:
    """`facts` are the values that the office typed from the papers; what it has not verified is not there."""

    folio: str
    level: str
    level_en: str
    facts: Mapping[str, str]
    bands: int
    essays: tuple[Essay, ...]
    papers: tuple[Paper, ...]


@dataclass(frozen=True)
class Reading:
    """`others` are the comments of the other readers, only after one's own reading is done."""

    id: int
    status: AssignmentStatus
    editable: bool
    call: Call
    round: ReviewRound
    file: BlindFile
    rubric: Rubric
    answers: Mapping[str, Said]
    mark: Mark
    comment: str
    saved_at: datetime | None
    done: int
    total: int
    next_id: int | None
    others: tuple[tuple[int, str], ...]


async def pile(user_id: int, call_id: int, today: date) -> list[dict[str, Any]]:
    """The reader's files in this call (id, status, position, folio), in order."""
    return await rows(PILE, user_id, call_id, today)


async def own_reading(reading_id: int, user_id: int, today: date) -> Assignment:
    """Raises NotFound for anybody else's, for a returned one and for one whose reader's term is over."""
    found = await Assignment.get_or_none(id=reading_id).select_related("round__call", "application", "reviewer")
    if found is None or found.reviewer.user_id != user_id:
        raise NotFound()
    mine = await pile(user_id, found.round.call_id, today)
    if found.id not in {each["id"] for each in mine}:
        raise NotFound()
    return found


async def reading_for(reading_id: int, user_id: int, *, actor: str, today: date, now: datetime) -> Reading:
    """The reading with all that its page shows; the visit is written into the access log."""
    found = await own_reading(reading_id, user_id, today)
    call: Call = found.round.call
    files = await pile(user_id, call.id, today)
    await AccessLog.create(application_id=found.application_id, seen=Seen.APPLICATION, actor=actor, at=now)
    rubric = rubric_of(call)
    versions = await rows(ANSWERS, found.application_id, found.reviewer_id)
    comments = {each["id"]: each for each in await rows(COMMENTS, found.application_id)}
    own = comments.pop(found.id, None)
    moments = [each["at"] for each in (*versions, own) if each]
    is_done = found.status is AssignmentStatus.DONE
    return Reading(
        id=found.id,
        status=found.status,
        editable=found.round.status is RoundStatus.OPEN and call.status is CallStatus.REVIEWING,
        call=call,
        round=found.round,
        file=await blind_file(found.application, rules_of(call)),
        rubric=rubric,
        answers={each["criterion"]: Said(each["value"], each["not_applicable"]) for each in versions},
        mark=mark_of(rubric, answers_from(versions)),
        comment=own["text"] if own else "",
        saved_at=max(moments, default=None),
        done=sum(each["status"] == AssignmentStatus.DONE for each in files),
        total=len(files),
        next_id=following(files, found.id),
        others=tuple((each["reading"], each["text"]) for each in comments.values() if is_done and each["text"]),
    )


def following(files: Sequence[Mapping[str, Any]], current: int) -> int | None:
    """The next file that is not done, from here on and then from the top."""
    ids = [each["id"] for each in files]
    start = ids.index(current) + 1 if current in ids else 0
    waiting = [each["id"] for each in (*files[start:], *files[:start]) if each["status"] != AssignmentStatus.DONE]
    return next((each for each in waiting if each != current), None)


async def blind_file(application: Application, rules: Rules) -> BlindFile:
    level = rules.level(application.level)
    facts = {each.key: each.value for each in await VerifiedFact.filter(application_id=application.id)}
    masked = await MaskedEssay.filter(application_id=application.id, checked_at__isnull=False)
    texts = {each.key: each.text for each in masked}
    asked = [essay_of(each.prompt, each.prompt_en, texts[each.key]) for each in rules.essays if each.key in texts]
    return BlindFile(
        folio=application.folio,
        level=level.name if level else application.level,
        level_en=level.said("name", "en") if level else application.level,
        facts={key: facts[key] for key in SHOWN if key in facts} | {"need": str(need_band(application, rules))},
        bands=len(rules.need_bands),
        essays=tuple(asked),
        papers=await _papers(application.id, rules),
    )


def essay_of(prompt: str, prompt_en: str, text: str) -> Essay:
    """An essay cut into paragraphs, its masked words apart."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return Essay(prompt, prompt_en or prompt, tuple(_pieces(line) for line in lines), len(text.split()))


def _pieces(line: str) -> tuple[tuple[str, bool], ...]:
    parts = line.split(MASK)
    joined = [(part, False) for part in parts[:1]]
    for part in parts[1:]:
        joined += [(MASK, True), (part, False)]
    return tuple(piece for piece in joined if piece[0])


async def _papers(application_id: int, rules: Rules) -> tuple[Paper, ...]:
    found = await Document.filter(
        application_id=application_id, replaced_at__isnull=True, removed_at__isnull=True, verdict=CheckStatus.ACCEPTED
    ).order_by("kind", "part")
    papers = []
    for each in found:
        kind = rules.document(each.kind)
        name = kind.name if kind else ""
        shown = each.id if each.redacted_id is not None else None
        papers.append(Paper(name, (kind.name_en if kind else "") or name, shown, each.pages, each.checked_at))
    return tuple(papers)


async def redacted_document(reading_id: int, document_id: int, user_id: int, today: date) -> Document:
    """A paper of one's own reading that the office has blacked out; raises NotFound for every other."""
    found = await own_reading(reading_id, user_id, today)
    document = await Document.get_or_none(
        id=document_id, application_id=found.application_id, replaced_at__isnull=True, removed_at__isnull=True
    ).select_related("redacted")
    if document is None or document.redacted_id is None or document.verdict is not CheckStatus.ACCEPTED:
        raise NotFound()
    return document
