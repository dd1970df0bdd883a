"""This year's call while it is being read: some files are not eligible, some readers are behind, some disagree."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction

from events_app.core.clock import local
from events_app.demo.people import Town
from events_app.demo.scholarships import calls, cast, entries, pupils, reading
from events_app.demo.scholarships.calls import Plan
from events_app.demo.scholarships.cast import Cast
from events_app.demo.scholarships.entries import Entry
from events_app.directory.models import Employment
from scholarships.applications import eligibility, services
from scholarships.applications.papers import Document, VerifiedFact
from scholarships.applications.states import CheckStatus
from scholarships.awards import lottery
from scholarships.calls import services as call_services
from scholarships.calls.models import Call
from scholarships.review import conflicts, rounds, samples
from scholarships.review.marks import Reading, readings_of
from scholarships.review.models import Reviewer, ReviewSettings, SampleScore
from scholarships.review.readings import Assignment, ReviewRound
from scholarships.review.samples import NewSample

# How far each reader has come, as a share of the files in hand.
SHARES = (1.0, 0.9, 0.75, 1.0, 0.5, 0.8, 1.0, 0.35, 0.0)
AVERAGES_BELOW = ("8.4", "8.4999")
SAMPLES = (
    NewSample(
        "secundaria", {"grade": "2", "average": "9.1", "failed": "0", "need": "2"},
        {"motivo": "Para los camiones: voy a una secundaria que queda lejos y a veces falto por el pasaje.",
         "orgullo": "Aprendí a coser y arreglo los uniformes de mis primos."},
        {"aprovechamiento": 3, "necesidad": 4, "empeno": 4, "claridad": 3},
    ),
    NewSample(
        "universidad", {"grade": "3", "average": "8.6", "failed": "0", "need": "1"},
        {"motivo": "Para seguir estudiando.", "orgullo": "Acabé el semestre."},
        {"aprovechamiento": 2, "necesidad": 3, "empeno": 1, "claridad": 1},
    ),
)  # fmt: skip


async def under_review(
    plan: Plan, parents: Sequence[Employment], town: Town, people: Cast, luck: random.Random, *, secret: str,
    now: datetime,
) -> None:  # fmt: skip
    """Opened, extended a week, closed, examined, shared out two weeks ago; it closes in ten days."""
    call = await calls.opened(plan, town.committees["BECAS"], people, lottery=secret, now=now)
    before = call.deadline - timedelta(days=2)
    call = await call_services.extend(
        call, call.deadline + timedelta(days=7), reason="Varias escuelas entregan la boleta hasta la semana próxima.",
        actor=people.presiding, now=before,
    )  # fmt: skip
    sent = await entries.send(call, pupils.invent(parents, luck, today=local(before).date()), luck, until=call.deadline)
    joined = call.deadline - timedelta(days=5)
    relative = sent[7].application.guardian_name
    await cast.invite(
        call, people, town, relative=relative, ends_on=local(now).date() + timedelta(days=200), now=joined
    )
    await _examined(call, sent, people, luck)
    await _practised(call, people, luck, now=now - timedelta(days=18))
    await _read(call, sent, people, luck, now=now)


async def _examined(call: Call, sent: Sequence[Entry], people: Cast, luck: random.Random) -> None:
    closed = call.deadline + timedelta(minutes=1)
    await call_services.close(call, actor="system", now=closed)
    checked = closed + timedelta(days=4)
    await entries.examine(sent, hidden=24, actor=people.actor, now=checked)
    for average, each in zip(AVERAGES_BELOW, sent[-2:], strict=True):
        await VerifiedFact.filter(application_id=each.application.id, key="average").update(value=average)
    await Document.filter(application_id=sent[-3].application.id, kind="constancia").update(
        verdict=CheckStatus.REJECTED, verdict_reason="Es del ciclo anterior."
    )
    await services.withdraw(sent[-4].application, reason="Nos mudamos", now=checked)
    await eligibility.run(call, actor=people.actor, now=checked)
    await lottery.record_draw(
        call, f"{luck.randrange(100_000):05d}", source="Premio mayor del sorteo público", actor=people.presiding,
        now=checked,
    )  # fmt: skip


async def _practised(call: Call, people: Cast, luck: random.Random, *, now: datetime) -> None:
    """Everybody marked the two sample files and compared."""
    made = [await samples.add_sample(call, each) for each in SAMPLES]
    await rounds.open_practice(call, closes_at=None, actor=people.presiding, now=now)
    joined = await Reviewer.filter(call_id=call.id).order_by("id")
    await SampleScore.bulk_create(
        SampleScore(
            sample_id=sample.id, reviewer_id=reader.id, criterion=key, at=now + timedelta(days=1),
            value=max(1, min(5, level + luck.choice((-1, 0, 0, 0, 1)))),
        )
        for sample in made
        for reader in joined
        for key, level in sample.reference.items()
    )  # fmt: skip
    await rounds.close_round(call, reason="", actor=people.presiding, now=now + timedelta(days=3))


async def _read(call: Call, sent: Sequence[Entry], people: Cast, luck: random.Random, *, now: datetime) -> None:
    opened, today = now - timedelta(days=14), local(now).date()
    await ReviewSettings.create(
        call_id=call.id, deputy_id=people.readers[3].id, third_reading_range="1", awards_expected=32
    )
    into = await rounds.open_reading(
        call, closes_at=now + timedelta(days=10), actor=people.presiding, today=local(opened).date(), now=opened,
        seed=f"{luck.getrandbits(64):016x}",
    )  # fmt: skip
    await _recognised(into, people, now=opened + timedelta(hours=20))
    worth = {each.application.id: each.pupil.worth for each in sent}
    await reading.read(into, worth, SHARES, luck, until=now)
    apart = _farthest_apart(await readings_of(call))
    await rounds.add_readings(call, apart[:3], actor=people.presiding, today=today, now=now - timedelta(hours=9))


def _farthest_apart(found: Sequence[Reading]) -> list[int]:
    """The applications that two have read, those first on which they agree least."""
    marks: dict[int, list[Fraction]] = {}
    for each in found:
        marks.setdefault(each.application_id, []).append(each.mark)
    ranges = {key: max(each) - min(each) for key, each in marks.items() if len(each) > 1}
    return sorted(ranges, key=lambda key: (-ranges[key], key))


async def _recognised(into: ReviewRound, people: Cast, *, now: datetime) -> None:
    """The fifth reader knows a family and says so; somebody else has the file at once."""
    user = people.readers[4]
    file = await Assignment.filter(round_id=into.id, reviewer__user_id=user.id).order_by("position").first()
    if file is not None:
        await conflicts.declare_conflict(
            file.id, user.id, reason="Conozco a la familia.", today=local(now).date(), now=now
        )  # fmt: skip
