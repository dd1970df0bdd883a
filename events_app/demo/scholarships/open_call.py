"""The call that is open: a draft half-way, sent ones that wait for their company, one to be mended, nominations."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from events_app.core.clock import local
from events_app.core.sheets import Table
from events_app.demo.people import Town
from events_app.demo.scholarships import calls, entries, pupils
from events_app.demo.scholarships.calls import Plan
from events_app.demo.scholarships.cast import Cast
from events_app.directory.models import Employment
from scholarships.applications import checking, nominations, services
from scholarships.applications.links import application_for
from scholarships.calls.models import Call

LEVEL = "universidad"
SENT, WAITING_COMPANIES = 6, 2
MEND = "La constancia está cortada y no se lee el ciclo. Sube otra foto, por favor."


async def announce(
    plan: Plan, parents: Sequence[Employment], town: Town, people: Cast, luck: random.Random, *, secret: str,
    now: datetime,
) -> None:  # fmt: skip
    """Opened twelve days ago, eighteen to go; the first two companies have employees to confirm."""
    call = await calls.opened(plan, town.committees["BECAS"], people, lottery=secret, now=now)
    near = [each for each in parents if each.company_id in {company.id for company in town.companies[:2]}]
    invented = pupils.invent(near[:SENT], luck, today=local(now).date(), level=LEVEL)
    sent = await entries.send(call, invented, luck, until=now)
    await checking.ask_correction(
        sent[-1].application, call, asked=["documentos"], message=MEND, days=6, actor=people.actor,
        now=now - timedelta(minutes=40),
    )  # fmt: skip
    await _half_way(call, near[SENT], now=now - timedelta(hours=20))
    await _proposed(call, near[SENT + 1 : SENT + 4], people, now=now - timedelta(days=6))


async def _half_way(call: Call, employment: Employment, *, now: datetime) -> None:
    """Begun yesterday on a phone: school and home are told, papers and consents are missing."""
    code = await services.start(call, employment, None, locale="es-MX", now=now)
    draft = await application_for(code)
    typed = {
        "guardian_relationship": "guardian", "guardian_phone": "+526315550142", "child_given_name": "Itzel",
        "child_paternal_surname": "Yáñez", "level": LEVEL, "grade": 3, "school": "Universidad del Desierto",
        "average": "9.3", "failed": 0,
    }  # fmt: skip
    await services.save(draft, typed, now=now + timedelta(minutes=6))
    need = {"income": "14500.00", "people": "5", "students": "2", "housing": "rent"}
    await services.save(draft, {}, need=need, now=now + timedelta(minutes=9))


async def _proposed(call: Call, employments: Sequence[Employment], people: Cast, *, now: datetime) -> None:
    """The first company's spreadsheet: employees with the child that it proposes."""
    lines = [[each.employee_number, each.person.full_name, f"Hija de {each.person.given_name}"] for each in employments]
    table = Table(["Número de empleado", "Nombre", "Estudiante"], lines, list(range(2, 2 + len(lines))))
    await nominations.keep(call, employments[0].company, nominations.plan(table), actor=people.actor, now=now)
