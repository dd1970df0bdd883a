"""Builds the whole demonstration once, in an order that a year of work would have had."""

import random
from datetime import datetime
from typing import Any

from events_app.core.clock import now as clock_now
from events_app.core.database import tx
from events_app.demo import (
    bookings,
    calendar,
    companies,
    door,
    games,
    golf,
    invoices,
    people,
    scholarships,
    trip,
    waiting,
)
from events_app.demo.programme import PROGRAMME
from events_app.directory.models import Company, Employment
from events_app.events.models import Event


async def build(*, seed: int, scale: int) -> dict[str, Any]:
    """Paths and accounts of the demonstration, built whole or not at all; the same seed tells the same story."""
    now = clock_now()
    if not await people.already_settled():
        await tx(_write, random.Random(seed), scale=scale, now=now)  # noqa: S311 - a story, not a secret
    return await _summary()


async def _write(luck: random.Random, *, scale: int, now: datetime) -> None:
    town = await people.settle(luck, scale=scale, now=now)
    events = [await calendar.announce(plan, town, now=now) for plan in PROGRAMME]
    by_code = {event.code: event for event in events}
    running = [event.id for event, plan in zip(events, PROGRAMME, strict=True) if plan.gates]
    for event, plan in zip(events, PROGRAMME, strict=True):
        await bookings.fill(event, plan, town, luck, now=now)
        if plan.gates:
            await door.open_gates(event, plan, luck, now=now)
        await calendar.settle_status(event, plan)
    await bookings.let_go(now)
    await bookings.pay_too_late("AUX", now)
    await games.play(by_code["JUE"], town, luck, now=now)
    await golf.play(by_code["GLF"], town, luck, now=now)
    await waiting.line_up("AUX", town, luck, now=now)
    await waiting.offer_one("TAR", town, luck, now=now)
    await companies.bring(companies.Places(paid="IVA", kept="C5K", approved="NOM"), town, luck, now=now)
    await trip.ask(await trip.prepare("TUC", now), town, now=now)
    await waiting.give_free_seats(now)
    await invoices.ask(now)
    await people.open_accounts(town, now=now, event_ids=running, played=by_code["JUE"].id)
    await companies.name_another(now)
    await scholarships.play(by_code["GLF"], town, luck, scale=scale, now=now)


async def _summary() -> dict[str, Any]:
    company = await Company.all().order_by("id").first()
    known = await Employment.filter(company=company).order_by("id").first().select_related("person")
    event = await Event.get(code="C5K")
    played, golfed = await Event.get(code="JUE"), await Event.get(code="GLF")
    if company is None or known is None:
        raise RuntimeError("the demonstration is incomplete")
    return {
        "paths": {
            "home": "/",
            "events": "/eventos",
            "event": f"/eventos/{event.slug}",
            "poster": f"/eventos/{event.slug}?empresa={company.slug}",
            "tournament": f"/torneos/{played.slug}",
            "golf": f"/golf/{golfed.slug}",
            "office": "/oficina",
            **await scholarships.paths(),
        },
        "employee": {
            "company": company.slug,
            "employee_number": known.employee_number,
            "surname": known.person.paternal_surname,
        },
        "families": await scholarships.families(),
        "desks": await companies.desks(),
        "accounts": await people.accounts(),
    }
