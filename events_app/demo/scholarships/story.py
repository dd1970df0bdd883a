"""Tells the scholarships of the demonstration in the order in which they happened."""

import random
from datetime import datetime, timedelta

from events_app.core.clock import local
from events_app.core.tables import Job, JobStatus
from events_app.demo.people import Town
from events_app.demo.scholarships import calls, cast, entries, last_year, open_call, pupils, purses, this_year
from events_app.demo.scholarships.cast import Cast
from events_app.directory.models import Company, Employment
from events_app.events.models import Event

PAST_PUPILS, PUPILS = 26, 60


async def play(golf: Event, town: Town, luck: random.Random, *, scale: int, now: datetime) -> None:
    """Three calls and a fund; the accounts of the office, the chair and the first two readers exist already."""
    people = await cast.gather(town, now=now)
    await purses.fill(golf, actor=people.actor, now=now)
    parents = _parents(town, luck)
    past, present, future = calls.plans(now)
    await _finished(past, parents[:PAST_PUPILS], town, people, luck, now=now)
    await this_year.under_review(present, parents[: PUPILS * scale], town, people, luck, secret=_secret(luck), now=now)
    await open_call.announce(future, parents[PUPILS * scale :], town, people, luck, secret=_secret(luck), now=now)
    await _work_is_done(now)


async def _finished(
    plan: calls.Plan, parents: list[Employment], town: Town, people: Cast, luck: random.Random, *, now: datetime
) -> None:
    call = await calls.opened(plan, town.committees["BECAS"], people, lottery=_secret(luck), now=now)
    invited = pupils.invent(parents, luck, today=local(call.opens_at).date())
    sent = await entries.send(call, invited, luck, until=call.deadline)
    joined = call.opens_at + timedelta(days=10)
    await cast.invite(call, people, town, ends_on=local(call.deadline).date() + timedelta(days=120), now=joined)
    await last_year.tell(call, sent, people, luck)


def _parents(town: Town, luck: random.Random) -> list[Employment]:
    """Employees of companies in good standing, taken in turn, each with the company; none has an account."""
    found = []
    for company in town.companies:
        if company.standing == "good" and company.country == "MX":
            staff = [*town.staff(town.companies.index(company))]
            free = [each for seat, each in enumerate(staff) if not 10 <= seat < 20 and seat != cast.SEAT]
            luck.shuffle(free)
            found.append([_with(each, company) for each in free])
    return [row[place] for place in range(min(map(len, found))) for row in found]


def _with(employment: Employment, company: Company) -> Employment:
    employment.company = company
    return employment


def _secret(luck: random.Random) -> str:
    return f"{luck.getrandbits(128):032x}"


async def _work_is_done(now: datetime) -> None:
    """What was queued on days gone by was done on those days."""
    await Job.filter(kind__startswith="awards.", status=JobStatus.WAITING, run_at__lt=now).update(
        status=JobStatus.DONE, finished_at=now
    )
