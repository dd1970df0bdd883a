"""A trip of the demonstration that asks a question of every kind, and where one ticket is approved before payment."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from events_app.core.clock import local
from events_app.demo.people import Town
from events_app.events.models import Event, TicketType
from events_app.registration import decisions, opening, questions
from events_app.registration import services as registration
from events_app.registration.engine.wanted import Applicant, Extras, Given
from events_app.registration.offers import offers, wanted_of
from events_app.registration.question_records import AskedPer

PAY_WITHIN_DAYS = 3
FULL = "El recorrido va dirigido a Mantenimiento; guardamos tu nombre para el de primavera."
ANSWERS: tuple[dict[str, Any], ...] = (
    {"q1": "Supervisora de línea", "q2": "6", "q3": "o1", "q4": ["o1", "o3"], "q6": False},
    {"q1": "Técnico de mantenimiento", "q2": "11.5", "q3": "o1", "q4": ["o2"], "q6": True, "q7": "Sin gluten"},
    {"q1": "Ingeniera de calidad", "q2": "3", "q3": "o2", "q4": ["o3"], "q6": False},
    {"q1": "Jefe de almacén", "q2": "20", "q3": "o1", "q4": ["o2", "o3"], "q6": False},
    {"q1": "Auxiliar de compras", "q2": "1", "q3": "o2", "q4": ["o1"], "q6": False},
)


async def prepare(code: str, now: datetime) -> Event:
    """What the trip asks, and until when whoever is approved pays."""
    event = await Event.get(code=code)
    tour, workshop = await TicketType.filter(event_id=event.id).order_by("position")
    tour.needs_approval, tour.pay_within_days = True, PAY_WITHIN_DAYS
    await tour.save(update_fields=["needs_approval", "pay_within_days"])
    for values in _questions(workshop.id, local(event.starts_at, event.timezone).date().isoformat()):
        await questions.save(event.id, None, values, actor="system", now=now - timedelta(days=20))
    return event


async def ask(event: Event, town: Town, *, now: datetime) -> None:
    """Five people ask: one is approved and has to pay, one is declined, three wait for their answer."""
    made: list[int] = []
    for company, given in zip(town.companies, ANSWERS, strict=False):
        made.append(await _one(event, town, company.id, given, now=now - timedelta(hours=9 - len(made))))
    await decisions.approve(made[:1], actor="system", now=now - timedelta(hours=2))
    await decisions.decline(made[4:], reason=FULL, actor="system", now=now - timedelta(hours=2))


async def _one(event: Event, town: Town, company_id: int, given: dict[str, Any], *, now: datetime) -> int:
    job = town.employments[company_id][5]
    await job.fetch_related("person", "company")
    audience = str(job.company.company_class)
    offer = (await offers(event, audience, now))[0]
    found = Applicant(
        job.person.full_name, job.person_id, email=job.person.email, company_id=company_id, verified_by="directory",
        audience=audience,
    )  # fmt: skip
    wanted = wanted_of(event, offer, found, Extras(), source="page", language=job.person.locale)
    answers = await _answers(event, given)
    asked = opening.dated(replace(wanted, answers=answers), event, now)
    key = f"demo:trip:{job.person_id}"
    return (await registration.register(asked, key=key, actor="system", path="demo", now=now)).registration_id


async def _answers(event: Event, given: dict[str, Any]) -> tuple[Given, ...]:
    """A visa that lasts past the trip and the consent are everybody's."""
    valid = (local(event.starts_at, event.timezone).date() + timedelta(days=400)).isoformat()
    told = {**given, "q5": valid, "q11": True}
    return tuple(Given(each.id, told[each.key]) for each in await questions.current(event.id) if each.key in told)


def _questions(workshop: int, day: str) -> list[dict[str, Any]]:
    """One of every kind, in the order of their keys; the dietary one leads to another, and two are asked of some."""
    return [
        _question("text", "¿Cuál es tu puesto?", "What is your job?", required=True),
        _question("number", "¿Cuántos años llevas en la industria?", "How many years have you been in the industry?",
                  required=True, settings={"least": "0", "most": "60"}),
        _question("choice", "¿Dónde subes al autobús?", "Where do you board the bus?", required=True,
                  options=_options(("Nogales, Sonora", "Nogales, Sonora"), ("Nogales, Arizona", "Nogales, Arizona"))),
        _question("many", "¿Qué quieres ver?", "What do you want to see?", required=True, settings={"most": "2"},
                  hint_es="Elige dos como máximo.", hint_en="Choose two at most.",
                  options=_options(("Moldeo", "Molding"), ("Automatización", "Automation"), ("Calidad", "Quality"))),
        _question("date", "¿Cuándo vence tu visa o tu pasaporte?", "When does your visa or passport expire?",
                  required=True, settings={"least": day}),
        _question("yes_no", "¿Comes algo distinto?", "Do you have a dietary need?", required=True),
        _question("text", "¿Qué debe saber la cocina?", "What should the kitchen know?", required=True,
                  condition={"q6": ["yes"]}),
        _question("file", "Carta de tu supervisor", "Letter from your supervisor", settings={"most": "2"},
                  hint_es="Solo si tu turno coincide con el recorrido.", hint_en="Only if the trip is in your shift."),
        _question("text", "Orden de compra", "Purchase order", per=AskedPer.ORDER),
        _question("choice", "Talla de chaleco", "Vest size", required=True, ticket_type_id=workshop,
                  options=_options(("Chica", "Small"), ("Mediana", "Medium"), ("Grande", "Large"))),
        _question("consent", "Acepto el reglamento de las plantas: calzado de seguridad y ninguna fotografía.",
                  "I accept the plants' rules: safety shoes and no photographs.", required=True),
    ]  # fmt: skip


def _question(kind: str, es: str, en: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "label_es": es, "label_en": en, **more}


def _options(*each: tuple[str, str]) -> list[dict[str, str]]:
    return [{"key": f"o{place}", "es": es, "en": en} for place, (es, en) in enumerate(each, start=1)]
