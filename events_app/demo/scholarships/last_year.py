"""Last year's call from its closing to the renewals: read, decided by a meeting, published, accepted and paid."""

import random
from datetime import datetime, timedelta

from events_app.core import files
from events_app.core.clock import local
from events_app.demo.scholarships import entries, papers, reading
from events_app.demo.scholarships.cast import Cast
from events_app.demo.scholarships.entries import Entry
from scholarships.applications import eligibility
from scholarships.applications.papers import Document
from scholarships.applications.states import ScanStatus
from scholarships.awards import (
    appeals,
    calibrating,
    deciding,
    instalments,
    lottery,
    meetings,
    offers,
    proofs,
    publishing,
    renewals,
    voting,
)
from scholarships.awards.grants import Award, AwardStatus, Instalment, Renewal
from scholarships.awards.models import Decision, Meeting, Ranking, Verdict, VoteChoice
from scholarships.calls import services as calls
from scholarships.calls.models import Call, CallStatus
from scholarships.engine.meeting import Change
from scholarships.review import rounds

APPEAL = "La boleta que revisaron era la del ciclo anterior; la del ciclo completo tiene mejor promedio."
ANSWER = "Se revisó la boleta: la lectura se hizo con la del ciclo completo y el resultado no cambia."


async def tell(call: Call, sent: list[Entry], cast: Cast, luck: random.Random) -> Call:
    """Everything after the invitation of the readers, ending with the call finished."""
    closed = call.deadline + timedelta(minutes=1)
    await calls.close(call, actor="system", now=closed)
    checked = closed + timedelta(days=6)
    await entries.examine(sent, hidden=4, actor=cast.actor, now=checked)
    await eligibility.run(call, actor=cast.actor, now=checked)
    await _read(call, sent, cast, luck, now=checked + timedelta(days=2))
    met = checked + timedelta(days=30)
    await _meet(await Call.get(id=call.id), cast, luck, now=met)
    published = met + timedelta(days=3)
    await publishing.schedule(call, published, actor=cast.presiding, now=met + timedelta(hours=3))
    await publishing.publish(call.id, actor="system", now=published + timedelta(seconds=20))
    await _answers(call, now=published + timedelta(days=2))
    await _pay(call, cast, now=published + timedelta(days=20))
    await _renew(call, cast, now=published + timedelta(days=200))
    return await calls.move(
        call, CallStatus.FINISHED, actor=cast.presiding, now=published + timedelta(days=240), reason=""
    )


async def _read(call: Call, sent: list[Entry], cast: Cast, luck: random.Random, *, now: datetime) -> None:
    into = await rounds.open_reading(
        call, closes_at=now + timedelta(days=18), actor=cast.presiding, today=local(now).date(), now=now,
        seed=f"{luck.getrandbits(64):016x}",
    )  # fmt: skip
    end = now + timedelta(days=19)
    await reading.read(into, worth(sent), (1.0,), luck, until=end)
    await rounds.close_round(call, reason="", actor=cast.presiding, now=end)
    await rounds.decide(call, actor=cast.presiding, now=end)


def worth(sent: list[Entry]) -> dict[int, float]:
    return {each.application.id: each.pupil.worth for each in sent}


async def _meet(call: Call, cast: Cast, luck: random.Random, *, now: datetime) -> None:
    """Five members and the chair adopt the list in two parts; one dissents from the second."""
    draw = f"{luck.randrange(100_000):05d}"
    await lottery.record_draw(
        call, draw, source="Premio mayor del sorteo público", actor=cast.presiding, now=now - timedelta(days=4)
    )
    ranking = await calibrating.rank(await Call.get(id=call.id), actor=cast.presiding, now=now - timedelta(days=3))
    meeting = await meetings.plan(
        call, starts_at=now, place="Sala de consejo", quorum=4, chair=cast.chair.id, actor=cast.presiding,
        now=now - timedelta(days=2),
    )  # fmt: skip
    there = [cast.chair.id, *(user.id for user in cast.readers[:5])]
    for user in there:
        await meetings.arrive(meeting, user, actor=cast.presiding, now=now)
    await meetings.open_meeting(meeting, actor=cast.presiding, now=now)
    for place in (len(ranking.ranked) // 3, len(ranking.ranked)):
        await _adopt(meeting, place, there, cast, now=now + timedelta(minutes=place))
    end = now + timedelta(hours=2)
    await meetings.close_meeting(meeting, actor=cast.presiding, now=end)
    found = await Meeting.get(id=meeting.id).select_related("call__committee", "ranking__run", "chair", "second")
    await deciding.sign(found, second=cast.readers[0].id, actor=f"user:{cast.readers[0].id}", now=end)


async def _adopt(meeting: Meeting, place: int, there: list[int], cast: Cast, *, now: datetime) -> None:
    words = f"Adoptar la lista hasta el lugar {place}"
    motion = await voting.propose(
        meeting, words, {"kind": Change.ADOPT, "place": place}, by=cast.chair.id, actor=cast.presiding, now=now
    )
    last = place == await _places(meeting)
    for user in there:
        against = last and user == there[-1]
        await voting.vote(
            meeting, motion.id, user=user, choice=VoteChoice.NO if against else VoteChoice.YES,
            dissent="Preferiría un lugar más para preparatoria." if against else "", actor=cast.presiding, now=now,
        )  # fmt: skip
    await voting.close_motion(meeting, motion.id, actor=cast.presiding, now=now + timedelta(minutes=4))


async def _places(meeting: Meeting) -> int:
    found = await Ranking.filter(call_id=meeting.call_id).order_by("-number").first()
    return len(found.ranked) if found else 0


async def _answers(call: Call, *, now: datetime) -> None:
    """Nearly all accept; one declines and one never answers, and the next of the list move up and accept."""
    found = await Award.filter(call_id=call.id).order_by("id")
    for place, award in enumerate(found):
        moment = now + timedelta(hours=5 * place)
        if place == 2:
            await offers.decline(award, reason="Cambió de escuela", actor="family", now=moment)
        elif place != 5:
            await offers.accept(award, actor="family", now=moment)
    refused = await Decision.filter(call_id=call.id, verdict=Verdict.WAITING).order_by("-position").first()
    if refused is not None:
        asked = await appeals.file(
            await refused.application, APPEAL, actor="family", now=now + timedelta(days=1)
        )  # fmt: skip
        await appeals.answer(asked, upheld=False, text=ANSWER, actor="user:1", now=now + timedelta(days=4))
    silent = now + timedelta(days=12)
    await offers.lapse_due(silent)
    for award in await offers.promote(call.id, now=silent + timedelta(minutes=5)):
        await offers.accept(award, actor="family", now=silent + timedelta(days=1))


async def _pay(call: Call, cast: Cast, *, now: datetime) -> None:
    """Both parts of nearly everybody; of one award the proof for the second part is still to be looked at."""
    accepted = await Award.filter(call_id=call.id, status=AwardStatus.ACCEPTED).order_by("id")
    for number, moment in ((1, now), (2, now + timedelta(days=180))):
        owing = accepted if number == 1 else accepted[2:]
        for award in owing:
            await _proved(award, number, cast, now=moment)
        order = await instalments.order(call, actor=cast.actor, now=moment + timedelta(days=1))
        for part in await Instalment.filter(order_id=order.id):
            await instalments.mark_paid(
                part, reference=f"SPEI {order.number}-{part.id:04d}", actor=cast.actor, now=moment + timedelta(days=2)
            )
    await _hand_in(accepted[0], 2, now=now + timedelta(days=215))


async def _proved(award: Award, number: int, cast: Cast, *, now: datetime) -> None:
    part, document = await _hand_in(award, number, now=now - timedelta(days=1))
    await instalments.judge_proof(part, document, accepted=True, reason="", actor=cast.actor, now=now)


async def _hand_in(award: Award, number: int, *, now: datetime) -> tuple[Instalment, Document]:
    """A family's proof of enrolment for a part."""
    part = await Instalment.get(award_id=award.id, number=number)
    drawn = papers.plain("constancia")
    stored = await files.put("scholarship-document", "constancia.jpg", drawn, "image/jpeg", now=now)
    document = await Document.create(
        application_id=award.application_id, kind=proofs.kind_of(part), file_id=stored.id,
        content_type=stored.content_type, size=stored.size, sha256=stored.sha256, scan=ScanStatus.UNSCANNED,
        uploaded_at=now,
    )  # fmt: skip
    await Instalment.filter(id=part.id).update(proof_id=document.id)
    return part, document


async def _renew(call: Call, cast: Cast, *, now: datetime) -> None:
    """Families are asked for another period: two are renewed, one ends, the others have not answered yet."""
    await renewals.ask(call, f"{call.year}-2", local(now).date() + timedelta(days=30), now=now)
    asked = await Renewal.filter(award__call_id=call.id).order_by("id").limit(3)
    for renewal in asked[:2]:
        await renewals.renew(renewal, "9.2", actor=cast.actor, now=now + timedelta(days=9))
    await renewals.finish(
        asked[2],
        "7.9",
        reason="El promedio no llega al mínimo del nivel",
        actor=cast.actor,
        now=now + timedelta(days=9),
    )
